#include "pipeline/standing_out.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <type_traits>
#include <variant>

#include "records/moment.hpp"

namespace aftercare::pipeline {
namespace {

constexpr std::string_view kDay = "_day";
constexpr std::string_view kMoment = "_at";

}  // namespace

bool tells(std::string_view column, std::string_view known) {
  if (column == known) return true;
  return known.ends_with(kDay) && column.ends_with(kMoment) &&
         column.substr(0, column.size() - kMoment.size()) ==
             known.substr(0, known.size() - kDay.size());
}

namespace {

std::vector<std::size_t> known_columns(const ExportPlan& plan,
                                       const std::vector<std::string>& columns) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (std::ranges::any_of(plan.quasi, [&](const records::QuasiColumn& quasi) {
          return tells(columns[i], plan.columns[quasi.column]);
        }))
      found.push_back(i);
  return found;
}

}  // namespace

std::string leaving_text(const store::Cell& cell) {
  return std::visit(
      [](const auto& value) -> std::string {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, std::monostate>)
          return {};
        else if constexpr (std::is_same_v<T, std::string>)
          return value;
        else if constexpr (std::is_same_v<T, records::Moment>)
          return records::to_iso(value).substr(0, std::string_view("2026-01-01").size());
        else if constexpr (std::is_same_v<T, records::Day>)
          return records::to_iso(value);
        else
          return fmt::format("{}", value);
      },
      cell);
}

std::optional<StandingOut> standing_out(const std::vector<ExportPlan>& plans,
                                        const std::vector<std::string>& columns,
                                        const std::vector<std::vector<store::Cell>>& rows,
                                        std::uint64_t k) {
  StandingOut found;
  std::vector<std::size_t> known;
  for (const auto& plan : plans) {
    auto here = known_columns(plan, columns);
    if (here.size() <= known.size()) continue;
    known = std::move(here);
    found.plan = plan.name;
  }
  if (known.empty()) return std::nullopt;
  std::map<std::vector<std::string>, std::uint64_t> groups;
  for (const auto& row : rows) {
    std::vector<std::string> values;
    for (const auto column : known) values.push_back(leaving_text(row[column]));
    ++groups[std::move(values)];
  }
  for (const auto& [values, count] : groups) found.standing_out += count < k ? count : 0;
  if (found.standing_out == 0) return std::nullopt;
  found.rows = rows.size();
  for (const auto column : known) found.known.push_back(columns[column]);
  return found;
}

records::Label in_words(const StandingOut& found, std::uint64_t k) {
  const auto known = fmt::format("{}", fmt::join(found.known, ", "));
  return {fmt::format("{} of {} rows stand alone or among fewer than {} by {}: whoever knows these "
                      "of a person finds the row. For use in the house; for others there is "
                      "aftercare export {}",
                      found.standing_out, found.rows, k, known, found.plan),
          fmt::format("{1} 行中有 {0} 行在 {3} 上不足 {2} 行相同：知道这些情况的人能认出是谁。"
                      "仅限内部使用；要交给他人请用 aftercare export {4}",
                      found.standing_out, found.rows, k, known, found.plan)};
}

}  // namespace aftercare::pipeline
