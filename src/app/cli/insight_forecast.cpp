// insight forecast: the next values of every series of a file.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "app/cli/dedupe_file.hpp"
#include "app/cli/insight_series.hpp"
#include "app/cli/table_text.hpp"
#include "base/workers.hpp"
#include "insight/forecast/forecast.hpp"
#include "insight/staffing/erlang.hpp"

namespace aftercare::app {
namespace {

using ForecastJson = nlohmann::ordered_json;

/// People needed at one step: for the value expected, and for the upper bound.
struct StepStaffing {
  insight::Staffing mean, high;
};

struct SeriesForecast {
  insight::Timeline line;
  std::optional<insight::Forecast> forecast;
  std::vector<StepStaffing> staffing;  // Of each step, if it was asked for.
  base::Error error;                   // Why there is none.
};

// Seconds of a step in which contacts are taken: of an hour all, of longer ones the open hours.
double working_seconds(const insight::Timeline& line, double open_hours) {
  constexpr double day = 86'400, month = 30.436875;
  const double seconds =
      line.step.unit == insight::StepUnit::month ? month * day * line.step.size : line.step.size;
  return seconds < day ? seconds : seconds / day * open_hours * 3600;
}

base::Result<std::vector<StepStaffing>> staffing_of(const SeriesForecast& done,
                                                    const InsightArguments::Staffing& asked) {
  if (!done.line.calendar)
    return base::failure(base::ErrorKind::input,
                         "the steps are numbers, no times: staffing needs to know how long one is",
                         "时间列是数字：测算人力需要知道每一步的时长");
  const insight::StaffingGoal goal{asked.answered_share, asked.within_s, asked.most_occupancy,
                                   asked.shrinkage};
  insight::Workload work{0, working_seconds(done.line, asked.open_hours), asked.handling_s,
                         asked.at_once};
  std::vector<StepStaffing> steps;
  for (std::size_t h = 0; h < done.forecast->mean.size(); ++h) {
    work.contacts = std::max(0.0, done.forecast->mean[h]);
    const auto mean = insight::staffing_for(work, goal);
    if (!mean) return base::failure_of(mean);
    work.contacts = std::max(0.0, done.forecast->high[h]);
    const auto high = insight::staffing_for(work, goal);
    if (!high) return base::failure_of(high);
    steps.push_back({*mean, *high});
  }
  return steps;
}

base::Message staffing_sentence(const SeriesForecast& done,
                                const InsightArguments::Staffing& asked) {
  const auto busiest =
      std::max_element(done.staffing.begin(), done.staffing.end(),
                       [](const auto& a, const auto& b) { return a.mean.agents < b.mean.agents; });
  const auto& one = busiest->mean;
  const auto step = static_cast<std::size_t>(busiest - done.staffing.begin()) + 1;
  base::Message told{
      fmt::format("The busiest step ({}) needs {} at work ({} at the upper bound), {} scheduled: "
                  "{:.0f} % answered within {:.0f} s (goal {:.0f} %), {:.0f} % busy, mean wait "
                  "{:.0f} s.",
                  step, one.agents, busiest->high.agents, one.scheduled, one.service_level * 100,
                  asked.within_s, asked.answered_share * 100, one.occupancy * 100, one.wait_s),
      fmt::format("最忙的一步（第 {} 步）需 {} 人在岗（按上限 {} 人），排班 {} 人：{:.0f}% 在 "
                  "{:.0f} 秒内应答（目标 {:.0f}%），占用率 {:.0f}%，平均等待 {:.0f} 秒。",
                  step, one.agents, busiest->high.agents, one.scheduled, one.service_level * 100,
                  asked.within_s, asked.answered_share * 100, one.occupancy * 100, one.wait_s)};
  if (done.line.step.unit == insight::StepUnit::month || done.line.step.size >= 86'400) {
    told.en += fmt::format(
        " Of an average hour of {:g} open ones a day: forecast by the hour for "
        "the peaks.",
        asked.open_hours);
    told.zh +=
        fmt::format("按每天 {:g} 个营业小时的平均小时测算：高峰请按小时预测。", asked.open_hours);
  }
  return told;
}

SeriesForecast forecast_of(const FileSeries& series, const InsightArguments& arguments,
                           bool calendar, const SpecialDays& days) {
  SeriesForecast result;
  auto line = insight::timeline_of(series.times, series.values, calendar);
  if (!line) {
    result.error = line.error();
    return result;
  }
  result.line = std::move(*line);
  insight::ForecastSettings settings;
  settings.horizon = arguments.horizon;
  settings.season = arguments.season > 0 ? arguments.season : result.line.usual_season();
  settings.level = arguments.level;
  settings.special = days.kinds(result.line, arguments.horizon);
  auto forecast = insight::forecast(result.line.values, settings);
  if (!forecast) {
    result.error = forecast.error();
    return result;
  }
  result.forecast = std::move(*forecast);
  if (arguments.staffing.handling_s == 0) return result;
  auto staffing = staffing_of(result, arguments.staffing);
  if (staffing) {
    result.staffing = std::move(*staffing);
  } else {
    result.error = staffing.error();
    result.forecast.reset();
  }
  return result;
}

double sum_of(const insight::Values& values) {
  double sum = 0;
  for (const auto value : values) sum += value;
  return sum;
}

base::Message sentence_of(const FileSeries& series, const SeriesForecast& done, double level) {
  const auto& forecast = *done.forecast;
  const auto steps = forecast.mean.size();
  const double ahead = sum_of(forecast.mean) / static_cast<double>(steps);
  const auto& seen = done.line.values;
  const auto back = std::min(steps, seen.size());
  const double before = sum_of({seen.end() - static_cast<std::ptrdiff_t>(back), seen.end()}) /
                        static_cast<double>(back);
  const auto method = insight::method_label(forecast.methods.front().name);
  base::Message told{
      fmt::format(
          "{}{} steps ahead: {:.4g} on average, after {:.4g} in the last {}; the first lies "
          "between {:.4g} and {:.4g} with {:.0f} %",
          series.name.en.empty() ? "" : series.name.en + ": ", steps, ahead, before, back,
          forecast.low[0], forecast.high[0], level * 100),
      fmt::format(
          "{}未来 {} 步平均 {:.4g}，最近 {} 步平均 {:.4g}；第一步以 {:.0f}% 的把握介于 {:.4g} "
          "与 {:.4g} 之间",
          series.name.zh.empty() ? "" : series.name.zh + "：", steps, ahead, back, before,
          level * 100, forecast.low[0], forecast.high[0])};
  if (std::isfinite(forecast.mae) && forecast.folds > 0) {
    told.en += fmt::format(
        ". In {} back-tests it was off by {:.4g} on average ({:.1f} %); heaviest "
        "method: {}.",
        forecast.folds, forecast.mae, forecast.smape, method.en);
    told.zh += fmt::format("。{} 次回测平均误差 {:.4g}（{:.1f}%）；权重最高的方法：{}。",
                           forecast.folds, forecast.mae, forecast.smape, method.zh);
  } else {
    told.en += ". Too short for a back-test.";
    told.zh += "。序列过短，未做回测。";
    if (forecast.methods.front().name == "constant") {
      told.en = "The series never changed: it is continued as it is.";
      told.zh = "序列从未变化，按原值延续。";
    }
  }
  return told;
}

ForecastJson staffing_json(const SeriesForecast& done, const InsightArguments::Staffing& asked) {
  ForecastJson json = {{"goal",
                        {{"service_level", asked.answered_share},
                         {"within_s", asked.within_s},
                         {"most_occupancy", asked.most_occupancy},
                         {"shrinkage", asked.shrinkage},
                         {"handling_s", asked.handling_s},
                         {"at_once", asked.at_once}}},
                       {"steps", ForecastJson::array()}};
  for (const auto& one : done.staffing)
    json["steps"].push_back({{"agents", one.mean.agents},
                             {"agents_high", one.high.agents},
                             {"scheduled", one.mean.scheduled},
                             {"load_erlangs", one.mean.load},
                             {"service_level", one.mean.service_level},
                             {"wait_s", number_json(one.mean.wait_s)},
                             {"occupancy", one.mean.occupancy}});
  json["sentence"] = sentence_json(staffing_sentence(done, asked));
  return json;
}

ForecastJson json_of(const FileSeries& series, const SeriesForecast& done, const TimeColumn& time,
                     double level) {
  const auto& forecast = *done.forecast;
  ForecastJson json = {{"id", series.id},
                       {"label", sentence_json(series.name)},
                       {"n", done.line.values.size()},
                       {"filled", done.line.filled},
                       {"merged", done.line.merged},
                       {"seasons", forecast.seasons},
                       {"values", forecast.mean},
                       {"low", forecast.low},
                       {"high", forecast.high},
                       {"times", ForecastJson::array()},
                       {"backtest",
                        {{"folds", forecast.folds},
                         {"mae", number_json(forecast.mae)},
                         {"smape", number_json(forecast.smape)},
                         {"mase", number_json(forecast.mase)}}},
                       {"methods", ForecastJson::array()}};
  for (std::size_t h = 1; h <= forecast.mean.size(); ++h)
    json["times"].push_back(time_text(time, done.line.after(h)));
  for (const auto& method : forecast.methods)
    json["methods"].push_back(
        {{"name", method.name}, {"error", number_json(method.error)}, {"weight", method.weight}});
  json["sentence"] = sentence_json(sentence_of(series, done, level));
  return json;
}

// What was seen lately, and what is ahead.
insight::SheetChart chart_of(const FileSeries& series, const SeriesForecast& done,
                             const TimeColumn& time, double level) {
  const auto& forecast = *done.forecast;
  const auto& line = done.line;
  const auto seen =
      std::min(line.values.size(), std::max<std::size_t>(60, 3 * forecast.mean.size()));
  insight::SheetChart chart;
  chart.title = series.name;
  chart.note = sentence_of(series, done, level);
  insight::SheetLine past{{"seen", "实际"}, {}}, ahead{{"forecast", "预测"}, {}};
  for (auto i = line.values.size() - seen; i < line.values.size(); ++i) {
    chart.steps.push_back(time_text(time, line.times[i]));
    past.points.emplace_back(line.values[i]);
  }
  ahead.points.resize(seen);
  chart.low.resize(seen), chart.high.resize(seen);
  for (std::size_t h = 0; h < forecast.mean.size(); ++h) {
    chart.steps.push_back(time_text(time, line.after(h + 1)));
    past.points.emplace_back();
    ahead.points.emplace_back(forecast.mean[h]);
    chart.low.emplace_back(forecast.low[h]);
    chart.high.emplace_back(forecast.high[h]);
  }
  chart.lines = {std::move(past), std::move(ahead)};
  return chart;
}

void print_forecast(const SeriesForecast& done, const TimeColumn& time, std::size_t top,
                    const Console& console) {
  TextTable table{
      {std::string(console.say("time", "时间")), std::string(console.say("value", "值")),
       std::string(console.say("low", "下限")), std::string(console.say("high", "上限"))},
      {},
      {false, true, true, true}};
  if (!done.staffing.empty()) {
    for (const auto& title : {console.say("at work", "在岗"), console.say("scheduled", "排班"),
                              console.say("in time", "及时应答"), console.say("busy", "占用率")}) {
      table.header.emplace_back(title);
      table.right.push_back(true);
    }
  }
  for (std::size_t h = 0; h < std::min(top, done.forecast->mean.size()); ++h) {
    auto& row = table.rows.emplace_back();
    row = {time_text(time, done.line.after(h + 1)), fmt::format("{:.4g}", done.forecast->mean[h]),
           fmt::format("{:.4g}", done.forecast->low[h]),
           fmt::format("{:.4g}", done.forecast->high[h])};
    if (done.staffing.empty()) continue;
    const auto& one = done.staffing[h].mean;
    row.push_back(std::to_string(one.agents));
    row.push_back(std::to_string(one.scheduled));
    row.push_back(fmt::format("{:.0f}%", one.service_level * 100));
    row.push_back(fmt::format("{:.0f}%", one.occupancy * 100));
  }
  console.print(to_text(table));
}

}  // namespace

base::Result<int> insight_forecast(const SeriesFile& file, const InsightArguments& arguments,
                                   const pipeline::Session* session, const Place& place) {
  const auto days = SpecialDays::of(arguments, session, place);
  if (!days) return base::failure_of(days);
  std::vector<SeriesForecast> done(file.series.size());
  base::for_blocks(done.size(), 1, base::default_workers(),
                   [&](std::size_t i, std::size_t, std::size_t) {
                     done[i] = forecast_of(file.series[i], arguments, file.time.calendar, *days);
                   });
  const auto& console = place.console;
  ForecastJson json = {{"horizon", arguments.horizon},
                       {"level", arguments.level},
                       {"series", ForecastJson::array()},
                       {"skipped", ForecastJson::array()}};
  insight::Sheet sheet;
  sheet.title = {"Forecast", "预测"};
  std::size_t told = 0;
  for (std::size_t i = 0; i < done.size(); ++i) {
    const auto& series = file.series[i];
    if (!done[i].forecast) {
      if (done.size() == 1) return tl::unexpected(done[i].error);
      note_skipped(series, done[i].error, console, json["skipped"]);
      continue;
    }
    ++told;
    if (sheet.charts.size() < kMostCharts)
      sheet.charts.push_back(chart_of(series, done[i], file.time, arguments.level));
    if (console.json()) {
      auto one = json_of(series, done[i], file.time, arguments.level);
      if (!done[i].staffing.empty()) one["staffing"] = staffing_json(done[i], arguments.staffing);
      json["series"].push_back(std::move(one));
    } else if (told <= arguments.top) {
      const auto sentence = sentence_of(series, done[i], arguments.level);
      console.line(console.say(sentence.en, sentence.zh));
      if (!done[i].staffing.empty()) {
        const auto people = staffing_sentence(done[i], arguments.staffing);
        console.line(console.say(people.en, people.zh));
      }
      if (done.size() == 1) print_forecast(done[i], file.time, arguments.horizon, console);
    }
  }
  if (const auto written = write_sheet_page(sheet, arguments, session, place); !written)
    return base::failure_of(written);
  if (console.json()) console.line(dumped_json(json));
  return told == done.size() ? kDone : kFindings;
}

}  // namespace aftercare::app
