#include "insight/trend/control_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace aftercare::insight {
namespace {

// A constant process lies on its centre but for the last bits.
double rounding(const ControlChart& chart) {
  return 1e-12 * std::abs(chart.centre);
}

// Of so many values before and with `at`, how many lie beyond `deviations` on that side.
std::size_t beyond(const ControlChart& chart, std::size_t at, std::size_t of, double deviations,
                   double side) {
  std::size_t count = 0;
  for (auto i = at + 1 - of; i <= at; ++i) {
    const auto& point = chart.points[i];
    count += side * (point.value - chart.centre) > deviations * point.deviation + rounding(chart);
  }
  return count;
}

bool breaks(const ControlChart& chart, std::size_t at, ChartRule rule) {
  const auto& points = chart.points;
  const auto both_sides = [&](std::size_t of, std::size_t needed, double deviations) {
    if (at + 1 < of) return false;
    return beyond(chart, at, of, deviations, 1) >= needed ||
           beyond(chart, at, of, deviations, -1) >= needed;
  };
  switch (rule) {
    case ChartRule::beyond_limit:
      return points[at].value > points[at].high + rounding(chart) ||
             points[at].value < points[at].low - rounding(chart);
    case ChartRule::two_of_three:
      return both_sides(3, 2, 2);
    case ChartRule::four_of_five:
      return both_sides(5, 4, 1);
    case ChartRule::eight_on_one_side:
      return both_sides(8, 8, 0);
    case ChartRule::six_rising_or_falling:
      break;
  }
  if (at < 5) return false;
  bool rising = true, falling = true;
  for (auto i = at - 4; i <= at; ++i) {
    rising = rising && points[i].value > points[i - 1].value;
    falling = falling && points[i].value < points[i - 1].value;
  }
  return rising || falling;
}

void find_hits(ControlChart& chart) {
  for (std::size_t at = 0; at < chart.points.size(); ++at)
    for (const auto rule :
         {ChartRule::beyond_limit, ChartRule::two_of_three, ChartRule::four_of_five,
          ChartRule::eight_on_one_side, ChartRule::six_rising_or_falling}) {
      const bool single = rule == ChartRule::beyond_limit;
      if (breaks(chart, at, rule) && (single || at == 0 || !breaks(chart, at - 1, rule)))
        chart.hits.push_back({at, rule});
    }
}

}  // namespace

base::Result<ControlChart> chart_of_values(Series values) {
  if (values.size() < 2)
    return base::failure(base::ErrorKind::input,
                         fmt::format("too short for a control chart: {} values", values.size()),
                         fmt::format("数据过少，无法作控制图：{} 个值", values.size()));
  ControlChart chart;
  double range = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    chart.centre += values[i] / static_cast<double>(values.size());
    if (i > 0)
      range += std::abs(values[i] - values[i - 1]) / static_cast<double>(values.size() - 1);
  }
  // d2 of two values: 1.128.
  const double deviation = range / 1.128;
  for (const auto value : values)
    chart.points.push_back(
        {value, chart.centre - 3 * deviation, chart.centre + 3 * deviation, deviation});
  find_hits(chart);
  return chart;
}

base::Result<ControlChart> chart_of_counts(ChartKind kind, Series counts, Series bases) {
  ControlChart chart;
  chart.kind = kind;
  double whole = 0, base = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const bool share = kind == ChartKind::shares;
    if (!(bases[i] > 0) || counts[i] < 0 || (share && counts[i] > bases[i]))
      return base::failure(
          base::ErrorKind::input,
          fmt::format("no count on a base: {} of {}, at value {}. A base is above 0{}", counts[i],
                      bases[i], i + 1, share ? ", and no count above it" : ""),
          fmt::format("计数与分母不符：第 {} 个值为 {} / {}。分母须大于 0{}", i + 1, counts[i],
                      bases[i], share ? "，计数不大于分母" : ""));
    whole += counts[i];
    base += bases[i];
  }
  if (counts.size() < 2)
    return base::failure(base::ErrorKind::input,
                         fmt::format("too short for a control chart: {} values", counts.size()),
                         fmt::format("数据过少，无法作控制图：{} 个值", counts.size()));
  chart.centre = whole / base;
  const double spread =
      kind == ChartKind::shares ? chart.centre * (1 - chart.centre) : chart.centre;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double deviation = std::sqrt(spread / bases[i]);
    const double high = chart.centre + 3 * deviation;
    chart.points.push_back({counts[i] / bases[i], std::max(0.0, chart.centre - 3 * deviation),
                            kind == ChartKind::shares ? std::min(1.0, high) : high, deviation});
  }
  find_hits(chart);
  return chart;
}

std::string_view to_name(ChartRule rule) {
  switch (rule) {
    case ChartRule::beyond_limit:
      return "beyond_limit";
    case ChartRule::two_of_three:
      return "two_of_three";
    case ChartRule::four_of_five:
      return "four_of_five";
    case ChartRule::eight_on_one_side:
      return "eight_on_one_side";
    case ChartRule::six_rising_or_falling:
      break;
  }
  return "six_rising_or_falling";
}

base::Message rule_label(ChartRule rule) {
  switch (rule) {
    case ChartRule::beyond_limit:
      return {"outside the control limits", "超出控制限"};
    case ChartRule::two_of_three:
      return {"two of three beyond two deviations", "连续 3 点中有 2 点超出 2 倍标准差"};
    case ChartRule::four_of_five:
      return {"four of five beyond one deviation", "连续 5 点中有 4 点超出 1 倍标准差"};
    case ChartRule::eight_on_one_side:
      return {"eight in a row on one side", "连续 8 点在中心线同侧"};
    case ChartRule::six_rising_or_falling:
      break;
  }
  return {"six in a row rising or falling", "连续 6 点上升或下降"};
}

}  // namespace aftercare::insight
