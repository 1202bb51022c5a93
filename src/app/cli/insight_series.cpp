#include "app/cli/insight_series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "app/cli/day_words.hpp"
#include "app/cli/table_rows.hpp"
#include "insight/told/counted_rows.hpp"
#include "metrics/answer.hpp"
#include "metrics/ask/calendar.hpp"
#include "metrics/ask/words.hpp"
#include "metrics/cell.hpp"
#include "metrics/format.hpp"
#include "metrics/known_later.hpp"
#include "metrics/where.hpp"
#include "standard/moment_text.hpp"

namespace aftercare::app {
namespace {

bool is_of_openings(const metrics::Metric& metric) {
  const auto all = [](const metrics::Alternatives& of) {
    return std::ranges::all_of(of, [](const auto& one) { return one.day == "opened_day"; });
  };
  if (const auto* single = std::get_if<metrics::Single>(&metric.kind)) return all(single->of);
  const auto* ratio = std::get_if<metrics::Ratio>(&metric.kind);
  return ratio != nullptr && all(ratio->numerator) && all(ratio->denominator);
}

// Counts by the hour, from the first day to the last hour in which something was counted: what was
// not counted is nothing, and what comes later is not known yet.
void complete_hours(SeriesFile& file) {
  constexpr double hour = 3'600e6, day = 24 * hour;
  double first = HUGE_VAL, last = -HUGE_VAL;
  for (const auto& series : file.series)
    for (std::size_t i = 0; i < series.times.size(); ++i) {
      first = std::min(first, std::floor(series.times[i] / day) * day);
      if (series.values[i] > 0) last = std::max(last, series.times[i]);
    }
  file.records.clear();
  for (auto& series : file.series) {
    std::map<double, double> counted;
    for (std::size_t i = 0; i < series.times.size(); ++i)
      counted[series.times[i]] = series.values[i];
    series.rows.clear();
    series.times.clear();
    series.values.clear();
    for (double time = first; time <= last; time += hour) {
      const auto found = counted.find(time);
      series.rows.push_back(file.records.size());
      series.times.push_back(time);
      series.values.push_back(found == counted.end() ? 0 : found->second);
      file.records.push_back(file.records.size() + 1);
    }
    series.events = series.values;
  }
}

std::string code_of(const store::Cell& value) {
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
  return insight::text_in(value);
}

}  // namespace

base::Result<SeriesFile> SeriesFile::of_file(const InsightArguments& arguments,
                                             const Place& place) {
  if (arguments.file.empty() || arguments.time.empty() || arguments.value.empty())
    return base::failure(
        "no series is named: give FILE --time COLUMN --value COLUMN, or --metric NAME",
        "未指定序列：请给出 FILE --time 列 --value 列，或 --metric 指标");
  if (!arguments.by.empty() || arguments.step != "day")
    return base::failure("--by and --step are of a metric: of a file, --id names the series",
                         "--by 与 --step 只用于指标：文件请用 --id 区分序列");
  const auto rows = TableRows::read(arguments, DaysRead::if_filtered, place);
  if (!rows) return base::failure_of(rows);
  const auto* table = &rows->table();
  const auto times = table->times(arguments.time);
  if (!times) return base::failure_of(times);
  const auto values = table->numbers(arguments.value);
  if (!values) return base::failure_of(values);
  base::Result<std::vector<double>> bases;
  if (!arguments.base.empty()) bases = table->numbers(arguments.base);
  if (!bases) return base::failure_of(bases);
  std::size_t id_at = 0;
  if (!arguments.id.empty()) {
    const auto found = table->column(arguments.id);
    if (!found) return base::failure_of(found);
    id_at = *found;
  }
  SeriesFile file;
  file.time.calendar = times->calendar;
  std::unordered_map<std::string_view, std::size_t> index;
  for (const auto row : rows->kept()) {
    const auto id = arguments.id.empty() ? std::string_view() : table->cell(row, id_at);
    const auto [place_of, is_new] = index.emplace(id, file.series.size());
    if (is_new) {
      auto& series = file.series.emplace_back();
      series.id = std::string(id);
      series.name = insight::same(series.id);
    }
    auto& series = file.series[place_of->second];
    series.rows.push_back(file.records.size());
    series.times.push_back(times->values[row]);
    series.values.push_back((*values)[row]);
    if (!bases->empty()) {
      series.bases.push_back((*bases)[row]);
      series.events.push_back((*values)[row]);
    }
    file.records.push_back(table->record(row));
  }
  return file;
}

base::Result<SeriesFile> SeriesFile::of_metric(const InsightArguments& arguments,
                                               const pipeline::Session& session,
                                               const records::Viewer& viewer) {
  const auto& model = session.model();
  metrics::Question question;
  question.metrics = {arguments.metric};
  const bool hourly = arguments.step == "hour";
  if (hourly)
    question.by = {"day", "hour"};
  else
    question.by = {arguments.step};
  if (!arguments.by.empty()) question.by.push_back(arguments.by);
  auto where = metrics::parse_where(model, arguments.where);
  if (!where) return base::failure_of(where);
  question.where = std::move(*where);
  const auto from = day_from(arguments.from), to = day_from(arguments.to);
  if (!from) return base::failure_of(from);
  if (!to) return base::failure_of(to);
  question.from = *from;
  question.to = *to;
  const auto metric = model.metric(arguments.metric);
  if (!metric) return base::failure_of(metric);
  if (hourly && !is_of_openings(**metric))
    return base::failure(
        fmt::format("{} has no hours: they are known of what counts on the day a case was opened",
                    arguments.metric),
        fmt::format("{}没有小时数据：只有按案例创建时间归属的指标才有", (*metric)->label.zh));
  const auto answer = metrics::answer(model, question, session.store(), viewer);
  if (!answer) return base::failure_of(answer);
  SeriesFile file;
  file.time.calendar = true;
  const auto counts = [](const metrics::Alternatives& alternatives) {
    return alternatives.front().function == store::Function::count;
  };
  const auto* single = std::get_if<metrics::Single>(&(*metric)->kind);
  const auto* ratio = std::get_if<metrics::Ratio>(&(*metric)->kind);
  const bool ratio_of_counts =
      ratio != nullptr && counts(ratio->numerator) && counts(ratio->denominator);
  if (ratio_of_counts) file.scale = ratio->scale;
  file.known_later = ratio_of_counts && metrics::is_known_later(model, ratio->denominator);
  const std::size_t by_at = hourly ? 2 : 1;
  std::unordered_map<std::string, std::size_t> index;
  for (std::size_t at = 0; at < answer->rows.size(); ++at) {
    const auto& row = answer->rows[at];
    const auto* day = std::get_if<records::Day>(&row[0]);
    if (day == nullptr) continue;  // Those without a day.
    auto time = std::chrono::microseconds(day->time_since_epoch());
    if (hourly) {
      const auto* hour = std::get_if<std::int64_t>(&row[1]);
      if (hour == nullptr) continue;
      time += std::chrono::hours(*hour);
    }
    const auto id = arguments.by.empty() ? std::string() : code_of(row[by_at]);
    const auto [place_of, is_new] = index.emplace(id, file.series.size());
    if (is_new) file.series.emplace_back().id = id;
    auto& series = file.series[place_of->second];
    if (is_new && !arguments.by.empty()) {
      const auto& dimension = **model.dimension(arguments.by);
      series.name = {metrics::label_of(dimension, row[by_at], metrics::Language::en),
                     metrics::label_of(dimension, row[by_at], metrics::Language::zh)};
    }
    series.rows.push_back(file.records.size());
    series.times.push_back(static_cast<double>(time.count()));
    series.values.push_back(
        metrics::number_in(row.back()).value_or(std::numeric_limits<double>::quiet_NaN()));
    if (ratio_of_counts) {
      const double base = metrics::number_in(answer->n[at].back()).value_or(0);
      series.bases.push_back(base);
      series.events.push_back(base > 0 ? std::round(series.values.back() / ratio->scale * base)
                                       : 0);
    } else if (single != nullptr && counts(single->of)) {
      series.events.push_back(series.values.back());
    }
    file.records.push_back(file.records.size() + 1);
  }
  if (hourly && single != nullptr && counts(single->of)) complete_hours(file);
  if (!file.records.empty()) return file;
  return base::failure(base::ErrorKind::input,
                       fmt::format("no rows to look at: {}", arguments.metric),
                       fmt::format("没有可分析的数据：{}", arguments.metric));
}

void note_skipped(const FileSeries& series, const base::Error& error, const Console& console,
                  nlohmann::ordered_json& skipped) {
  skipped.push_back({{"id", series.id},
                     {"label", sentence_json(series.name)},
                     {"reason", sentence_json({error.message, error.message_zh})}});
  console.note(fmt::format("{}: {}", console.say(series.name.en, series.name.zh),
                           console.say(error.message, error.message_zh)));
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
          fmt::format("not a day: a cell of the form \"{}\", in row {} of {}. Write YYYY-MM-DD",
                      cell_form(table->cell(row, 0)), table->record(row), file),
          fmt::format("不是日期：形如“{}”的单元格，位于 {} 第 {} 行。请写 YYYY-MM-DD",
                      cell_form(table->cell(row, 0)), file, table->record(row)));
    const auto name =
        table->table().columns.size() > 1 ? std::string(table->cell(row, 1)) : std::string();
    const auto [kind, is_new] = kinds.emplace(name, kinds.size() + 1);
    if (is_new)
      days.names_.push_back(name.empty() ? base::Message{"special days", "特殊日期"}
                                         : insight::same(name));
    days.kind_of_[*day] = kind->second;
  }
  return days;
}

base::Result<SpecialDays> SpecialDays::of(const InsightArguments& arguments,
                                          const pipeline::Session* session, const Place& place) {
  if (!arguments.holidays.empty()) return read(arguments.holidays, place);
  SpecialDays days;
  if (session == nullptr || arguments.step != "day") return days;
  const auto words = metrics::AskWords::load(session->model(), session->workspace().root());
  if (!words) return base::failure_of(words);
  const auto data = metrics::data_period(session->model(), session->store(), place.caller.viewer);
  if (!data) return base::failure_of(data);
  if (!data->from || !data->to) return days;
  const auto year_of = [](records::Day day) {
    return static_cast<int>(std::chrono::year_month_day(day).year());
  };
  // The year after, for what is ahead.
  const int first = year_of(*data->from), last = year_of(*data->to) + 1;
  const metrics::AskCalendar calendar(records::Day(std::chrono::year(last) / 12 / 31));
  for (const auto& holiday : words->holidays()) {
    bool known = false;
    for (int year = first; year <= last; ++year) {
      const auto span = calendar.named_holiday(holiday, year);
      if (!span) continue;
      known = true;
      for (auto day = span->from; day <= span->to; day += std::chrono::days(1))
        days.kind_of_.emplace(day.time_since_epoch().count(),
                              static_cast<std::uint32_t>(days.names_.size()) + 1);
    }
    if (known) days.names_.push_back({holiday.label.en, holiday.label.zh});
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
