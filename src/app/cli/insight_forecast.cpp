// insight forecast: the next values of every series of a file.

#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "app/cli/dedupe_file.hpp"
#include "app/cli/insight_series.hpp"
#include "app/cli/table_text.hpp"
#include "base/workers.hpp"
#include "insight/forecast/forecast.hpp"

namespace aftercare::app {
namespace {

using ForecastJson = nlohmann::ordered_json;

struct SeriesForecast {
  insight::Timeline line;
  std::optional<insight::Forecast> forecast;
  base::Error error;  // Why there is none.
};

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
  if (forecast)
    result.forecast = std::move(*forecast);
  else
    result.error = forecast.error();
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
          series.id.empty() ? "" : series.id + ": ", steps, ahead, before, back, forecast.low[0],
          forecast.high[0], level * 100),
      fmt::format(
          "{}未来 {} 步平均 {:.4g}，最近 {} 步平均 {:.4g}；第一步以 {:.0f}% 的把握介于 {:.4g} "
          "与 {:.4g} 之间",
          series.id.empty() ? "" : series.id + "：", steps, ahead, back, before, level * 100,
          forecast.low[0], forecast.high[0])};
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

ForecastJson json_of(const FileSeries& series, const SeriesForecast& done, const TimeColumn& time,
                     double level) {
  const auto& forecast = *done.forecast;
  ForecastJson json = {{"id", series.id},
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

void print_forecast(const SeriesForecast& done, const TimeColumn& time, std::size_t top,
                    const Console& console) {
  TextTable table{
      {std::string(console.say("time", "时间")), std::string(console.say("value", "值")),
       std::string(console.say("low", "下限")), std::string(console.say("high", "上限"))},
      {},
      {false, true, true, true}};
  for (std::size_t h = 0; h < std::min(top, done.forecast->mean.size()); ++h)
    table.rows.push_back({time_text(time, done.line.after(h + 1)),
                          fmt::format("{:.4g}", done.forecast->mean[h]),
                          fmt::format("{:.4g}", done.forecast->low[h]),
                          fmt::format("{:.4g}", done.forecast->high[h])});
  console.print(to_text(table));
}

}  // namespace

base::Result<int> insight_forecast(const SeriesFile& file, const InsightArguments& arguments,
                                   const Place& place) {
  SpecialDays days;
  if (!arguments.holidays.empty()) {
    auto read = SpecialDays::read(arguments.holidays, place);
    if (!read) return base::failure_of(read);
    days = std::move(*read);
  }
  std::vector<SeriesForecast> done(file.series.size());
  base::for_blocks(done.size(), 1, base::default_workers(),
                   [&](std::size_t i, std::size_t, std::size_t) {
                     done[i] = forecast_of(file.series[i], arguments, file.time.calendar, days);
                   });
  const auto& console = place.console;
  ForecastJson json = {{"horizon", arguments.horizon},
                       {"level", arguments.level},
                       {"series", ForecastJson::array()},
                       {"skipped", ForecastJson::array()}};
  std::size_t told = 0;
  for (std::size_t i = 0; i < done.size(); ++i) {
    const auto& series = file.series[i];
    if (!done[i].forecast) {
      if (done.size() == 1) return tl::unexpected(done[i].error);
      note_skipped(series.id, done[i].error, console, json["skipped"]);
      continue;
    }
    ++told;
    if (console.json()) {
      json["series"].push_back(json_of(series, done[i], file.time, arguments.level));
    } else if (told <= arguments.top) {
      const auto sentence = sentence_of(series, done[i], arguments.level);
      console.line(console.say(sentence.en, sentence.zh));
      if (done.size() == 1) print_forecast(done[i], file.time, arguments.horizon, console);
    }
  }
  if (console.json()) console.line(dumped_json(json));
  return told == done.size() ? kDone : kFindings;
}

}  // namespace aftercare::app
