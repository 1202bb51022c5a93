// insight trend: level, slope, season, changes, and the control chart of every series.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "app/cli/dedupe_file.hpp"
#include "app/cli/insight_series.hpp"
#include "app/cli/table_text.hpp"
#include "base/workers.hpp"
#include "insight/trend/control_chart.hpp"
#include "insight/trend/special_parts.hpp"
#include "insight/trend/trend.hpp"

namespace aftercare::app {
namespace {

using TrendJson = nlohmann::ordered_json;

constexpr double kSureSpecial = 0.02;  // The q of special days that are told.

struct SeriesTrend {
  insight::Timeline line;
  std::optional<insight::Trend> trend;
  std::vector<insight::SpecialPart> special;  // The surest first.
  insight::ControlChart chart;
  std::vector<double> chart_times;
  base::Error error;  // Why there is none.
};

// Counts on their bases, in the order of time, as they stand.
base::Result<insight::ControlChart> chart_on_bases(const FileSeries& series,
                                                   insight::ChartKind kind,
                                                   std::vector<double>& times) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < series.rows.size(); ++i)
    if (std::isfinite(series.times[i]) && std::isfinite(series.values[i]) &&
        std::isfinite(series.bases[i]))
      order.push_back(i);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return series.times[a] < series.times[b]; });
  insight::Values counts, bases;
  for (const auto i : order) {
    counts.push_back(series.values[i]);
    bases.push_back(series.bases[i]);
    times.push_back(series.times[i]);
  }
  return insight::chart_of_counts(kind, counts, bases);
}

base::Result<void> fill(SeriesTrend& result, const FileSeries& series,
                        const InsightArguments& arguments, bool calendar,
                        const SpecialDays& special) {
  auto values = series.values;
  if (!series.bases.empty()) {
    const auto kind =
        arguments.chart == "u" ? insight::ChartKind::rates : insight::ChartKind::shares;
    auto chart = chart_on_bases(series, kind, result.chart_times);
    if (!chart) return base::failure_of(chart);
    result.chart = std::move(*chart);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] /= series.bases[i];
  }
  auto line = insight::timeline_of(series.times, values, calendar);
  if (!line) return base::failure_of(line);
  result.line = std::move(*line);
  const auto kinds = special.kinds(result.line, 0);
  const auto ordinary = insight::without_special(result.line.values, kinds);
  auto trend = insight::trend_of(
      ordinary, arguments.season > 0 ? arguments.season : result.line.usual_season());
  if (!trend) return base::failure_of(trend);
  for (std::size_t i = 0; i < ordinary.size(); ++i)
    trend->without_season[i] += result.line.values[i] - ordinary[i];
  if (series.bases.empty()) {
    // What repeats with the season is no signal.
    auto chart = insight::chart_of_values(trend->without_season);
    if (!chart) return base::failure_of(chart);
    result.chart = std::move(*chart);
    result.chart_times = result.line.times;
  }
  if (!kinds.empty()) result.special = insight::special_parts(trend->without_season, kinds);
  std::ranges::stable_sort(result.special, {}, &insight::SpecialPart::q);
  result.trend = std::move(*trend);
  return {};
}

class TrendReport {
 public:
  TrendReport(const FileSeries& series, const SeriesTrend& done, const TimeColumn& time,
              const SpecialDays& special)
      : series_(series), done_(done), trend_(*done.trend), time_(time), days_(special) {}

  base::Message sentence() const {
    const auto& slope = trend_.slope;
    base::Message told{fmt::format("{}{} values, now at a level of {:.4g}",
                                   series_.name.en.empty() ? "" : series_.name.en + ": ",
                                   done_.line.values.size(), trend_.level),
                       fmt::format("{}共 {} 个值，目前水平 {:.4g}",
                                   series_.name.zh.empty() ? "" : series_.name.zh + "：",
                                   done_.line.values.size(), trend_.level)};
    if (slope.p < insight::kSlopeTold && slope.per_step != 0) {
      const bool up = slope.per_step > 0;
      told.en +=
          fmt::format("; it {} by {:.4g} a step ({:.4g} to {:.4g} with 95 %)",
                      up ? "rises" : "falls", std::abs(slope.per_step), slope.low, slope.high);
      told.zh += fmt::format("；每步{} {:.4g}（95% 区间 {:.4g} 至 {:.4g}）", up ? "上升" : "下降",
                             std::abs(slope.per_step), slope.low, slope.high);
    } else {
      told.en += "; no steady rise or fall";
      told.zh += "；没有持续的升降";
    }
    for (const auto& season : trend_.seasons) {
      told.en += fmt::format("; it repeats every {} steps ({:.0f} % of the variation)",
                             season.period, season.strength * 100);
      told.zh +=
          fmt::format("；每 {} 步重复（占变动的 {:.0f}%）", season.period, season.strength * 100);
    }
    if (!done_.special.empty() && done_.special.front().q <= kSureSpecial) {
      const auto& one = done_.special.front();
      const auto& name = days_.name(one.kind);
      told.en += fmt::format("; on {} {:+.4g} ({:+.4g} to {:+.4g}, {} day{})", name.en, one.effect,
                             one.low, one.high, one.n, one.n == 1 ? "" : "s");
      told.zh += fmt::format("；{}期间 {:+.4g}（95% 区间 {:+.4g} 至 {:+.4g}，{} 天）", name.zh,
                             one.effect, one.low, one.high, one.n);
    }
    if (const auto* change = largest()) {
      const auto at = time_text(time_, done_.line.times[change->at]);
      told.en += fmt::format("; {} change{}, the largest on {}: from {:.4g} to {:.4g}",
                             trend_.changes.size(), trend_.changes.size() == 1 ? "" : "s", at,
                             change->before, change->after);
      told.zh += fmt::format("；{} 处突变，最大的在 {}：由 {:.4g} 变为 {:.4g}",
                             trend_.changes.size(), at, change->before, change->after);
    }
    told.en += fmt::format("; {} signal{} on the control chart.", done_.chart.hits.size(),
                           done_.chart.hits.size() == 1 ? "" : "s");
    told.zh += fmt::format("；控制图上 {} 处判异。", done_.chart.hits.size());
    return told;
  }

  TrendJson json() const {
    const auto& slope = trend_.slope;
    TrendJson json = {
        {"id", series_.id},
        {"label", sentence_json(series_.name)},
        {"n", done_.line.values.size()},
        {"filled", done_.line.filled},
        {"merged", done_.line.merged},
        {"level", trend_.level},
        {"slope",
         {{"per_step", slope.per_step}, {"low", slope.low}, {"high", slope.high}, {"p", slope.p}}},
        {"seasons", TrendJson::array()},
        {"special", TrendJson::array()},
        {"changes", TrendJson::array()}};
    for (const auto& season : trend_.seasons)
      json["seasons"].push_back(
          {{"period", season.period}, {"strength", season.strength}, {"profile", season.profile}});
    for (const auto& one : done_.special)
      json["special"].push_back({{"name", sentence_json(days_.name(one.kind))},
                                 {"n", one.n},
                                 {"effect", one.effect},
                                 {"low", one.low},
                                 {"high", one.high},
                                 {"p", one.p},
                                 {"q", one.q},
                                 {"clear", one.q <= kSureSpecial}});
    for (const auto& change : trend_.changes)
      json["changes"].push_back({{"time", time_text(time_, done_.line.times[change.at])},
                                 {"before", change.before},
                                 {"after", change.after},
                                 {"change", change.after - change.before},
                                 {"low", change.low},
                                 {"high", change.high}});
    json["chart"] = chart_json();
    json["sentence"] = sentence_json(sentence());
    return json;
  }

  // What the control chart holds: the values without their season, and its limits.
  insight::SheetChart chart() const {
    insight::SheetChart chart;
    chart.title = series_.name;
    chart.note = sentence();
    insight::SheetLine seen{{"without season", "去除季节"}, {}}, centre{{"centre", "中心线"}, {}};
    for (std::size_t i = 0; i < done_.chart.points.size(); ++i) {
      const auto& point = done_.chart.points[i];
      chart.steps.push_back(time_text(time_, done_.chart_times[i]));
      seen.points.emplace_back(point.value);
      centre.points.emplace_back(done_.chart.centre);
      chart.low.emplace_back(point.low);
      chart.high.emplace_back(point.high);
    }
    if (!series_.bases.empty()) seen.label = {"value", "值"};
    for (const auto& hit : done_.chart.hits) chart.marked.push_back(hit.at);
    chart.lines = {std::move(seen), std::move(centre)};
    return chart;
  }

  void print(const Console& console, std::size_t top) const {
    const auto told = sentence();
    console.line(console.say(told.en, told.zh));
    TextTable table{
        {std::string(console.say("time", "时间")), std::string(console.say("what", "情况"))},
        {},
        {}};
    for (const auto& change : trend_.changes)
      table.rows.push_back(
          {time_text(time_, done_.line.times[change.at]),
           fmt::format(fmt::runtime(console.say("the level changes from {:.4g} to {:.4g}",
                                                "水平由 {:.4g} 变为 {:.4g}")),
                       change.before, change.after)});
    for (const auto& hit : done_.chart.hits) {
      const auto label = insight::rule_label(hit.rule);
      table.rows.push_back({time_text(time_, done_.chart_times[hit.at]),
                            fmt::format("{} ({:.4g})", console.say(label.en, label.zh),
                                        done_.chart.points[hit.at].value)});
    }
    if (table.rows.size() > top) table.rows.resize(top);
    if (!table.rows.empty()) console.print(to_text(table));
  }

 private:
  const insight::ChangePoint* largest() const {
    const auto found = std::max_element(
        trend_.changes.begin(), trend_.changes.end(), [](const auto& a, const auto& b) {
          return std::abs(a.after - a.before) < std::abs(b.after - b.before);
        });
    return found == trend_.changes.end() ? nullptr : &*found;
  }

  TrendJson chart_json() const {
    const auto& chart = done_.chart;
    static constexpr const char* kKinds[] = {"x", "p", "u"};
    TrendJson json = {{"kind", kKinds[static_cast<std::size_t>(chart.kind)]},
                      {"centre", chart.centre},
                      {"points", TrendJson::array()},
                      {"hits", TrendJson::array()}};
    for (std::size_t i = 0; i < chart.points.size(); ++i)
      json["points"].push_back({{"time", time_text(time_, done_.chart_times[i])},
                                {"value", chart.points[i].value},
                                {"low", chart.points[i].low},
                                {"high", chart.points[i].high}});
    for (const auto& hit : chart.hits) {
      const auto label = insight::rule_label(hit.rule);
      json["hits"].push_back({{"time", time_text(time_, done_.chart_times[hit.at])},
                              {"value", chart.points[hit.at].value},
                              {"rule", insight::to_name(hit.rule)},
                              {"zh", label.zh},
                              {"en", label.en}});
    }
    return json;
  }

  const FileSeries& series_;
  const SeriesTrend& done_;
  const insight::Trend& trend_;
  const TimeColumn& time_;
  const SpecialDays& days_;
};

}  // namespace

base::Result<int> insight_trend(const SeriesFile& file, const InsightArguments& arguments,
                                const pipeline::Session* session, const Place& place) {
  const auto known = SpecialDays::of(arguments, session, place);
  if (!known) return base::failure_of(known);
  std::vector<SeriesTrend> done(file.series.size());
  base::for_blocks(
      done.size(), 1, base::default_workers(), [&](std::size_t i, std::size_t, std::size_t) {
        const auto filled = fill(done[i], file.series[i], arguments, file.time.calendar, *known);
        if (!filled) done[i].error = filled.error();
      });
  const auto& console = place.console;
  TrendJson json = {{"series", TrendJson::array()}, {"skipped", TrendJson::array()}};
  insight::Sheet sheet;
  sheet.title = {"Trend", "趋势"};
  std::size_t told = 0;
  for (std::size_t i = 0; i < done.size(); ++i) {
    const auto& series = file.series[i];
    if (!done[i].trend) {
      if (done.size() == 1) return tl::unexpected(done[i].error);
      note_skipped(series, done[i].error, console, json["skipped"]);
      continue;
    }
    const TrendReport report(series, done[i], file.time, *known);
    if (sheet.charts.size() < kMostCharts) sheet.charts.push_back(report.chart());
    if (console.json())
      json["series"].push_back(report.json());
    else if (told < arguments.top)
      report.print(console, arguments.top);
    ++told;
  }
  if (const auto written = write_sheet_page(sheet, arguments, session, place); !written)
    return base::failure_of(written);
  if (console.json()) console.line(dumped_json(json));
  return told == done.size() ? kDone : kFindings;
}

}  // namespace aftercare::app
