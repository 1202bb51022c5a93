// The days of the shop, one after the other.

#pragma once

#include <cstdint>
#include <vector>

#include "base/progress.hpp"
#include "simulate/case_writer.hpp"
#include "simulate/order_life.hpp"

namespace aftercare::simulate {

class Simulation {
 public:
  Simulation(const World& world, std::uint32_t days, std::uint64_t seed, Sources& sources,
             Truth& truth);

  /// Writes every source row of every day, then who stayed and who left.
  void run(base::Progress& progress);

  std::uint64_t orders() const { return orders_; }
  std::uint64_t churned() const { return churned_; }

 private:
  enum class EventKind : std::uint8_t { visit, view, search, cart, favourite, payment };
  struct Event {
    Second at;
    std::uint32_t customer;
    std::int32_t product;  // -1: none.
    EventKind kind;
  };

  void write_standing_files();
  void write_people();
  double busyness(std::int32_t day) const;
  std::uint32_t active_customer(std::int32_t day, std::uint32_t registered);
  void live_day(std::int32_t day);
  void place_orders(std::int32_t day, double busy, std::uint32_t registered);
  void ask_freely(std::int32_t day, double busy, std::uint32_t registered);
  void browse(std::int32_t day, double busy, std::uint32_t registered);
  void browse_before(const Order& order);
  void write_order(const Order& order, const Person& receiver);
  void write_shipments(std::int32_t day);
  void write_returns(std::int32_t day);
  void write_events();
  void write_churn();

  const World& world_;
  std::uint32_t days_;
  Sources& sources_;
  Truth& truth_;
  Agenda agenda_;
  Churn churn_;
  Random random_;
  Random words_;
  OrderLife life_;
  CaseWriter writer_;
  std::vector<Event> events_;
  std::vector<Second> moments_;
  Person person_;
  std::uint64_t orders_ = 0;
  std::uint64_t churned_ = 0;
  double usual_ = 0;  // Cases a day, lately.
};

}  // namespace aftercare::simulate
