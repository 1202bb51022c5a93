// Hand-written SQL: whatever is written, nothing of a row outside the writer's scope is told, by an
// answer or by what went wrong, and the store is as it was.

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "place/place.hpp"
#include "store/duckdb/connection.hpp"
#include "store/duckdb/hand_written.hpp"

namespace {

using namespace aftercare;

constexpr const char* kOutside = "zq7outside";

const records::Dictionary& dictionary() {
  static const auto loaded =
      records::Dictionary::load_files({place::root() / "catalog" / "dictionary.yaml"}).value();
  return loaded;
}

struct Folder {
  std::string path;
  Folder() : path((std::filesystem::temp_directory_path() / "fuzz_sql_XXXXXX").string()) {
    if (::mkdtemp(path.data()) == nullptr) std::abort();
  }
  ~Folder() { std::filesystem::remove_all(path); }
};

store::Database& database() {
  static const Folder folder;
  static const auto opened = [] {
    auto made = store::Database::open(std::filesystem::path(folder.path) / "a.duckdb", dictionary(),
                                      {.threads = 1});
    if (!made) std::abort();
    const auto filled = (*made)->with_connection([](const store::Connection& connection) {
      return connection.execute(
          "INSERT INTO \"case\" BY NAME SELECT 'c1' AS record_key, 'c1' AS case_id, 'mine' AS text;"
          "INSERT INTO \"case\" BY NAME SELECT 'zq7outside' AS record_key, 'zq7outside' AS case_id,"
          "'zq7outside' AS text; INSERT INTO case_fact BY NAME SELECT 'c1' AS case_key, 'a' AS "
          "shop;"
          "INSERT INTO case_fact BY NAME SELECT 'zq7outside' AS case_key, 'zq7outside' AS shop");
    });
    if (!filled) std::abort();
    return std::move(*made);
  }();
  return *opened;
}

bool tells(const std::string& text) {
  return text.find(kOutside) != text.npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (tells(text)) return 0;
  auto viewer = records::Viewer::owner();
  viewer.scope.shops = {"a"};
  const auto checked = store::check_statement(database(), viewer, text);
  if (!checked) {
    if (tells(checked.error().message)) std::abort();
    return 0;
  }
  store::StatementLimits limits;
  limits.rows = 100;
  limits.time = std::chrono::milliseconds(500);
  const auto answer = store::run_statement(database(), viewer, *checked, limits);
  if (!answer) {
    if (tells(answer.error().message)) std::abort();
    return 0;
  }
  for (const auto& row : answer->frame.rows)
    for (const auto& cell : row)
      if (const auto* told = std::get_if<std::string>(&cell); told != nullptr && tells(*told))
        std::abort();
  const auto rows = database().read("SELECT count(*) FROM \"case\"");
  if (!rows || std::get<std::int64_t>(rows->rows[0][0]) != 2) std::abort();
  return 0;
}
