#include "store/duckdb/period_texts.hpp"

#include <fmt/format.h>

#include "store/duckdb/cells.hpp"
#include "store/rights.hpp"

namespace aftercare::store {
namespace {

constexpr std::string_view kOfPeriod =
    "FROM case_fact f JOIN \"case\" c ON c.record_key = f.case_key WHERE f.opened_day BETWEEN "
    "$1::DATE AND $2::DATE AND c.text IS NOT NULL AND NOT f.is_noise";

}  // namespace

base::Result<PeriodTexts> period_texts(const Database& database, const records::Viewer& viewer,
                                       records::Day from, records::Day to, std::uint64_t most) {
  if (viewer.fields.of(records::PiiClass::free_text) < records::Shown::masked)
    return records::refusal("you do not see what customers wrote", "您无权查看客户所写的文字");
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  PeriodTexts found;
  const auto count =
      database.read(fmt::format("SELECT count(*) {}", kOfPeriod), {Cell(from), Cell(to)});
  if (!count) return base::failure_of(count);
  found.stored = count_in(count->rows[0][0]);
  const auto frame = database.read(
      fmt::format("SELECT f.case_key, c.text, f.topic IS NOT NULL {} ORDER BY hash(f.case_key), "
                  "f.case_key LIMIT {}",
                  kOfPeriod, most),
      {Cell(from), Cell(to)});
  if (!frame) return base::failure_of(frame);
  found.texts.reserve(frame->rows.size());
  for (const auto& row : frame->rows) {
    const auto* topic = std::get_if<bool>(&row[2]);
    found.texts.push_back({text_in(row[0]), text_in(row[1]), topic != nullptr && *topic});
  }
  return found;
}

}  // namespace aftercare::store
