// Customers by the month of their first order, and what became of them month by month.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"

namespace aftercare::insight {

/// Of a cohort, in this order: who ordered in this month, who ordered a second time by the end of
/// it, then for each kind of event whom it befell by the end of it.
inline constexpr std::size_t kRetained = 0, kRepeated = 1, kFirstEvent = 2;

/// A share of a cohort, `months` after its first order. Not mature: the month is not over yet, so
/// there is no number.
struct CohortCell {
  bool mature = false;
  double with = 0;  // Customers.
  double share = 0, low = 0, high = 0;
  double q = 1;  // Beside all other cohorts at the same age; for all cells of all measures
                 // (Bonferroni). Of one that may be older: 1, and no other is put beside it.
};

struct Cohort {
  int month = 0;  // Years times 12 and months from 0.
  double customers = 0;
  bool may_be_older = false;  // The first month of the data: nobody knows who ordered before.
  std::vector<std::vector<CohortCell>> cells;  // Of each measure, by age in months from 0.
};

struct CohortTable {
  std::vector<Cohort> cohorts;  // The oldest first.
  std::size_t left_out = 0;     // Events of customers without an order before.
};

class CohortBuilder {
 public:
  /// So many kinds of events.
  explicit CohortBuilder(std::size_t events) : measures_(kFirstEvent + events) {}
  /// In any order.
  void add_order(std::string_view customer, int month);
  /// `event`: its kind, from 0.
  void add_event(std::string_view customer, int month, std::size_t event);
  /// `last_whole` is the last month of which every day is known. Fails (input) without an order.
  base::Result<CohortTable> build(int last_whole) &&;

 private:
  struct Event {
    std::uint32_t customer;
    int month;
    std::size_t what;  // kRetained: an order.
  };
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const {
      return std::hash<std::string_view>{}(name);
    }
  };
  std::uint32_t number_of(std::string_view customer);

  std::size_t measures_;
  std::unordered_map<std::string, std::uint32_t, NameHash, std::equal_to<>> numbers_;
  std::vector<Event> events_;
};

/// Years times 12 and months from 0.
int month_of(std::chrono::sys_days day);
/// "2026-03".
std::string month_text(int month);

}  // namespace aftercare::insight
