#include "app/cli/table_causes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "app/told_samples.hpp"

namespace aftercare::app {
namespace {

using insight::kNoValue;

// A column of batches or products may well have more values than one that parts rows into groups.
constexpr std::size_t kMostCauseValues = 5'000;

bool fits(const std::vector<std::uint32_t>& values, const CauseConditions& conditions) {
  return std::ranges::all_of(conditions,
                             [&](const auto& one) { return values[one.first] == one.second; });
}

std::vector<insight::CauseRows::Cell> cells_of(
    const std::map<std::vector<std::uint32_t>, double>& counts) {
  std::vector<insight::CauseRows::Cell> cells;
  for (const auto& [values, count] : counts) cells.push_back({values, count});
  return cells;
}

}  // namespace

base::Result<std::vector<double>> numbers_of_events(const InsightTable& table,
                                                    const std::string& column) {
  auto numbers = table.numbers(column);
  if (!numbers) return numbers;
  for (std::size_t row = 0; row < numbers->size(); ++row)
    if ((*numbers)[row] < 0)
      return base::failure(base::ErrorKind::input,
                           fmt::format("a number of events below 0: {}, in column {} of row {}",
                                       (*numbers)[row], column, table.record(row)),
                           fmt::format("事件数小于 0：{}，位于第 {} 行 {} 列", (*numbers)[row],
                                       table.record(row), column));
  return numbers;
}

base::Result<TableCauses> TableCauses::count(const TableRows& rows,
                                             const std::vector<double>& events,
                                             const std::vector<double>& base_of,
                                             const TableCauseWords& words,
                                             const AddedColumn* named_problem) {
  TableCauses causes(rows);
  const auto& table = rows.table();
  const auto problems = columns_named(table, words.problem);
  if (!problems) return base::failure_of(problems);
  const auto id = columns_named(table, words.id);
  if (!id) return base::failure_of(id);
  const auto text = columns_named(table, words.text);
  if (!text) return base::failure_of(text);
  if (!text->empty()) causes.text_ = text->front();
  causes.analyser_ = words.analyser;
  auto columns = describing_columns(table, words.by, words.taken, kMostCauseValues);
  if (!columns) return base::failure_of(columns);
  for (const auto problem : *problems)
    if (std::ranges::find(*columns, problem) == columns->end()) columns->push_back(problem);
  std::vector<std::size_t> counted;
  for (const auto row : rows.kept())
    if (std::isfinite(events[row]) && (base_of.empty() || std::isfinite(base_of[row])))
      counted.push_back(row);
  // A row's value of each dimension: of a column, or of what was added.
  const auto value_of = [&](std::size_t row, std::size_t d) -> std::string_view {
    return d < columns->size() ? rows.cell(row, (*columns)[d])
                               : std::string_view(named_problem->values[row]);
  };
  const auto dimensions = columns->size() + (named_problem != nullptr ? 1 : 0);
  for (std::size_t d = 0; d < dimensions; ++d) {
    auto& dimension = causes.causes_.dimensions.emplace_back();
    const bool added = d == columns->size();
    dimension.name = added ? named_problem->name : table.table().columns[(*columns)[d]];
    causes.labels_.push_back(added ? named_problem->label : insight::same(dimension.name));
    const bool named = added || (named_problem == nullptr &&
                                 std::ranges::find(*problems, (*columns)[d]) != problems->end());
    dimension.has_base = !named && std::ranges::any_of(counted, [&](std::size_t row) {
      return events[row] == 0 && !value_of(row, d).empty();
    });
    dimension.is_problem =
        named || (named_problem == nullptr && problems->empty() && !dimension.has_base);
  }
  std::vector<std::unordered_map<std::string_view, std::uint32_t>> numbers(dimensions);
  std::map<std::vector<std::uint32_t>, double> event_counts, base_counts;
  for (const auto row : counted) {
    std::vector<std::uint32_t> values(dimensions, kNoValue);
    for (std::size_t d = 0; d < dimensions; ++d) {
      const auto cell = value_of(row, d);
      if (cell.empty()) continue;
      auto& known = causes.causes_.dimensions[d].values;
      const auto [at, is_new] = numbers[d].emplace(cell, static_cast<std::uint32_t>(known.size()));
      if (is_new) known.emplace_back(cell);
      values[d] = at->second;
    }
    if (events[row] > 0) {
      event_counts[values] += events[row];
      causes.with_events_.push_back(row);
      causes.values_.push_back(values);
    }
    for (std::size_t d = 0; d < dimensions; ++d)
      if (!causes.causes_.dimensions[d].has_base) values[d] = kNoValue;
    base_counts[values] += base_of.empty() ? 1 : base_of[row];
  }
  causes.causes_.events = cells_of(event_counts);
  causes.causes_.base = cells_of(base_counts);
  if (!id->empty()) causes.add_clustering(events, id->front());
  return causes;
}

// Kish's design effect, as clustering_of() has it of a metric.
void TableCauses::add_clustering(const std::vector<double>& events, std::size_t column) {
  struct Sum {
    double rows = 0, squares = 0;
  };
  const auto effect = [](const auto& groups, Sum alone) {
    for (const auto& [key, n] : groups) {
      alone.rows += n;
      alone.squares += n * n;
    }
    return alone.rows > 0 ? std::max(1.0, alone.squares / alone.rows) : 1.0;
  };
  std::unordered_map<std::string_view, double> all;
  Sum alone;
  for (const auto row : with_events_) {
    const auto key = rows_->cell(row, column);
    if (key.empty())
      alone.rows += events[row], alone.squares += events[row];
    else
      all[key] += events[row];
  }
  causes_.clustering = effect(all, alone);
  for (std::size_t d = 0; d < causes_.dimensions.size(); ++d) {
    if (!causes_.dimensions[d].is_problem) continue;
    std::map<std::pair<std::string_view, std::uint32_t>, double> of_value;
    Sum unknown;
    for (std::size_t i = 0; i < with_events_.size(); ++i) {
      if (values_[i][d] == kNoValue) continue;
      const auto row = with_events_[i];
      const auto key = rows_->cell(row, column);
      if (key.empty())
        unknown.rows += events[row], unknown.squares += events[row];
      else
        of_value[{key, values_[i][d]}] += events[row];
    }
    causes_.dimensions[d].clustering = effect(of_value, unknown);
  }
}

nlohmann::ordered_json TableCauses::samples(const CauseConditions& path,
                                            const std::vector<CauseConditions>& taken) const {
  // The newest first; without days the last of the file.
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < with_events_.size(); ++i)
    if (fits(values_[i], path) && std::ranges::none_of(taken, [&](const CauseConditions& other) {
          return fits(values_[i], other);
        }))
      found.push_back(with_events_[i]);
  const auto& days = rows_->days();
  const auto newer = [&](std::size_t a, std::size_t b) {
    if (!days.empty() && days[a] != days[b]) return days[a] > days[b];
    return a > b;
  };
  const auto most = std::min(found.size(), insight::kSamples);
  std::ranges::partial_sort(found, found.begin() + static_cast<std::ptrdiff_t>(most), newer);
  auto json = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < most; ++i) {
    const auto row = found[i];
    const auto text = text_ ? rows_->cell(row, *text_) : std::string_view();
    json.push_back(
        {{"row", rows_->table().record(row)},
         {"day", days.empty() || !days[row] ? "" : records::to_iso(*days[row])},
         {"text", text.empty() ? nlohmann::ordered_json()
                               : nlohmann::ordered_json(masked_sample(text, *analyser_))}});
  }
  return json;
}

CausesAsked TableCauses::asked(const base::Message& of) const {
  CausesAsked asked{causes_, labels_, of, 1, {"row", "行"}, {}};
  asked.samples = [this](const CauseConditions& path, const std::vector<CauseConditions>& taken)
      -> base::Result<nlohmann::ordered_json> { return samples(path, taken); };
  return asked;
}

}  // namespace aftercare::app
