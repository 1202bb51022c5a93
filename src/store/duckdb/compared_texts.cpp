#include "store/duckdb/compared_texts.hpp"

#include <fmt/format.h>

#include "store/duckdb/bound_list.hpp"
#include "store/duckdb/cells.hpp"
#include "store/duckdb/connection.hpp"
#include "store/rights.hpp"

namespace aftercare::store {
namespace {

using base::Result;
using records::Viewer;

constexpr std::string_view kComparable =
    "FROM \"case\" c JOIN case_fact f ON f.case_key = c.record_key WHERE c.text IS NOT NULL AND "
    "NOT f.is_noise";

Result<std::vector<ComparedText>> compared_texts(const Database& database, const std::string& sql,
                                                 const std::vector<Cell>& values) {
  const auto frame = database.read(sql, values);
  if (!frame) return base::failure_of(frame);
  std::vector<ComparedText> texts;
  texts.reserve(frame->rows.size());
  for (const auto& row : frame->rows) {
    const auto* opened = std::get_if<records::Moment>(&row[4]);
    texts.push_back({text_in(row[0]), text_in(row[1]), text_in(row[2]), text_in(row[3]),
                     text_in(row[5]), opened == nullptr ? std::nullopt : std::optional(*opened)});
  }
  return texts;
}

constexpr std::string_view kVoice = "f.person_id, f.product_id, f.opened_at, f.order_id";

}  // namespace

Result<FreshCases> fresh_cases(const Database& database, const Viewer& viewer, std::int64_t after) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  FreshCases fresh;
  const auto frame = database.read(
      "SELECT record_key, commit_number FROM \"case\" WHERE commit_number > ? ORDER BY "
      "commit_number, file_id, row_number",
      {after});
  if (!frame) return base::failure_of(frame);
  fresh.newest = after;
  for (const auto& row : frame->rows) {
    fresh.keys.push_back(text_in(row[0]));
    fresh.newest = std::max(fresh.newest, number_in(row[1]));
  }
  return fresh;
}

Result<std::vector<ComparedText>> texts_of(const Database& database, const Viewer& viewer,
                                           const std::vector<std::string>& keys) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  if (keys.empty()) return std::vector<ComparedText>{};
  return compared_texts(database,
                        fmt::format("SELECT c.record_key, c.text, {} {} AND c.record_key IN ({}) "
                                    "ORDER BY f.opened_at NULLS LAST, c.record_key",
                                    kVoice, kComparable, kBoundList),
                        {bound_list(keys)});
}

Result<std::vector<ComparedText>> newest_texts(const Database& database, const Viewer& viewer,
                                               std::int64_t until, std::uint64_t most) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  return compared_texts(
      database,
      fmt::format("SELECT c.record_key, c.text, {} {} AND c.commit_number <= ? ORDER BY "
                  "c.commit_number DESC, c.row_number DESC LIMIT {}",
                  kVoice, kComparable, most),
      {until});
}

Result<std::vector<std::string>> cases_of_persons(const Database& database, const Viewer& viewer,
                                                  const std::vector<std::string>& persons,
                                                  std::int64_t until, std::uint64_t most) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  std::vector<std::string> keys;
  if (persons.empty()) return keys;
  const auto frame = database.read(
      fmt::format(
          "SELECT case_key FROM (SELECT case_key, person_id, opened_at FROM case_fact WHERE "
          "person_id IN ({}) AND case_key IN (SELECT record_key FROM \"case\" WHERE "
          "commit_number <= ?)) QUALIFY row_number() OVER (PARTITION BY person_id ORDER BY "
          "opened_at DESC, case_key) <= {}",
          kBoundList, most),
      {bound_list(persons), until});
  if (!frame) return base::failure_of(frame);
  for (const auto& row : frame->rows) keys.push_back(text_in(row[0]));
  return keys;
}

Result<std::vector<ComparedText>> voices_of(const Database& database, const Viewer& viewer,
                                            const std::vector<std::string>& keys) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  if (keys.empty()) return std::vector<ComparedText>{};
  return compared_texts(database,
                        fmt::format("SELECT f.case_key, NULL, {} FROM case_fact f WHERE f.case_key "
                                    "IN ({})",
                                    kVoice, kBoundList),
                        {bound_list(keys)});
}

Result<void> each_sketch_block(const Database& database, const Viewer& viewer,
                               const std::function<void(const std::vector<std::string_view>& keys,
                                                        std::string_view bands)>& take) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  return database.with_connection([&](const Connection& connection) -> Result<void> {
    auto rows = connection.query("SELECT keys, bands FROM text_sketch ORDER BY rowid");
    if (!rows) return base::failure_of(rows);
    std::vector<std::string_view> keys;
    for (;;) {
      const auto more = rows->next();
      if (!more) return base::failure_of(more);
      if (!*more) return {};
      keys.clear();
      const auto joined = rows->text(0);
      for (std::size_t from = 0; from <= joined.size();) {
        const auto to = std::min(joined.find(kListSeparator, from), joined.size());
        keys.push_back(joined.substr(from, to - from));
        from = to + 1;
      }
      take(keys, rows->text(1));
    }
  });
}

}  // namespace aftercare::store
