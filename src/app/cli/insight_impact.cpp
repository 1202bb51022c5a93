// insight impact: whether something that began on one day changed a series.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "app/cli/dedupe_file.hpp"
#include "app/cli/insight_series.hpp"
#include "insight/impact/impact.hpp"
#include "standard/moment_text.hpp"
#include "standard/number_text.hpp"

namespace aftercare::app {
namespace {

base::Result<double> beginning(const std::string& text, bool calendar) {
  standard::MomentReader reader(records::Zone::utc());
  if (calendar) {
    if (const auto moment = reader.moment(text)) return static_cast<double>(*moment);
  } else if (const auto number = standard::parse_real(text)) {
    return *number;
  }
  return base::failure(fmt::format("not a time as the column has them: {}", text),
                       fmt::format("与时间列的写法不符：{}", text));
}

// The mean of all other series at each time of the line; the one before where none has it.
insight::Values control_at(const insight::Timeline& line, const SeriesFile& file,
                           std::size_t treated) {
  std::map<double, std::pair<double, double>> sums;
  for (std::size_t s = 0; s < file.series.size(); ++s) {
    const auto& series = file.series[s];
    for (std::size_t i = 0; s != treated && i < series.times.size(); ++i) {
      if (!std::isfinite(series.values[i]) || !std::isfinite(series.times[i])) continue;
      auto& [sum, count] = sums[series.times[i]];
      sum += series.values[i];
      count += 1;
    }
  }
  insight::Values control;
  for (const auto time : line.times) {
    const auto found = sums.find(time);
    control.push_back(found != sums.end() ? found->second.first / found->second.second
                      : control.empty()   ? std::numeric_limits<double>::quiet_NaN()
                                          : control.back());
  }
  for (auto i = control.size(); i-- > 1;)
    if (std::isnan(control[i - 1])) control[i - 1] = control[i];
  return control;
}

base::Result<std::size_t> treated_series(const SeriesFile& file, const std::string& name) {
  for (std::size_t s = 0; s < file.series.size(); ++s)
    if (file.series[s].id == name) return s;
  if (name.empty())
    return base::failure("there are several series: name the one that was changed with --treated",
                         "有多条序列：请用 --treated 指定受影响的一条");
  return base::failure(fmt::format("no such series: {}", name),
                       fmt::format("没有这条序列：{}", name));
}

base::Message verdict_of(const insight::Impact& impact, bool compared) {
  base::Message told{
      fmt::format("{:.4g} before ({} values), {:.4g} after ({} values), where {:.4g} was expected "
                  "{}: ",
                  impact.before, impact.before_n, impact.after, impact.after_n, impact.expected,
                  compared ? "by the others" : "by its own past"),
      fmt::format("之前均值 {:.4g}（{} 个值），之后 {:.4g}（{} 个值），{}预期为 {:.4g}：",
                  impact.before, impact.before_n, impact.after, impact.after_n,
                  compared ? "按其他序列" : "按自身历史", impact.expected)};
  const auto interval =
      fmt::format("{:+.4g} ({:+.4g} … {:+.4g})", impact.effect, impact.low, impact.high);
  if (impact.clear) {
    told.en += fmt::format("it {}, {}.", impact.effect > 0 ? "rose" : "fell", interval);
    told.zh += fmt::format("确有{}，{}。", impact.effect > 0 ? "上升" : "下降", interval);
  } else {
    told.en += fmt::format("no clear effect, {}.", interval);
    told.zh += fmt::format("没有明确的影响，{}。", interval);
  }
  if (impact.placebos > 0) {
    told.en += fmt::format(" Of {} earlier days {:.0f} % looked as much like a change.",
                           impact.placebos, impact.placebo_p * 100);
    told.zh += fmt::format("以之前 {} 天作安慰剂检验，{:.0f}% 同样明显。", impact.placebos,
                           impact.placebo_p * 100);
  }
  return told;
}

}  // namespace

base::Result<int> insight_impact(const SeriesFile& file, const InsightArguments& arguments,
                                 const Place& place) {
  const auto at = beginning(arguments.at, file.time.calendar);
  if (!at) return base::failure_of(at);
  std::size_t treated = 0;
  if (file.series.size() > 1 || !arguments.treated.empty()) {
    const auto found = treated_series(file, arguments.treated);
    if (!found) return base::failure_of(found);
    treated = *found;
  }
  const auto& series = file.series[treated];
  const auto line = insight::timeline_of(series.times, series.values, file.time.calendar);
  if (!line) return base::failure_of(line);
  insight::Values control;
  if (file.series.size() > 1) control = control_at(*line, file, treated);
  if (!control.empty() && std::isnan(control[0])) control.clear();
  const auto first = static_cast<std::size_t>(
      std::lower_bound(line->times.begin(), line->times.end(), *at) - line->times.begin());
  insight::ImpactSettings settings;
  settings.season = arguments.season > 0 ? arguments.season : line->usual_season();
  const auto impact = insight::impact_of(line->values, control, first, settings);
  if (!impact) return base::failure_of(impact);
  const auto verdict = verdict_of(*impact, !control.empty());
  const auto& console = place.console;
  if (!console.json()) {
    console.line(console.say(verdict.en, verdict.zh));
    return kDone;
  }
  console.line(dumped_json({{"at", time_text(file.time, *at)},
                            {"treated", series.id},
                            {"controls", control.empty() ? 0 : file.series.size() - 1},
                            {"before_n", impact->before_n},
                            {"after_n", impact->after_n},
                            {"before", impact->before},
                            {"after", impact->after},
                            {"expected", impact->expected},
                            {"effect", impact->effect},
                            {"low", impact->low},
                            {"high", impact->high},
                            {"p", impact->p},
                            {"past_line", impact->line},
                            {"placebos", impact->placebos},
                            {"placebo_p", impact->placebo_p},
                            {"clear", impact->clear},
                            {"sentence", sentence_json(verdict)}}));
  return kDone;
}

}  // namespace aftercare::app
