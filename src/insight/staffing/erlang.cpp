#include "insight/staffing/erlang.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace aftercare::insight {
namespace {

struct Bound {
  double value, low, high;
  const char* en;
  const char* zh;
};

base::Result<void> within_bounds(const Bound& bound) {
  if (bound.value >= bound.low && bound.value <= bound.high) return {};
  return base::failure(fmt::format("{} is out of range: {:g}. Give {:g} to {:g}", bound.en,
                                   bound.value, bound.low, bound.high),
                       fmt::format("{}超出范围：{:g}。请给出 {:g} 至 {:g}", bound.zh, bound.value,
                                   bound.low, bound.high));
}

Staffing at_work(double agents, const Workload& work, const StaffingGoal& goal) {
  Staffing staffing;
  // One who serves several at once is several who serve one, as far as waiting goes.
  const double served = agents * work.at_once;
  staffing.load = work.contacts * work.handling_s / work.interval_s / work.at_once;
  const double load = staffing.load * work.at_once;
  staffing.agents = static_cast<std::size_t>(agents);
  staffing.scheduled = static_cast<std::size_t>(std::ceil(agents / (1 - goal.shrinkage) - 1e-9));
  staffing.occupancy = agents > 0 ? staffing.load / agents : 0;
  if (load == 0) return staffing;
  const double waiting = erlang_c(served, load), spare = served - load;
  staffing.service_level =
      spare > 0 ? 1 - waiting * std::exp(-spare * goal.within_s / work.handling_s) : 0;
  staffing.wait_s = spare > 0 ? waiting * work.handling_s / spare : INFINITY;
  return staffing;
}

}  // namespace

double erlang_c(double agents, double load) {
  if (load <= 0) return 0;
  if (agents <= load) return 1;
  // Erlang's B by its recursion: no power and no factorial overflows.
  double blocked = 1;
  for (double k = 1; k <= agents; ++k) blocked = load * blocked / (k + load * blocked);
  return blocked / (1 - load / agents * (1 - blocked));
}

base::Result<Staffing> staffing_for(const Workload& work, const StaffingGoal& goal) {
  for (const auto& bound :
       {Bound{work.contacts, 0, 1e7, "the number of contacts", "接触量"},
        Bound{work.interval_s, 60, 31 * 86'400.0, "the interval in seconds", "时段秒数"},
        Bound{work.handling_s, 1, 86'400, "the handling time in seconds", "平均处理秒数"},
        Bound{work.at_once, 1, 20, "the contacts served at once", "同时服务数"},
        Bound{goal.answered_share, 0.01, 0.999, "the service level", "服务水平"},
        Bound{goal.within_s, 0, 86'400, "the answering time in seconds", "应答秒数"},
        Bound{goal.most_occupancy, 0.05, 1, "the occupancy", "占用率上限"},
        Bound{goal.shrinkage, 0, 0.9, "the shrinkage", "损耗率"}})
    if (const auto good = within_bounds(bound); !good) return base::failure_of(good);
  const double load = work.contacts * work.handling_s / work.interval_s / work.at_once;
  // The first number of people that is not overrun; from there on both goals only come nearer.
  double low = std::max(1.0, std::floor(load));
  const auto reached = [&](double agents) {
    const auto staffing = at_work(agents, work, goal);
    return staffing.occupancy <= goal.most_occupancy &&
           staffing.service_level >= goal.answered_share;
  };
  if (work.contacts == 0) return at_work(0, work, goal);
  double high = low;
  while (!reached(high)) high = high * 1.5 + 1;
  while (low < high) {
    const double middle = std::floor((low + high) / 2);
    if (reached(middle))
      high = middle;
    else
      low = middle + 1;
  }
  return at_work(std::ceil(low), work, goal);
}

}  // namespace aftercare::insight
