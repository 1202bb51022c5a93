#include "app/cli/insight_series.hpp"

#include <fmt/format.h>

#include <cmath>
#include <unordered_map>

#include "standard/moment_text.hpp"

namespace aftercare::app {

base::Result<SeriesFile> SeriesFile::read(const InsightArguments& arguments, const Place& place) {
  auto table = InsightTable::read(arguments.file, place);
  if (!table) return base::failure_of(table);
  SeriesFile file{std::move(*table), {}, {}};
  auto times = file.table.times(arguments.time);
  if (!times) return base::failure_of(times);
  const auto values = file.table.numbers(arguments.value);
  if (!values) return base::failure_of(values);
  file.time.calendar = times->calendar;
  std::size_t id_at = 0;
  if (!arguments.id.empty()) {
    const auto found = file.table.column(arguments.id);
    if (!found) return base::failure_of(found);
    id_at = *found;
  }
  std::unordered_map<std::string_view, std::size_t> index;
  for (std::size_t row = 0; row < file.table.rows(); ++row) {
    const auto id = arguments.id.empty() ? std::string_view() : file.table.cell(row, id_at);
    const auto [place_of, is_new] = index.emplace(id, file.series.size());
    if (is_new) file.series.push_back({std::string(id), {}, {}, {}});
    auto& series = file.series[place_of->second];
    series.rows.push_back(row);
    series.times.push_back(times->values[row]);
    series.values.push_back((*values)[row]);
  }
  return file;
}

base::Result<SpecialDays> SpecialDays::read(const std::string& file, const Place& place) {
  const auto table = InsightTable::read(file, place);
  if (!table) return base::failure_of(table);
  SpecialDays days;
  std::unordered_map<std::string, std::uint32_t> kinds;
  standard::MomentReader reader(records::Zone::utc());
  for (std::size_t row = 0; row < table->rows(); ++row) {
    const auto day = reader.day(table->cell(row, 0));
    if (!day)
      return base::failure(
          base::ErrorKind::input,
          fmt::format("not a day: \"{}\", in row {} of {}. Write YYYY-MM-DD",
                      table->cell(row, 0).substr(0, 60), table->record(row), file),
          fmt::format("不是日期：“{}”，位于 {} 第 {} 行。请写 YYYY-MM-DD",
                      table->cell(row, 0).substr(0, 60), file, table->record(row)));
    const auto name =
        table->table().columns.size() > 1 ? std::string(table->cell(row, 1)) : std::string();
    const auto kind = kinds.emplace(name, kinds.size() + 1).first->second;
    days.kind_of_[*day] = kind;
  }
  return days;
}

std::vector<std::uint32_t> SpecialDays::kinds(const insight::Timeline& line,
                                              std::size_t ahead) const {
  std::vector<std::uint32_t> kinds;
  if (!line.calendar) return kinds;
  constexpr double day = 86'400e6;
  for (std::size_t i = 0; i < line.times.size() + ahead; ++i) {
    const double time =
        i < line.times.size() ? line.times[i] : line.after(i + 1 - line.times.size());
    const auto found = kind_of_.find(static_cast<std::int64_t>(std::floor(time / day)));
    kinds.push_back(found == kind_of_.end() ? 0 : found->second);
  }
  return kinds;
}

}  // namespace aftercare::app
