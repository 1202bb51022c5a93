#include "insight/series/timeline.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <numeric>

namespace aftercare::insight {
namespace {

constexpr double kSecond = 1e6;  // Of microseconds.
constexpr double kDay = 86'400 * kSecond;

using std::chrono::floor;

double plus_months(double time, double months) {
  namespace ch = std::chrono;
  const ch::sys_time<ch::microseconds> at{ch::microseconds(std::llround(time))};
  const auto day = floor<ch::days>(at);
  const ch::year_month_day date{day};
  const auto month = date.year() / date.month() + ch::months(std::lround(months));
  const ch::year_month_day_last last{month.year(), ch::month_day_last(month.month())};
  const auto moved = ch::sys_days(month / std::min(date.day(), last.day()));
  return static_cast<double>((moved + (at - day)).time_since_epoch().count());
}

double moved(double time, const Step& step, double steps) {
  if (step.unit == StepUnit::month) return plus_months(time, steps * step.size);
  return time + steps * step.size * (step.unit == StepUnit::second ? kSecond : 1);
}

Step step_of(const std::vector<double>& times, bool calendar) {
  std::map<double, std::size_t> distances;
  for (std::size_t i = 1; i < times.size(); ++i) ++distances[times[i] - times[i - 1]];
  if (distances.empty())
    return {calendar ? StepUnit::second : StepUnit::number, calendar ? 86'400.0 : 1};
  const auto frequent =
      std::max_element(distances.begin(), distances.end(), [](const auto& a, const auto& b) {
        return a.second < b.second;
      })->first;
  if (!calendar) return {StepUnit::number, frequent};
  for (const double months : {1.0, 3.0, 6.0, 12.0})
    if (frequent >= months * 28 * kDay && frequent <= months * 31 * kDay + 5 * kDay &&
        std::fmod(frequent, 7 * kDay) != 0)
      return {StepUnit::month, months};
  return {StepUnit::second, frequent / kSecond};
}

}  // namespace

double Timeline::after(std::size_t steps) const {
  return moved(times.back(), step, static_cast<double>(steps));
}

std::size_t Timeline::usual_season() const {
  if (step.unit == StepUnit::number) return 0;
  if (step.unit == StepUnit::month)
    return step.size < 12 ? static_cast<std::size_t>(12 / step.size) : 0;
  const auto whole = [&](double seconds) -> std::size_t {
    const double periods = seconds / step.size;
    return std::abs(periods - std::round(periods)) < 1e-9 && periods >= 2
               ? static_cast<std::size_t>(std::lround(periods))
               : 0;
  };
  if (step.size < 86'400) return whole(86'400);
  if (step.size < 7 * 86'400) return whole(7 * 86'400);
  return step.size == 7 * 86'400 ? 52 : 0;
}

base::Result<Timeline> timeline_of(std::vector<double> times, Values values, bool calendar) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < times.size(); ++i)
    if (std::isfinite(times[i]) && std::isfinite(values[i])) order.push_back(i);
  if (order.empty())
    return base::failure(base::ErrorKind::input, "no row has both a time and a value",
                         "没有任何行同时含有时间和数值");
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return times[a] < times[b]; });
  Timeline line;
  line.calendar = calendar;
  std::vector<double> at;
  Values seen;
  std::size_t same = 1;
  for (const auto i : order) {
    if (!at.empty() && times[i] == at.back()) {
      ++same, ++line.merged;
      seen.back() += (values[i] - seen.back()) / static_cast<double>(same);
      continue;
    }
    same = 1;
    at.push_back(times[i]);
    seen.push_back(values[i]);
  }
  line.step = step_of(at, calendar);
  const auto most = 20 * at.size() + 20;
  // Each value goes to the step it lies nearest to; steps between two values are on their line.
  line.times.push_back(at[0]);
  line.values.push_back(seen[0]);
  const double months = kDay * 30.436875 * line.step.size;
  const double width = line.step.unit == StepUnit::month    ? months
                       : line.step.unit == StepUnit::second ? line.step.size * kSecond
                                                            : line.step.size;
  for (std::size_t i = 1; i < at.size(); ++i) {
    const double gap = std::max(1.0, std::round((at[i] - at[i - 1]) / width));
    if (static_cast<double>(line.times.size()) + gap > static_cast<double>(most))
      return base::failure(
          base::ErrorKind::input,
          "the times have no common step: by the most frequent distance there were more than 20 "
          "steps for each row. Count or sum the rows by hour, day or week first",
          "时间没有共同的间隔：按最常见的间隔，步数超过行数的 20 倍。请先按小时、日或周汇总");
    const double before = line.values.back();
    for (double k = 1; k < gap; ++k) {
      line.times.push_back(moved(at[i - 1], line.step, k));
      line.values.push_back(before + (seen[i] - before) * k / gap);
      ++line.filled;
    }
    line.times.push_back(at[i]);
    line.values.push_back(seen[i]);
  }
  return line;
}

}  // namespace aftercare::insight
