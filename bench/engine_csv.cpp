// What the engine alone does with a CSV: its own reader, into a table of a fresh file.
//
//   engine_csv FILE THREADS
//
// Prints {"seconds":S,"rows":N}.

#include <duckdb.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>

namespace aftercare::bench {
namespace {

int run(const std::string& csv, const std::string& threads) {
  std::string folder = csv + ".engine_XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr) return 4;
  duckdb_config config = nullptr;
  duckdb_create_config(&config);
  duckdb_set_config(config, "threads", threads.c_str());
  duckdb_set_config(config, "preserve_insertion_order", "false");
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  const auto begun = std::chrono::steady_clock::now();
  std::string failed;
  duckdb_result result{};
  if (duckdb_open_ext((folder + "/plain.duckdb").c_str(), &database, config, nullptr) ==
          DuckDBError ||
      duckdb_connect(database, &connection) == DuckDBError)
    failed = "no database";
  else if (duckdb_query(connection,
                        fmt::format("CREATE TABLE t AS SELECT * FROM read_csv('{}')", csv).c_str(),
                        &result) == DuckDBError)
    failed = duckdb_result_error(&result);
  const auto rows = failed.empty() ? duckdb_value_int64(&result, 0, 0) : 0;
  duckdb_destroy_result(&result);
  duckdb_disconnect(&connection);
  duckdb_close(&database);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun;
  duckdb_destroy_config(&config);
  std::filesystem::remove_all(folder);
  if (!failed.empty()) {
    fmt::print(stderr, "engine_csv: {}\n", failed);
    return 4;
  }
  fmt::print("{{\"seconds\":{:.4f},\"rows\":{}}}\n", seconds.count(), rows);
  return 0;
}

}  // namespace
}  // namespace aftercare::bench

int main(int count, char** words) {
  if (count != 3) {
    fmt::print(stderr, "Usage: engine_csv FILE THREADS\n");
    return 2;
  }
  return aftercare::bench::run(words[1], words[2]);
}
