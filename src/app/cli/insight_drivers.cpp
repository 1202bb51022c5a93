// insight drivers: what explains the gap between two periods or groups of a file's rows.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/cli/insight_drivers_report.hpp"
#include "app/cli/table_texts.hpp"
#include "app/told_samples.hpp"
#include "insight/drivers/drivers.hpp"
#include "standard/moment_text.hpp"

namespace aftercare::app {
namespace {

using insight::Measure;

constexpr std::size_t kMostGroupValues = 100;  // Of a column that describes a group.

base::Result<GroupOf> by_period(const InsightTable& table, const InsightArguments& arguments) {
  const auto before = day_range("--before", arguments.before),
             after = day_range("--after", arguments.after);
  if (!before) return base::failure_of(before);
  if (!after) return base::failure_of(after);
  const auto times = table.times(arguments.time);
  if (!times) return base::failure_of(times);
  if (!times->calendar)
    return base::failure(base::ErrorKind::input,
                         fmt::format("the column holds numbers, no days: {}", arguments.time),
                         fmt::format("该列是数字而不是日期：{}", arguments.time));
  GroupOf groups{{arguments.before, arguments.after}, {}};
  for (const auto time : times->values) {
    auto& of = groups.of.emplace_back();
    if (time >= before->begin && time < before->end) of = 0;
    if (time >= after->begin && time < after->end) of = 1;
  }
  return groups;
}

base::Result<GroupOf> by_column(const InsightTable& table, const InsightArguments& arguments) {
  const auto column = table.column(arguments.group);
  if (!column) return base::failure_of(column);
  GroupOf groups{{arguments.from, arguments.to}, {}};
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto cell = table.cell(row, *column);
    auto& of = groups.of.emplace_back();
    if (cell == arguments.from) of = 0;
    if (cell == arguments.to) of = 1;
  }
  return groups;
}

base::Result<GroupOf> groups_of_rows(const InsightTable& table, const InsightArguments& arguments) {
  if (!arguments.time.empty() && !arguments.before.empty() && !arguments.after.empty())
    return by_period(table, arguments);
  if (!arguments.group.empty() && !arguments.from.empty() && !arguments.to.empty())
    return by_column(table, arguments);
  return base::failure(
      "no two groups are named: give --time COLUMN --before DAY..DAY --after DAY..DAY, or --group "
      "COLUMN --from VALUE --to VALUE",
      "未指定两组：请给出 --time 列 --before 日..日 --after 日..日，或 --group 列 --from 值 --to "
      "值");
}

// Of each segment the last rows of the file, of the group in which it has more; of numbers those
// that are not 0. `places`: of each labelled row its row in the table.
std::vector<nlohmann::ordered_json> samples_of(const insight::LabelledRows& rows,
                                               const insight::Drivers& drivers,
                                               const std::vector<std::size_t>& places,
                                               const TableRows& table, const TableTexts* texts) {
  std::vector<nlohmann::ordered_json> samples;
  for (const auto& segment : drivers.segments) {
    auto& told = samples.emplace_back(nlohmann::ordered_json::array());
    const auto group = segment.contribution >= 0 ? 1 : 0;
    for (std::size_t i = rows.size(); i-- > 0 && told.size() < insight::kSamples;) {
      if (rows.groups[i] != group || rows.sum(i) == 0) continue;
      if (!std::ranges::all_of(segment.conditions, [&](const auto& condition) {
            return rows.dimensions[condition.first].of[i] == condition.second;
          }))
        continue;
      const bool said = texts != nullptr && !texts->text(places[i]).empty();
      told.push_back({{"row", table.table().record(places[i])},
                      {"day", ""},
                      {"text", said ? nlohmann::ordered_json(texts->sample(places[i]))
                                    : nlohmann::ordered_json()}});
    }
  }
  return samples;
}

}  // namespace

base::Result<int> insight_drivers(const InsightArguments& arguments,
                                  const std::filesystem::path& workspace, const Place& place) {
  if (arguments.file.empty())
    return base::failure("nothing to look at: give FILE, or --metric NAME of the workspace",
                         "没有可分析的数据：请给出 FILE，或用 --metric 指定工作区的指标");
  auto narrowed = arguments;  // What stands between --from and --to is a group here, no days.
  narrowed.from.clear();
  narrowed.to.clear();
  const auto kept = TableRows::read(narrowed, DaysRead::if_filtered, place);
  if (!kept) return base::failure_of(kept);
  const auto* table = &kept->table();
  const auto groups = groups_of_rows(*table, arguments);
  if (!groups) return base::failure_of(groups);
  base::Result<std::vector<double>> numbers;
  if (!arguments.value.empty()) numbers = table->numbers(arguments.value);
  if (!numbers) return base::failure_of(numbers);
  std::vector<AddedColumn> features;
  std::optional<TableTexts> texts;
  if (!arguments.text.empty()) {
    auto read = TableTexts::read(*kept, arguments.text, workspace, place);
    if (!read) return base::failure_of(read);
    texts = std::move(*read);
    features = texts->features(place.console.chinese());
  }
  auto columns = describing_columns(
      *table, arguments.by, {arguments.time, arguments.value, arguments.group, arguments.text},
      kMostGroupValues);
  // What the texts say may be all that describes the rows.
  if (!columns && (features.empty() || !arguments.by.empty())) return base::failure_of(columns);
  if (!columns) columns = std::vector<std::size_t>();
  std::vector<std::string> names;
  for (const auto column : *columns) names.push_back(table->table().columns[column]);
  for (const auto& feature : features) names.push_back("text." + feature.name);
  insight::LabelledRowsBuilder builder(names);
  std::vector<std::string_view> values(names.size());
  std::vector<std::size_t> places;
  for (const auto row : kept->kept()) {
    const double number = numbers->empty() ? 1 : (*numbers)[row];
    if (!groups->of[row] || !std::isfinite(number)) continue;
    for (std::size_t d = 0; d < columns->size(); ++d) values[d] = table->cell(row, (*columns)[d]);
    for (std::size_t f = 0; f < features.size(); ++f)
      values[columns->size() + f] = features[f].values[row];
    builder.add(values, *groups->of[row], number);
    places.push_back(row);
  }
  const auto rows = std::move(builder).build();
  insight::DriverSettings settings;
  settings.measure = arguments.value.empty() ? Measure::count : Measure::mean;
  settings.depth = arguments.depth;
  const auto drivers = insight::drivers_of(rows, settings);
  if (!drivers) return base::failure_of(drivers);
  DriversReport report(rows, *drivers, settings.measure, *groups);
  report.add_samples(samples_of(rows, *drivers, places, *kept, texts ? &*texts : nullptr));
  return tell_sheet(report.json(), report.sheet(), arguments, nullptr, place);
}

}  // namespace aftercare::app
