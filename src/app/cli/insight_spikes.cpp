// insight spikes FILE: where texts of the last day blame more than they did, and what they say that
// nobody said.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/cli/table_texts.hpp"
#include "app/told_samples.hpp"
#include "app/told_spikes.hpp"
#include "pipeline/said_terms.hpp"

namespace aftercare::app {
namespace {

using insight::SpikeSeries;

constexpr std::size_t kMostSpikeValues = 1'000;  // Of a column whose values are looked at.

class TableSpikes {
 public:
  TableSpikes(const TableRows& rows, const TableTexts& texts, const SpikeSteps& steps)
      : rows_(rows), texts_(texts), steps_(steps) {
    for (const auto row : rows_.kept())
      if (texts_.of(row).known && step_of(row)) looked_.push_back(row);
  }

  /// Of all rows, of each topic and of each value of the columns.
  NamedSpikes blame(const std::vector<std::size_t>& columns) const {
    NamedSpikes named;
    std::vector<SpikeSeries> series;
    add_blame(
        "", {"all rows", "全部行"}, [](std::size_t) { return std::string("*"); }, series, named);
    add_blame(
        "topic", {"topic", "主题"}, [&](std::size_t row) { return texts_.of(row).topic; }, series,
        named);
    for (const auto column : columns) {
      const auto& name = rows_.table().table().columns[column];
      add_blame(
          name, insight::same(name),
          [&](std::size_t row) { return std::string(rows_.cell(row, column)); }, series, named);
    }
    finish(series, named);
    return named;
  }

  NamedSpikes phrases() const {
    NamedSpikes named;
    std::vector<std::string_view> texts;
    insight::Values all(steps_.count(), 0.0);
    for (const auto row : looked_) {
      texts.push_back(texts_.text(row));
      all[*step_of(row)] += 1;
    }
    std::vector<SpikeSeries> series;
    for (const auto& term : pipeline::terms_said(texts, texts_.analyser(), kFewestSaying)) {
      auto& one = series.emplace_back(SpikeSeries{insight::Values(steps_.count(), 0.0), all, {}});
      for (const auto place : term.cases) {
        const auto row = looked_[place];
        const auto step = *step_of(row);
        one.events[step] += 1;
        if (step == steps_.at()) one.rows.push_back(static_cast<std::uint32_t>(row));
      }
      named.names.push_back(insight::same(term.text));
    }
    finish(series, named);
    return named;
  }

 private:
  std::optional<std::size_t> step_of(std::size_t row) const {
    const auto& day = rows_.days()[row];
    return day ? steps_.step_of(*day) : std::nullopt;
  }

  // `value_of` a row; "": the row is of none.
  template <typename ValueOf>
  void add_blame(const std::string& dimension, const base::Message& label, const ValueOf& value_of,
                 std::vector<SpikeSeries>& series, NamedSpikes& named) const {
    std::map<std::string, std::size_t> place;
    for (const auto row : looked_) {
      if (!texts_.of(row).scored) continue;
      const std::string value = value_of(row);
      if (value.empty()) continue;
      const auto [at, is_new] = place.emplace(value, series.size());
      if (is_new) {
        const insight::Values none(steps_.count(), 0.0);
        series.push_back({none, none, {}});
        named.names.push_back(name_of(dimension, label, value));
        named.is.emplace_back(dimension, dimension.empty() ? "" : value);
      }
      auto& one = series[at->second];
      const auto step = *step_of(row);
      one.bases[step] += 1;
      if (!texts_.of(row).negative) continue;
      one.events[step] += 1;
      if (step == steps_.at()) one.rows.push_back(static_cast<std::uint32_t>(row));
    }
  }

  base::Message name_of(const std::string& dimension, const base::Message& label,
                        const std::string& value) const {
    if (dimension.empty()) return label;
    const auto shown = dimension == "topic" ? texts_.topic_label(value) : insight::same(value);
    return {label.en + " = " + shown.en, label.zh + " = " + shown.zh};
  }

  void finish(std::vector<SpikeSeries>& series, NamedSpikes& named) const {
    for (auto& one : series) std::ranges::sort(one.rows);
    named.spikes = insight::spikes_of(series, steps_.at(), steps_.settings());
    for (const auto& spike : named.spikes.told) {
      auto& samples = named.samples.emplace_back(nlohmann::ordered_json::array());
      for (const auto row : series[spike.series].rows)
        if (samples.size() < insight::kSamples)
          samples.push_back({{"row", rows_.table().record(row)},
                             {"day", records::to_iso(*rows_.days()[row])},
                             {"text", texts_.sample(row)}});
    }
  }

  const TableRows& rows_;
  const TableTexts& texts_;
  const SpikeSteps& steps_;
  std::vector<std::size_t> looked_;
};

}  // namespace

base::Result<int> insight_spikes(const InsightArguments& arguments,
                                 const std::filesystem::path& workspace, const Place& place) {
  if (arguments.time.empty() || arguments.text.empty())
    return base::failure("no texts are named: give FILE --text COLUMN --time COLUMN",
                         "未指定文本：请给出 FILE --text 列 --time 列");
  const auto rows = TableRows::read(arguments, DaysRead::always, place);
  if (!rows) return base::failure_of(rows);
  std::optional<records::Day> last;
  for (const auto row : rows->kept())
    if (const auto& day = rows->days()[row]) last = last ? std::max(*last, *day) : *day;
  if (!last) return base::failure(base::ErrorKind::input, "no row has a day", "没有任何行有日期");
  const auto steps = SpikeSteps::of(arguments.step, *last);
  if (!steps) return base::failure_of(steps);
  std::vector<std::string> taken = {arguments.time, arguments.text};
  const auto numbers = number_columns(rows->table(), "", taken);
  if (!numbers) return base::failure_of(numbers);
  for (const auto& column : *numbers) taken.push_back(column.name);
  const auto columns = describing_columns(rows->table(), arguments.by, taken, kMostSpikeValues);
  // Texts and days alone have spikes too.
  if (!columns && !arguments.by.empty()) return base::failure_of(columns);
  const auto texts = TableTexts::read(*rows, arguments.text, workspace, place);
  if (!texts) return base::failure_of(texts);
  std::set<std::size_t> seen;
  for (const auto row : rows->kept())
    if (const auto& day = rows->days()[row]; day && texts->of(row).known)
      if (const auto step = steps->step_of(*day)) seen.insert(*step);
  if (const auto enough = enough_past(*steps, seen); !enough) return base::failure_of(enough);
  const TableSpikes spikes(*rows, *texts, *steps);
  const auto told = told_spikes(*steps, arguments.step,
                                spikes.blame(columns ? *columns : std::vector<std::size_t>()),
                                spikes.phrases(), {});
  return tell_sheet(told.json, told.sheet, arguments, nullptr, place);
}

}  // namespace aftercare::app
