// insight impact: whether something that began on one day changed a series.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>

#include "app/cli/dedupe_file.hpp"
#include "app/cli/insight_series.hpp"
#include "insight/impact/rate_impact.hpp"
#include "insight/impact/ripe_base.hpp"
#include "insight/impact/synthetic_control.hpp"
#include "standard/moment_text.hpp"
#include "standard/number_text.hpp"
#include "text/nearest.hpp"

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

/// One value of every other series at each time of the line; the one before where it has none.
insight::Values at_times(const FileSeries& series, const insight::Timeline& line) {
  std::map<double, std::pair<double, double>> sums;
  for (std::size_t i = 0; i < series.times.size(); ++i) {
    if (!std::isfinite(series.values[i]) || !std::isfinite(series.times[i])) continue;
    auto& [sum, count] = sums[series.times[i]];
    sum += series.values[i];
    count += 1;
  }
  insight::Values values;
  if (sums.empty()) return values;
  const auto mean = [](const auto& one) { return one.second.first / one.second.second; };
  for (const auto time : line.times) {
    const auto found = sums.find(time);
    values.push_back(found != sums.end() ? mean(*found)
                     : values.empty()    ? mean(*sums.begin())
                                         : values.back());
  }
  return values;
}

// Events and their bases at each time of the line, of the treated series or of all others together.
insight::CountedSeries counted_at(const insight::Timeline& line, const SeriesFile& file,
                                  std::size_t treated, bool others) {
  insight::CountedSeries counted;
  std::map<double, std::pair<double, double>> sums;
  bool any = false, bases = false;
  for (std::size_t s = 0; s < file.series.size(); ++s) {
    const auto& series = file.series[s];
    if ((s == treated) == others) continue;
    any = true;
    for (std::size_t i = 0; i < series.times.size(); ++i) {
      if (!std::isfinite(series.times[i])) continue;
      auto& [events, base] = sums[series.times[i]];
      if (std::isfinite(series.events[i])) events += series.events[i];
      if (series.bases.empty()) continue;
      bases = true;
      if (std::isfinite(series.bases[i])) base += series.bases[i];
    }
  }
  if (!any) return counted;
  for (const auto time : line.times) {
    const auto found = sums.find(time);
    counted.events.push_back(found == sums.end() ? 0 : found->second.first);
    if (bases) counted.bases.push_back(found == sums.end() ? 0 : found->second.second);
  }
  return counted;
}

/// What the treated series is compared with.
struct Control {
  std::string kind = "none";  // none, all, matched or synthetic.
  insight::Values values;
  std::vector<std::pair<std::string, double>> weights;
  insight::SyntheticControl synthetic;
};

base::Result<Control> control_of(const std::string& kind, const insight::Timeline& line,
                                 const SeriesFile& file, std::size_t treated, std::size_t at) {
  Control control;
  std::vector<insight::Values> others;
  std::vector<std::string> names;
  for (std::size_t s = 0; s < file.series.size(); ++s) {
    if (s == treated) continue;
    auto values = at_times(file.series[s], line);
    if (values.empty()) continue;
    others.push_back(std::move(values));
    names.push_back(file.series[s].id);
  }
  if (others.empty() || at == 0 || at >= line.values.size()) return control;
  control.kind = kind;
  if (kind == "synthetic") {
    auto synthetic = insight::synthetic_control(line.values, others, at);
    if (!synthetic) return base::failure_of(synthetic);
    control.synthetic = std::move(*synthetic);
    control.values = control.synthetic.values;
    for (std::size_t s = 0; s < others.size(); ++s)
      if (control.synthetic.weights[s] > 0.005)
        control.weights.emplace_back(names[s], control.synthetic.weights[s]);
    std::stable_sort(control.weights.begin(), control.weights.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    return control;
  }
  std::vector<std::size_t> taken(others.size());
  std::iota(taken.begin(), taken.end(), std::size_t{0});
  constexpr std::size_t most_matched = 3;
  if (kind == "matched") taken = insight::matched_controls(line.values, others, at, most_matched);
  control.values.assign(line.values.size(), 0);
  for (const auto s : taken) {
    const double weight = 1 / static_cast<double>(taken.size());
    control.weights.emplace_back(names[s], weight);
    for (std::size_t i = 0; i < control.values.size(); ++i)
      control.values[i] += weight * others[s][i];
  }
  return control;
}

// Takes the last steps whose base is still growing out of all series: what is told of so few would
// drown the rest. The first of their times, if any.
std::optional<double> leave_out_unripe(SeriesFile& file) {
  std::map<double, double> bases;
  for (const auto& series : file.series)
    for (std::size_t i = 0; i < series.bases.size(); ++i)
      if (std::isfinite(series.times[i])) bases[series.times[i]] += series.bases[i];
  std::vector<double> in_order, times;
  for (const auto& [time, base] : bases) {
    times.push_back(time);
    in_order.push_back(base);
  }
  const auto unripe = insight::unripe_tail(in_order);
  if (unripe == 0) return std::nullopt;
  const double from = times[times.size() - unripe];
  for (auto& series : file.series)
    for (std::size_t i = series.times.size(); i-- > 0;) {
      if (series.times[i] < from) continue;
      const auto drop = [i](auto& column) {
        if (i < column.size()) column.erase(column.begin() + static_cast<std::ptrdiff_t>(i));
      };
      drop(series.rows);
      drop(series.times);
      drop(series.values);
      drop(series.bases);
      drop(series.events);
    }
  std::erase_if(file.series, [](const FileSeries& series) { return series.times.empty(); });
  return from;
}

// Counts of few events have the noise of counting; many are normal numbers.
bool is_few(const SeriesFile& file, std::size_t treated) {
  constexpr double many = 30;
  const auto& events = file.series[treated].events;
  double sum = 0, count = 0;
  for (const auto one : events)
    if (std::isfinite(one)) sum += one, count += 1;
  return count > 0 && sum / count < many;
}

base::Result<std::size_t> treated_series(const SeriesFile& file, const std::string& name) {
  for (std::size_t s = 0; s < file.series.size(); ++s)
    if (const auto& one = file.series[s];
        one.id == name || one.name.en == name || one.name.zh == name)
      return s;
  if (name.empty())
    return base::failure("there are several series: name the one that was changed with --treated",
                         "有多条序列：请用 --treated 指定受影响的一条");
  std::vector<std::string> en, zh;
  for (const auto& one : file.series) {
    en.push_back(one.name.en);
    zh.push_back(one.name.zh);
  }
  const auto offered = [&](const std::vector<std::string>& names) {
    auto near = text::nearest(name, names);
    return near.empty() ? names : near;
  };
  return base::failure(
      fmt::format("no such series: {}. There are {}", name, fmt::join(offered(en), ", ")),
      fmt::format("没有这条序列：{}。可选：{}", name, fmt::join(offered(zh), "、")));
}

base::Message verdict_of(const insight::Impact& impact, const Control& control) {
  const bool compared = control.kind != "none";
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
    told.en += fmt::format(" Of {} earlier times {:.0f} % looked as much like a change.",
                           impact.placebos, impact.placebo_p * 100);
    told.zh += fmt::format("以之前 {} 个时点作安慰剂检验，{:.0f}% 同样明显。", impact.placebos,
                           impact.placebo_p * 100);
  }
  if (control.synthetic.placebos > 0) {
    told.en += fmt::format(" Of {} others treated as if it were they, {:.0f} % moved as far.",
                           control.synthetic.placebos, control.synthetic.placebo_p * 100);
    told.zh += fmt::format("将其余 {} 条序列逐一当作受影响者检验，{:.0f}% 变化同样大。",
                           control.synthetic.placebos, control.synthetic.placebo_p * 100);
  }
  return told;
}

// The series, and where its mean after the beginning would lie, had nothing begun.
insight::Sheet sheet_of(const insight::Timeline& line, const insight::Impact& impact,
                        std::size_t first, const TimeColumn& time, base::Message verdict) {
  insight::Sheet sheet;
  sheet.title = {"Before and after", "前后对比"};
  sheet.sentence = std::move(verdict);
  insight::SheetChart chart;
  insight::SheetLine seen{{"seen", "实际"}, {}}, mean{{"mean", "均值"}, {}},
      expected{{"expected", "预期"}, {}};
  for (std::size_t i = 0; i < line.values.size(); ++i) {
    const bool after = i >= first;
    const auto known = [](double value) {
      return std::isfinite(value) ? std::optional(value) : std::nullopt;
    };
    chart.steps.push_back(time_text(time, line.times[i]));
    seen.points.push_back(known(line.values[i]));
    mean.points.emplace_back(after ? impact.after : impact.before);
    expected.points.push_back(after ? known(impact.expected) : std::nullopt);
    chart.low.push_back(after ? known(impact.after - impact.high) : std::nullopt);
    chart.high.push_back(after ? known(impact.after - impact.low) : std::nullopt);
  }
  if (first < line.values.size()) chart.marked = {first};
  chart.lines = {std::move(seen), std::move(expected), std::move(mean)};
  sheet.charts.push_back(std::move(chart));
  return sheet;
}

}  // namespace

base::Result<int> insight_impact(const SeriesFile& given, const InsightArguments& arguments,
                                 const pipeline::Session* session, const Place& place) {
  SeriesFile file = given;
  const auto unripe = file.known_later ? leave_out_unripe(file) : std::nullopt;
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
  const auto first = static_cast<std::size_t>(
      std::lower_bound(line->times.begin(), line->times.end(), *at) - line->times.begin());
  const auto kind = arguments.control.empty() ? std::string("all") : arguments.control;
  const auto control = control_of(kind, *line, file, treated, first);
  if (!control) return base::failure_of(control);
  insight::ImpactSettings settings;
  settings.season = arguments.season > 0 ? arguments.season : line->usual_season();
  const bool counts =
      !series.events.empty() && kind == "all" && (is_few(file, treated) || !arguments.base.empty());
  auto impact =
      counts ? insight::rate_impact_of(counted_at(*line, file, treated, false),
                                       counted_at(*line, file, treated, true), first, settings)
             : insight::impact_of(line->values, control->values, first, settings);
  if (!impact) return base::failure_of(impact);
  if (counts)
    for (auto* number : {&impact->before, &impact->after, &impact->expected, &impact->effect,
                         &impact->low, &impact->high})
      *number *= file.scale;
  // With few others even the farthest of all is no rare one.
  if (control->synthetic.placebos > 0)
    impact->clear =
        impact->clear &&
        control->synthetic.placebo_p <=
            std::max(0.05, 1.0 / (1.0 + static_cast<double>(control->synthetic.placebos)));
  auto verdict = verdict_of(*impact, *control);
  if (unripe) {
    const auto from = time_text(file.time, *unripe);
    verdict.en +=
        fmt::format(" Left out from {} on: what it is counted on is not complete yet.", from);
    verdict.zh += fmt::format("自 {} 起未计入：其基数尚不完整。", from);
  }
  const auto& console = place.console;
  if (const auto written = write_sheet_page(sheet_of(*line, *impact, first, file.time, verdict),
                                            arguments, session, place);
      !written)
    return base::failure_of(written);
  if (!console.json()) {
    console.line(console.say(verdict.en, verdict.zh));
    return kDone;
  }
  nlohmann::ordered_json json = {{"at", time_text(file.time, *at)},
                                 {"treated", series.id},
                                 {"model", counts ? "counts" : "values"},
                                 {"control", control->kind},
                                 {"controls", control->weights.size()},
                                 {"weights", nlohmann::ordered_json::array()},
                                 {"before_n", impact->before_n},
                                 {"after_n", impact->after_n},
                                 {"before", impact->before},
                                 {"after", impact->after},
                                 {"expected", impact->expected},
                                 {"effect", impact->effect},
                                 {"low", number_json(impact->low)},
                                 {"high", number_json(impact->high)},
                                 {"p", impact->p},
                                 {"past_line", impact->line},
                                 {"placebos", impact->placebos},
                                 {"placebo_p", impact->placebo_p}};
  for (const auto& [name, weight] : control->weights)
    json["weights"].push_back({{"series", name}, {"weight", weight}});
  if (control->kind == "synthetic")
    json["synthetic"] = {{"left_before", control->synthetic.left_before},
                         {"left_after", control->synthetic.left_after},
                         {"placebos", control->synthetic.placebos},
                         {"placebo_p", control->synthetic.placebo_p}};
  if (unripe) json["left_out_from"] = time_text(file.time, *unripe);
  json["clear"] = impact->clear;
  json["sentence"] = sentence_json(verdict);
  console.line(dumped_json(json));
  return kDone;
}

}  // namespace aftercare::app
