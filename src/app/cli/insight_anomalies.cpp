// insight anomalies: how surprising each row of a file is, given the rows before it.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "app/cli/dedupe_file.hpp"
#include "app/cli/insight_series.hpp"
#include "app/cli/kept_watches.hpp"
#include "app/cli/table_text.hpp"
#include "base/workers.hpp"
#include "insight/anomaly/anomaly_watch.hpp"
#include "insight/anomaly/segment_scan.hpp"

namespace aftercare::app {
namespace {

using AnomalyJson = nlohmann::ordered_json;
using insight::AnomalyPoint;

constexpr double kNoPoint = std::numeric_limits<double>::quiet_NaN();

// Unit and season of the times as numbers: microseconds of a calendar, or whatever they count.
insight::AnomalySettings settings_of(const FileSeries& series, bool calendar, std::size_t season) {
  insight::AnomalySettings settings;
  const auto line = insight::timeline_of(series.times, series.values, calendar);
  if (!line) return settings;
  const auto unit = line->step.unit;
  settings.step = line->step.size * (unit == insight::StepUnit::second  ? 1e6
                                     : unit == insight::StepUnit::month ? 30.436875 * 86'400e6
                                                                        : 1);
  const auto periods = season > 0 ? season : line->usual_season();
  settings.season = periods > 1 ? settings.step * static_cast<double>(periods) : 0;
  return settings;
}

// True if the rows in this order begin with what the watch has seen, and it would see them so.
bool goes_on(const insight::AnomalyState& state, const insight::AnomalySettings& settings,
             const FileSeries& series, const std::vector<std::size_t>& order) {
  if (state.values.size() > order.size() || state.settings.season != settings.season ||
      state.settings.step != settings.step)
    return false;
  for (std::size_t i = 0; i < state.values.size(); ++i)
    if (state.times[i] != series.times[order[i]] || state.values[i] != series.values[order[i]])
      return false;
  return true;
}

// With a state only rows later than those it was shown have points; where their past is another by
// now, it is looked at anew, so that they are what they would be without a state.
void watch(const FileSeries& series, bool calendar, std::size_t season,
           insight::AnomalyState* state, std::vector<AnomalyPoint>& points,
           std::vector<std::uint8_t>& told) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < series.rows.size(); ++i)
    if (std::isfinite(series.times[i]) && std::isfinite(series.values[i])) order.push_back(i);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return series.times[a] < series.times[b]; });
  const auto settings = settings_of(series, calendar, season);
  const double seen = state == nullptr || state->times.empty()
                          ? -std::numeric_limits<double>::infinity()
                          : state->times.back();
  const bool on = state != nullptr && goes_on(*state, settings, series, order);
  auto one = on ? insight::AnomalyWatch::resumed(*state) : insight::AnomalyWatch(settings);
  for (std::size_t at = on ? state->values.size() : 0; at < order.size(); ++at) {
    const auto i = order[at];
    const auto point = one.next(series.times[i], series.values[i]);
    if (series.times[i] > seen) points[series.rows[i]] = point;
  }
  for (std::size_t i = 0; i < series.rows.size(); ++i)
    told[series.rows[i]] = !(series.times[i] <= seen);
  if (state != nullptr) *state = one.state();
}

struct FoundRow {
  std::size_t row;
  std::size_t series;
  std::size_t place;  // In the series.
};

std::vector<FoundRow> rows_in_order(const SeriesFile& file, const std::vector<std::uint8_t>& told) {
  std::vector<FoundRow> rows;
  for (std::size_t s = 0; s < file.series.size(); ++s)
    for (std::size_t i = 0; i < file.series[s].rows.size(); ++i)
      if (told[file.series[s].rows[i]] != 0) rows.push_back({file.series[s].rows[i], s, i});
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.row < b.row; });
  return rows;
}

/// Several counted series on one line, and which of them stand out at its last time.
struct SegmentScan {
  double time = 0;
  std::vector<insight::ScannedSegment> segments;  // The surest first.
};

// The step of the most frequent distance of all series together; a series that has no row at a time
// had no event then.
SegmentScan scan_of(const SeriesFile& file, std::size_t season) {
  SegmentScan scan;
  insight::Values times, ones;
  const auto is_count = [](double value) {
    return !std::isfinite(value) || (value >= 0 && value == std::floor(value));
  };
  for (const auto& series : file.series) {
    if (!series.bases.empty() || !std::ranges::all_of(series.values, is_count)) return scan;
    for (const auto time : series.times)
      if (std::isfinite(time)) times.push_back(time), ones.push_back(1);
  }
  if (file.series.size() < 2) return scan;
  const auto line = insight::timeline_of(times, ones, file.time.calendar);
  if (!line) return scan;
  std::vector<insight::Values> segments(file.series.size(), insight::Values(line->times.size()));
  for (std::size_t s = 0; s < file.series.size(); ++s) {
    const auto& series = file.series[s];
    for (std::size_t i = 0; i < series.times.size(); ++i) {
      const auto at = std::lower_bound(line->times.begin(), line->times.end(), series.times[i]);
      if (at != line->times.end() && *at == series.times[i] && std::isfinite(series.values[i]))
        segments[s][static_cast<std::size_t>(at - line->times.begin())] += series.values[i];
    }
  }
  insight::ScanSettings settings;
  settings.season = season > 0 ? season : line->usual_season();
  scan.time = line->times.back();
  scan.segments = insight::scan_segments(segments, line->times.size() - 1, settings);
  return scan;
}

class AnomalyReport {
 public:
  AnomalyReport(const SeriesFile& file, const std::vector<AnomalyPoint>& points,
                const std::vector<std::uint8_t>& told, double alarm, SegmentScan scan)
      : file_(file), points_(points), scan_(std::move(scan)), rows_(rows_in_order(file, told)) {
    while (found_ < scan_.segments.size() && scan_.segments[found_].q <= 0.05) ++found_;
    for (const auto& found : rows_)
      if (points_[found.row].score >= alarm) alarms_.push_back(found);
    std::stable_sort(alarms_.begin(), alarms_.end(), [&](const auto& a, const auto& b) {
      return points_[a.row].score > points_[b.row].score;
    });
  }

  base::Message sentence() const {
    auto told = rows_sentence();
    if (scan_.segments.empty()) return told;
    const auto at = time_text(file_.time, scan_.time);
    told.en +=
        fmt::format(" On {}, {} of {} segments stand out", at, found_, scan_.segments.size());
    told.zh += fmt::format("{} 当天，{} 个细分中有 {} 个异常", at, scan_.segments.size(), found_);
    if (found_ > 0) {
      const auto& one = scan_.segments.front();
      const auto& name = file_.series[one.segment].name;
      told.en += fmt::format(", above all {}: {} where {} to {} was expected", name.en, one.value,
                             one.low, one.high);
      told.zh +=
          fmt::format("，首先是 {}：{}，预期 {} 至 {}", name.zh, one.value, one.low, one.high);
    }
    return {told.en + ".", told.zh + "。"};
  }

  AnomalyJson segments_json() const {
    auto json = AnomalyJson::array();
    for (const auto& one : scan_.segments)
      json.push_back({{"id", file_.series[one.segment].id},
                      {"label", sentence_json(file_.series[one.segment].name)},
                      {"value", one.value},
                      {"expected", one.expected},
                      {"low", one.low},
                      {"high", one.high},
                      {"p", one.p},
                      {"q", one.q}});
    return json;
  }

  base::Message rows_sentence() const {
    base::Message told{fmt::format("{} of {} rows are anomalies", alarms_.size(), rows_.size()),
                       fmt::format("{} 行中有 {} 行异常", rows_.size(), alarms_.size())};
    if (alarms_.empty()) return {told.en + ".", told.zh + "。"};
    const auto& first = alarms_.front();
    const auto& series = file_.series[first.series];
    const auto& point = points_[first.row];
    const auto at = time_text(file_.time, series.times[first.place]);
    const auto name = [&](const std::string& own) { return own.empty() ? at : own + " " + at; };
    const double value = series.values[first.place];
    if (!std::isfinite(point.expected)) return {told.en + ".", told.zh + "。"};
    told.en += fmt::format(". The strangest: {}, {:.6g} where {:.6g} to {:.6g} was expected.",
                           name(series.name.en), value, point.low, point.high);
    told.zh += fmt::format("。最异常的是 {}：值为 {:.6g}，预期在 {:.6g} 到 {:.6g} 之间。",
                           name(series.name.zh), value, point.low, point.high);
    return told;
  }

  AnomalyJson json() const {
    AnomalyJson json = {{"n", rows_.size()},
                        {"series", file_.series.size()},
                        {"anomalies", alarms_.size()},
                        {"rows", AnomalyJson::array()}};
    for (const auto& found : rows_) {
      const auto& series = file_.series[found.series];
      const auto& point = points_[found.row];
      AnomalyJson row = {{"row", file_.records[found.row]}};
      if (!series.id.empty()) row["id"] = series.id;
      row["time"] = time_text(file_.time, series.times[found.place]);
      row["value"] = number_json(series.values[found.place]);
      row["score"] = point.score;
      row["expected"] = number_json(point.expected);
      row["low"] = number_json(point.low);
      row["high"] = number_json(point.high);
      json["rows"].push_back(std::move(row));
    }
    if (!scan_.segments.empty())
      json["segments"] = {{"time", time_text(file_.time, scan_.time)},
                          {"found", found_},
                          {"scanned", segments_json()}};
    json["sentence"] = sentence_json(sentence());
    return json;
  }

  // The series with the strangest rows, their last steps.
  insight::Sheet sheet() const {
    constexpr std::size_t shown = 400;
    insight::Sheet sheet;
    sheet.title = {"Anomalies", "异常"};
    sheet.sentence = sentence();
    std::vector<std::size_t> order;
    for (const auto& found : alarms_)
      if (std::ranges::find(order, found.series) == order.end()) order.push_back(found.series);
    if (order.empty() && !file_.series.empty()) order.push_back(0);
    if (order.size() > kMostCharts) order.resize(kMostCharts);
    for (const auto at : order) {
      const auto& series = file_.series[at];
      insight::SheetChart chart;
      chart.title = series.name;
      insight::SheetLine seen{{"seen", "实际"}, {}};
      const auto begin = series.values.size() - std::min(series.values.size(), shown);
      for (auto i = begin; i < series.values.size(); ++i) {
        const auto& point = points_[series.rows[i]];
        const auto known = [](double value) {
          return std::isfinite(value) ? std::optional(value) : std::nullopt;
        };
        chart.steps.push_back(time_text(file_.time, series.times[i]));
        seen.points.push_back(known(series.values[i]));
        chart.low.push_back(known(point.low));
        chart.high.push_back(known(point.high));
      }
      for (const auto& found : alarms_)
        if (found.series == at && found.place >= begin) chart.marked.push_back(found.place - begin);
      chart.lines.push_back(std::move(seen));
      sheet.charts.push_back(std::move(chart));
    }
    return sheet;
  }

  void print(std::size_t top, const Console& console) const {
    const auto told = sentence();
    console.line(console.say(told.en, told.zh));
    const auto say = [&](const char* en, const char* zh) {
      return std::string(console.say(en, zh));
    };
    TextTable table{{say("row", "行"), say("series", "序列"), say("time", "时间"),
                     say("value", "值"), say("expected", "预期"), say("score", "分数")},
                    {},
                    {true, false, false, true, true, true}};
    for (const auto& found : alarms_) {
      if (table.rows.size() == top) break;
      const auto& series = file_.series[found.series];
      const auto& point = points_[found.row];
      table.rows.push_back({std::to_string(file_.records[found.row]),
                            std::string(console.say(series.name.en, series.name.zh)),
                            time_text(file_.time, series.times[found.place]),
                            fmt::format("{:.6g}", series.values[found.place]),
                            fmt::format("{:.6g} … {:.6g}", point.low, point.high),
                            fmt::format("{:.4f}", point.score)});
    }
    if (!table.rows.empty()) console.print(to_text(table));
  }

 private:
  const SeriesFile& file_;
  const std::vector<AnomalyPoint>& points_;
  SegmentScan scan_;
  std::size_t found_ = 0;  // Segments that stand out.
  std::vector<FoundRow> rows_;
  std::vector<FoundRow> alarms_;  // The strangest first.
};

}  // namespace

base::Result<int> insight_anomalies(const SeriesFile& file, const InsightArguments& arguments,
                                    const pipeline::Session* session, const Place& place) {
  // A row without a time or a value is no anomaly, and has no expectation.
  std::vector<AnomalyPoint> points(file.records.size(), {kNoPoint, kNoPoint, kNoPoint, 0});
  std::vector<std::uint8_t> told(file.records.size(), 1);
  KeptWatches kept;
  const bool keeps = !arguments.state.empty();
  const auto state_file = place.absolute(arguments.state);
  if (keeps) {
    auto read = read_watches(state_file);
    if (!read) return base::failure_of(read);
    kept = std::move(*read);
  }
  std::vector<insight::AnomalyState*> states;
  for (const auto& series : file.series) states.push_back(keeps ? &kept[series.id] : nullptr);
  base::for_blocks(
      file.series.size(), 1, base::default_workers(), [&](std::size_t i, std::size_t, std::size_t) {
        watch(file.series[i], file.time.calendar, arguments.season, states[i], points, told);
      });
  const AnomalyReport report(file, points, told, arguments.alarm, scan_of(file, arguments.season));
  if (const auto written = write_sheet_page(report.sheet(), arguments, session, place); !written)
    return base::failure_of(written);
  if (place.console.json())
    place.console.line(dumped_json(report.json()));
  else
    report.print(arguments.top, place.console);
  // Last: what could not be told is told the next time.
  if (keeps)
    if (const auto written = write_watches(state_file, kept); !written)
      return base::failure_of(written);
  return kDone;
}

}  // namespace aftercare::app
