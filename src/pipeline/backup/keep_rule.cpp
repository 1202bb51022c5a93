#include "pipeline/backup/keep_rule.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <set>
#include <string_view>

namespace aftercare::pipeline {
namespace {

// The day in a snapshot's name.
std::optional<std::chrono::sys_days> day_of(std::string_view name) {
  int number = 0;
  if (name.size() < 8) return {};
  const auto [end, error] = std::from_chars(name.data(), name.data() + 8, number);
  if (error != std::errc{} || end != name.data() + 8) return {};
  const std::chrono::year_month_day day(
      std::chrono::year(number / 10000),
      std::chrono::month(static_cast<unsigned>(number / 100 % 100)),
      std::chrono::day(static_cast<unsigned>(number % 100)));
  if (!day.ok()) return {};
  return std::chrono::sys_days(day);
}

}  // namespace

std::vector<std::string> let_go(std::vector<std::string> names, const KeepRule& rule) {
  // What is named otherwise is none of ours: not to be judged.
  std::erase_if(names, [](const auto& name) { return !day_of(name); });
  std::ranges::sort(names, std::ranges::greater{});
  if (names.empty() || rule.keeps_all()) return {};
  std::set<std::string> kept(names.begin(),
                             names.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(
                                                 std::max(rule.last, 1U), names.size())));
  std::set<std::int64_t> days, weeks, months;
  for (const auto& name : names) {
    const auto day = *day_of(name);
    const auto number = day.time_since_epoch().count();
    const auto week = (number + 3) / 7;  // The first day there is was a Thursday.
    const std::chrono::year_month_day date(day);
    const auto month = static_cast<int>(date.year()) * 12 + static_cast<unsigned>(date.month());
    if (days.size() < rule.daily && days.insert(number).second) kept.insert(name);
    if (weeks.size() < rule.weekly && weeks.insert(week).second) kept.insert(name);
    if (months.size() < rule.monthly && months.insert(month).second) kept.insert(name);
  }
  std::erase_if(names, [&kept](const auto& name) { return kept.contains(name); });
  std::ranges::sort(names);
  return names;
}

}  // namespace aftercare::pipeline
