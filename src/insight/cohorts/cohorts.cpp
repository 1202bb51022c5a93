#include "insight/cohorts/cohorts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <climits>

#include "insight/statistics/difference.hpp"
#include "metrics/interval.hpp"

namespace aftercare::insight {
namespace {

constexpr double kFewestCustomers = 20;  // Of a cohort that is judged.
constexpr double kUnlike = 0.05;
constexpr int kNever = INT_MAX;

// What is known of one customer: the month in which each thing was first true.
struct History {
  int first_order = kNever;
  std::vector<int> first;  // Of each measure.
};

Measured share_of(double with, double all) {
  const auto interval = metrics::share_interval(with, all);
  return {with / all, interval->low, interval->high};
}

// Cohorts of one age, each beside all others. The one most unlike them is taken out before the rest
// are compared: beside it all others would look unlike.
void compare_of_age(std::vector<std::pair<const Cohort*, CohortCell*>> alike,
                    std::vector<std::pair<CohortCell*, double>>& judged) {
  const auto at_first = static_cast<double>(alike.size());
  while (!alike.empty()) {
    double customers = 0, with = 0;
    for (const auto& [cohort, cell] : alike) {
      customers += cohort->customers;
      with += cell->with;
    }
    std::vector<double> p;
    for (const auto& [cohort, cell] : alike) {
      const double others = customers - cohort->customers;
      p.push_back(std::min(cohort->customers, others) < kFewestCustomers
                      ? 1
                      : difference_of(share_of(with - cell->with, others),
                                      share_of(cell->with, cohort->customers))
                            .p);
    }
    const auto least = std::ranges::min_element(p) - p.begin();
    if (p[static_cast<std::size_t>(least)] * at_first > kUnlike) {
      for (std::size_t i = 0; i < alike.size(); ++i) judged.emplace_back(alike[i].second, p[i]);
      return;
    }
    judged.emplace_back(alike[static_cast<std::size_t>(least)].second,
                        p[static_cast<std::size_t>(least)]);
    alike.erase(alike.begin() + least);
  }
}

void judge_cohorts(std::vector<Cohort>& cohorts, std::size_t measure,
                   std::vector<std::pair<CohortCell*, double>>& judged) {
  for (std::size_t age = 0; age < cohorts.front().cells[measure].size(); ++age) {
    std::vector<std::pair<const Cohort*, CohortCell*>> alike;
    for (auto& cohort : cohorts)
      if (auto& cell = cohort.cells[measure][age];
          !cohort.may_be_older && cell.mature && cohort.customers >= kFewestCustomers)
        alike.emplace_back(&cohort, &cell);
    compare_of_age(std::move(alike), judged);
  }
}

}  // namespace

std::uint32_t CohortBuilder::number_of(std::string_view customer) {
  const auto found = numbers_.find(customer);
  if (found != numbers_.end()) return found->second;
  const auto number = static_cast<std::uint32_t>(numbers_.size());
  numbers_.emplace(customer, number);
  return number;
}

void CohortBuilder::add_order(std::string_view customer, int month) {
  events_.push_back({number_of(customer), month, kRetained});
}

void CohortBuilder::add_event(std::string_view customer, int month, std::size_t event) {
  events_.push_back({number_of(customer), month, kFirstEvent + event});
}

base::Result<CohortTable> CohortBuilder::build(int last_whole) && {
  std::vector<History> histories(numbers_.size(),
                                 History{kNever, std::vector<int>(measures_, kNever)});
  std::ranges::stable_sort(events_, {}, &Event::month);
  CohortTable table;
  for (const auto& event : events_) {
    auto& history = histories[event.customer];
    if (event.what == kRetained) {
      auto& repeated = history.first[kRepeated];
      if (history.first_order == kNever)
        history.first_order = event.month;
      else
        repeated = std::min(repeated, event.month);
    } else {
      history.first[event.what] = std::min(history.first[event.what], event.month);
    }
  }
  int first = kNever;
  for (const auto& history : histories) first = std::min(first, history.first_order);
  if (first == kNever || first > last_whole)
    return base::failure(base::ErrorKind::input,
                         "no whole month has the first order (or row) of anybody known",
                         "没有任何完整月份包含已知客户的首次记录");
  for (int month = first; month <= last_whole; ++month) {
    auto& cohort = table.cohorts.emplace_back();
    cohort.month = month;
    cohort.may_be_older = month == first;
    cohort.cells.resize(measures_);
    for (auto& cells : cohort.cells) cells.resize(static_cast<std::size_t>(last_whole - first) + 1);
  }
  const auto in_table = [&](const History& history) {
    return history.first_order != kNever && history.first_order <= last_whole;
  };
  for (const auto& history : histories) {
    if (!in_table(history)) {
      for (const auto month : history.first) table.left_out += month != kNever ? 1 : 0;
      continue;
    }
    auto& cohort = table.cohorts[static_cast<std::size_t>(history.first_order - first)];
    cohort.customers += 1;
    for (std::size_t what = 1; what < measures_; ++what) {
      if (history.first[what] == kNever) continue;
      // What came before the first order counts from the beginning.
      const auto age =
          static_cast<std::size_t>(std::max(0, history.first[what] - history.first_order));
      for (auto at = age; at < cohort.cells[what].size(); ++at) cohort.cells[what][at].with += 1;
    }
  }
  // A customer who orders twice in a month was there once.
  std::vector<std::pair<std::uint32_t, int>> months;
  for (const auto& event : events_)
    if (event.what == kRetained && in_table(histories[event.customer]))
      months.emplace_back(event.customer, event.month);
  std::ranges::sort(months);
  months.erase(std::unique(months.begin(), months.end()), months.end());
  for (const auto& [customer, month] : months) {
    const int begun = histories[customer].first_order;
    auto& cells = table.cohorts[static_cast<std::size_t>(begun - first)].cells[kRetained];
    if (const auto age = static_cast<std::size_t>(month - begun); age < cells.size())
      cells[age].with += 1;
  }
  for (auto& cohort : table.cohorts)
    for (auto& cells : cohort.cells)
      for (std::size_t age = 0; age < cells.size(); ++age) {
        auto& cell = cells[age];
        cell.mature = cohort.customers > 0 && cohort.month + static_cast<int>(age) <= last_whole;
        if (!cell.mature) {
          cell.with = 0;
          continue;
        }
        const auto share = share_of(cell.with, cohort.customers);
        cell.share = share.value;
        cell.low = share.low;
        cell.high = share.high;
      }
  std::vector<std::pair<CohortCell*, double>> judged;
  for (std::size_t what = 0; what < measures_; ++what) judge_cohorts(table.cohorts, what, judged);
  // A mark on any cell is read as a discovery, so the chance of one false mark is what counts.
  for (auto& [cell, p] : judged) cell->q = std::min(1.0, p * static_cast<double>(judged.size()));
  return table;
}

int month_of(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  return static_cast<int>(date.year()) * 12 + static_cast<int>(unsigned(date.month())) - 1;
}

std::string month_text(int month) {
  return fmt::format("{:04}-{:02}", month / 12, month % 12 + 1);
}

}  // namespace aftercare::insight
