// An order from click to doorstep and what comes of it: parcels, reviews, troubles, returns.

#pragma once

#include <array>
#include <cstdint>

#include "simulate/agenda.hpp"
#include "simulate/world.hpp"

namespace aftercare::simulate {

enum class OrderStatus : std::uint8_t {
  unpaid,
  paid,
  shipped,
  delivered,
  done,
  cancelled,
  refunded
};

struct OrderItem {
  std::uint16_t product = 0;
  std::uint8_t quantity = 1;
  std::int64_t cents = 0;  // Each.
};

struct Order {
  OrderKey key;
  std::uint32_t customer = 0;
  Second ordered = 0;
  Second paid = kNever;
  Second shipped = kNever;
  Second delivered = kNever;
  Second promised = kNever;
  OrderStatus status = OrderStatus::unpaid;
  std::int64_t cents = 0;
  std::int64_t paid_cents = 0;
  std::int64_t refund_cents = 0;
  std::array<OrderItem, 3> items;
  std::size_t item_count = 0;
  std::uint16_t province = 0;
  std::uint8_t carrier = 0;
  bool in_promotion = false;
  bool to_receiver = false;
  bool lost = false;
};

/// Decides an order's life. What happens later goes to the agenda.
class OrderLife {
 public:
  OrderLife(const World& world, Agenda& agenda) : world_(world), agenda_(agenda) {}

  /// REQUIRES `person` is who receives the parcel. Moments that lie behind the simulated
  /// time are kNever in the result.
  Order live(std::uint32_t customer, OrderKey key, Second ordered, const Person& person,
             bool to_receiver, Random& random);

 private:
  // The worst thing a customer met until it wrote its review.
  struct Trouble {
    bool any = false;
    Second at = 0;
    IssueIndex issue = 0;
    Cause cause = Cause::none;
    std::int16_t late = 2;
  };

  void fill_basket(Order& order, Random& random) const;
  void send(Order& order, Random& random) const;
  void before_delivery(const Order& order, Random& random);
  void after_delivery(Order& order, Random& random);
  void part_failures(const Order& order, const OrderItem& item, Trouble& worst, Random& random);
  void meet(const Order& order, const OrderItem& item, IssueIndex issue, Cause cause, Second at,
            Trouble& worst, Random& random);
  void give_back(const Order& order, const OrderItem& item, IssueIndex issue, Second at,
                 Random& random);
  void review(const Order& order, const Trouble& worst, Random& random);
  void price_protection(const Order& order, Random& random);
  CasePlan plan(const Order& order, IssueIndex issue, Second at, Random& random) const;

  const World& world_;
  Agenda& agenda_;
  std::int64_t refunded_ = 0;  // Of the order being lived.
};

/// Which way a customer takes with such a matter.
Channel channel_for(const Issue& issue, Random& random);

}  // namespace aftercare::simulate
