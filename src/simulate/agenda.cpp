#include "simulate/agenda.hpp"

#include <algorithm>

namespace aftercare::simulate {

void append_order_id(std::string& to, OrderKey order, Second start) {
  to += "DD";
  append_compact_date(to, start + order.day * kDay);
  append_number(to, order.number, 6);
}

void append_tracking(std::string& to, OrderKey order, const Carrier& carrier) {
  // Multiplying by a number prime to ten gives every order another number.
  constexpr std::uint64_t kNumbers = 10'000'000'000'000ULL;
  const auto key = static_cast<std::uint64_t>(order.day) * 1'000'000 + order.number;
  const auto number = static_cast<std::uint64_t>(static_cast<unsigned __int128>(key + 37) *
                                                 7'368'787'043'21ULL % kNumbers);
  to += carrier.prefix;
  append_number(to, static_cast<std::int64_t>(number), carrier.digits);
}

template <typename Plan>
std::vector<Plan> Days<Plan>::take(std::int32_t day) {
  auto plans = std::move(days_[static_cast<std::size_t>(day)]);
  days_[static_cast<std::size_t>(day)] = {};
  std::stable_sort(plans.begin(), plans.end(),
                   [](const Plan& one, const Plan& other) { return one.at < other.at; });
  return plans;
}

template class Days<CasePlan>;
template class Days<ShipmentPlan>;
template class Days<ReturnPlan>;
template class Days<SurveyPlan>;

}  // namespace aftercare::simulate
