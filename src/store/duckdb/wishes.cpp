#include "store/duckdb/wishes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "store/duckdb/bound_list.hpp"
#include "store/duckdb/cells.hpp"
#include "store/duckdb/write_side.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::store {
namespace {

using base::Result;
using records::Viewer;

constexpr std::string_view kWishProgress = "wish";  // In `comparison`, beside the entities.

std::vector<std::string> parts_of(const std::string& joined) {
  std::vector<std::string> parts;
  for (std::size_t from = 0; from < joined.size();) {
    const auto to = std::min(joined.find('|', from), joined.size());
    parts.push_back(joined.substr(from, to - from));
    from = to + 1;
  }
  return parts;
}

}  // namespace

Result<std::int64_t> wishes_read_until(const Database& database, const Viewer&) {
  const auto frame =
      database.read("SELECT coalesce(max(commit_number), 0) FROM comparison WHERE entity = ?",
                    {std::string(kWishProgress)});
  if (!frame) return base::failure_of(frame);
  return number_in(frame->rows[0][0]);
}

Result<void> keep_wishes(Database& database, const std::vector<std::string>& cases,
                         const std::vector<StoredWish>& wishes, std::int64_t until) {
  Writer writer(database);
  return writer.change([&](WriteSide& side) -> Result<void> {
    const auto run = [&side](const std::string& sql, const std::vector<Cell>& values) {
      const auto done = side.connection.change(sql, values);
      return done ? Result<void>() : Result<void>(base::failure_of(done));
    };
    auto done = run(fmt::format("DELETE FROM wish WHERE case_key IN ({})", kBoundList),
                    {bound_list(cases)});
    if (done && !wishes.empty()) {
      std::vector<std::string> keys, unmet, aspects, words;
      for (const auto& wish : wishes) {
        keys.push_back(wish.case_key);
        unmet.emplace_back(wish.unmet ? "1" : "0");
        aspects.push_back(fmt::format("{}", fmt::join(wish.aspects, "|")));
        words.push_back(fmt::format("{}", fmt::join(wish.words, "|")));
      }
      done = run(
          "INSERT INTO wish SELECT unnest(string_split($1, chr(31))), unnest(string_split($2, "
          "chr(31))) = '1', unnest(string_split($3, chr(31))), unnest(string_split($4, chr(31)))",
          {bound_list(keys), bound_list(unmet), bound_list(aspects), bound_list(words)});
    }
    if (done) done = run("DELETE FROM comparison WHERE entity = ?", {std::string(kWishProgress)});
    if (done)
      done = run("INSERT INTO comparison VALUES (?, ?, ?, now() AT TIME ZONE 'UTC')",
                 {std::string(kWishProgress), until, static_cast<std::int64_t>(cases.size())});
    return done;
  });
}

Result<std::vector<StoredWish>> wishes_between(const Database& database, const Viewer&,
                                               std::optional<records::Day> from,
                                               std::optional<records::Day> to) {
  const auto bound = [](const std::optional<records::Day>& day) {
    return day ? Cell(*day) : Cell(std::monostate{});
  };
  const auto frame = database.read(
      "SELECT w.case_key, w.unmet, w.aspects, w.words, f.opened_day FROM wish w JOIN case_fact f "
      "ON "
      "f.case_key = w.case_key WHERE ($1::DATE IS NULL OR f.opened_day >= $1::DATE) AND ($2::DATE "
      "IS NULL OR f.opened_day <= $2::DATE) ORDER BY f.opened_day NULLS LAST, w.case_key, w.words",
      {bound(from), bound(to)});
  if (!frame) return base::failure_of(frame);
  std::vector<StoredWish> wishes;
  for (const auto& row : frame->rows) {
    const auto* unmet = std::get_if<bool>(&row[1]);
    const auto* day = std::get_if<records::Day>(&row[4]);
    wishes.push_back({text_in(row[0]), unmet != nullptr && *unmet, parts_of(text_in(row[2])),
                      parts_of(text_in(row[3])), day ? std::optional(*day) : std::nullopt});
  }
  return wishes;
}

}  // namespace aftercare::store
