// How many people a forecast of work needs: Erlang's formula of waiting (1917).
//
// Contacts come at random and wait for the first who is free. Real ones give up and come in waves,
// so the need is a little less than this and a little more; the formula is the one that every
// planner of shifts knows and can check.

#pragma once

#include <cstddef>

#include "base/result.hpp"

namespace aftercare::insight {

struct Workload {
  double contacts = 0;       // In the interval.
  double interval_s = 3600;  // Its seconds.
  double handling_s = 300;   // Seconds of work each, after-work counted.
  double at_once = 1;        // Contacts that one person serves at the same time (chat).
};

struct StaffingGoal {
  double answered_share = 0.8;   // Of the contacts answered ...
  double within_s = 20;          // ... within so many seconds.
  double most_occupancy = 0.85;  // Nobody works without a breath for long.
  double shrinkage = 0.3;        // Share of paid time that is leave, training, breaks.
};

struct Staffing {
  std::size_t agents = 0;     // At work.
  std::size_t scheduled = 0;  // On the payroll for it, shrinkage added.
  double load = 0;            // Erlangs: people kept busy all the time.
  double service_level = 1;   // Share answered in time.
  double wait_s = 0;          // Mean wait of all contacts.
  double occupancy = 0;       // Share of the time in which those at work are busy.
};

/// The probability to wait of `agents` under `load` Erlangs; 1 where they are too few.
double erlang_c(double agents, double load);

/// The fewest agents that reach the goal. Fails (usage) on numbers out of range, each named with
/// its bounds.
base::Result<Staffing> staffing_for(const Workload& work, const StaffingGoal& goal);

}  // namespace aftercare::insight
