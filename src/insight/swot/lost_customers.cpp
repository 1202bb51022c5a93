#include "insight/swot/lost_customers.hpp"

#include <algorithm>
#include <map>

#include "insight/statistics/difference.hpp"
#include "metrics/interval.hpp"

namespace aftercare::insight {
namespace {

Measured lost_share(double lost, double of) {
  const auto interval = metrics::share_interval(lost, of);
  return {lost / of, interval->low, interval->high};
}

}  // namespace

void LostCustomers::add_problem(std::string_view customer, std::string_view problem, int day) {
  told_.push_back({std::string(customer), std::string(problem), day});
}

void LostCustomers::add_order(std::string_view customer, int day) {
  orders_[std::string(customer)].push_back(day);
}

std::vector<LostAfter> LostCustomers::build(int last_day, int within, double least) && {
  std::map<std::string_view, const Told*> last;  // Of each customer.
  for (const auto& one : told_) {
    if (one.day > last_day - within) continue;
    auto& of = last[one.customer];
    if (of == nullptr || one.day >= of->day) of = &one;
  }
  std::map<std::string_view, LostAfter> problems;
  double all = 0, all_lost = 0;
  for (const auto& [customer, told] : last) {
    const auto orders = orders_.find(told->customer);
    if (orders == orders_.end()) continue;  // Never ordered: nothing to lose.
    const bool came_back = std::ranges::any_of(
        orders->second, [&, day = told->day](int at) { return at > day && at <= day + within; });
    auto& one = problems[told->problem];
    one.n += 1;
    one.lost += came_back ? 0 : 1;
    all += 1;
    all_lost += came_back ? 0 : 1;
  }
  std::vector<LostAfter> judged;
  for (auto& [name, one] : problems) {
    if (one.n < least || all - one.n < least) continue;
    one.problem = std::string(name);
    const auto here = lost_share(one.lost, one.n);
    const auto elsewhere = lost_share(all_lost - one.lost, all - one.n);
    one.share = here.value;
    one.low = here.low;
    one.high = here.high;
    one.others = elsewhere.value;
    one.p = difference_of(elsewhere, here).p;
    judged.push_back(one);
  }
  for (auto& one : judged) one.q = std::min(1.0, one.p * static_cast<double>(judged.size()));
  std::ranges::stable_sort(judged, [](const LostAfter& a, const LostAfter& b) {
    const bool more_a = a.share > a.others, more_b = b.share > b.others;
    return more_a != more_b ? more_a : a.p < b.p;
  });
  return judged;
}

}  // namespace aftercare::insight
