// What goes wrong, and right, in the simulated shop, and when: the planted causes.

#pragma once

#include <cstdint>
#include <string>

#include "simulate/clock.hpp"
#include "simulate/content.hpp"
#include "simulate/truth.hpp"

namespace aftercare::simulate {

/// Days are counted from the first simulated day; both ends belong to a window.
struct Window {
  std::int32_t from = 0;
  std::int32_t to = 0;
  bool holds(std::int32_t day) const { return day >= from && day <= to; }
};

enum class Cause : std::uint8_t { none, bad_batch, carrier_failure, promotion, packaging };
std::string_view to_name(Cause cause);

struct Causes {
  /// REQUIRES at least 30 days.
  static Causes plan(const Content& content, std::uint64_t seed, Second start, std::uint32_t days);

  /// The batch of a product sold on that day, as "B-0712" (the month and day it was made).
  void append_batch(std::string& to, std::uint16_t product, std::int32_t day) const;
  bool is_bad(std::uint16_t product, std::int32_t day) const {
    return product == bad_product && bad_sold.holds(day);
  }

  void tell(const Content& content, Truth& truth) const;

  Second start = 0;
  std::uint32_t days = 0;
  std::uint64_t seed = 0;

  std::uint16_t bad_product = 0;    // One component of this product,
  std::uint16_t bad_component = 0;  // in the one batch sold then,
  Window bad_sold;
  double bad_factor = 8;  // fails so many times as often.
  Window bad_wave;        // When its complaints come.

  std::uint16_t failing_carrier = 0;
  std::uint16_t failing_province = 0;
  Window failing;

  Names promotion_name;
  Window promotion;
  double promotion_factor = 2.6;

  std::uint16_t improved_category = 0;
  std::int32_t improved_from = 0;
  double improved_factor = 0.15;  // What remains of its damage rate.
};

}  // namespace aftercare::simulate
