// What every part of the simulation needs to know and none changes.

#pragma once

#include <array>
#include <string>

#include "simulate/causes.hpp"
#include "simulate/content.hpp"
#include "simulate/customer.hpp"
#include "simulate/random.hpp"

namespace aftercare::simulate {

struct World {
  const Content& content;
  const Causes& causes;
  const Customers& customers;
  Second start;
  Second end;          // First moment that is not simulated.
  std::string offset;  // Of the shop's zone, "+08:00".

  std::int32_t day_of(Second at) const { return static_cast<std::int32_t>((at - start) / kDay); }
};

/// How much of a day's orders, or questions, come in each hour.
class Hours {
 public:
  explicit Hours(const std::array<std::uint32_t, 24>& weights) : weights_(weights) {}
  /// A second of the day.
  Second draw(Random& random) const {
    return static_cast<Second>(weights_.pick(random)) * kHour + random.below(kHour);
  }

 private:
  Weights weights_;
};

/// When customers write: late morning, afternoon, evening.
const Hours& contact_hours();
/// When customers buy: lunch and above all the evening.
const Hours& buying_hours();

}  // namespace aftercare::simulate
