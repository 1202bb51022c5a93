#include "simulate/order_life.hpp"

#include <algorithm>

namespace aftercare::simulate {
namespace {

constexpr std::array<std::int64_t, 6> kHoursToShip = {3, 8, 14, 20, 28, 44};
constexpr std::array<std::int64_t, 6> kHoursOnRoad = {22, 32, 40, 50, 62, 96};
constexpr std::array<std::int64_t, 9> kDaysToFail = {1, 2, 3, 5, 8, 12, 18, 25, 40};
constexpr std::array<std::int64_t, 9> kDaysToFailBad = {3, 5, 7, 9, 11, 13, 15, 18, 22};
constexpr std::array<std::int64_t, 8> kHoursToReview = {4, 20, 40, 72, 110, 170, 260, 400};
constexpr std::array<std::int64_t, 7> kDaysToFind = {0, 0, 1, 1, 2, 4, 9};
constexpr double kReviewed = 0.33;

double share_of_failures(const Causes& causes, const Order& order, const OrderItem& item,
                         const CategoryPart& part) {
  const bool bad =
      part.component == causes.bad_component && causes.is_bad(item.product, order.key.day);
  return bad ? part.failures * causes.bad_factor : part.failures;
}

}  // namespace

Channel channel_for(const Issue& issue, Random& random) {
  static const Weights kNegative(std::array<std::uint32_t, 6>{48, 22, 15, 8, 0, 7});
  static const Weights kNeutral(std::array<std::uint32_t, 6>{68, 12, 14, 6, 0, 0});
  static const Weights kBefore(std::array<std::uint32_t, 6>{86, 0, 8, 3, 0, 3});
  static const Weights kIdeas(std::array<std::uint32_t, 6>{30, 30, 0, 15, 0, 25});
  static const Weights kPraise(std::array<std::uint32_t, 6>{25, 10, 5, 15, 0, 45});
  const auto group = kGroups[issue.group];
  const auto& weights = issue.sentiment == Sentiment::positive  ? kPraise
                        : group == "pre_sale"                   ? kBefore
                        : group == "suggestion"                 ? kIdeas
                        : issue.sentiment == Sentiment::neutral ? kNeutral
                                                                : kNegative;
  return static_cast<Channel>(weights.pick(random));
}

CasePlan OrderLife::plan(const Order& order, IssueIndex issue, Second at, Random& random) const {
  CasePlan plan;
  // Never before what it is about, but at an hour at which people write.
  plan.at = at - at % kDay + contact_hours().draw(random);
  if (plan.at <= at) plan.at = at + random.between(5, 180) * kMinute;
  plan.customer = order.customer;
  plan.order = order.key;
  plan.bought = order.ordered;
  plan.product = order.items[0].product;
  plan.issue = issue;
  plan.channel = channel_for(world_.content.issues[issue], random);
  plan.carrier = order.carrier;
  if (order.delivered != kNever)
    plan.days = static_cast<std::int16_t>(std::max<Second>(1, (plan.at - order.delivered) / kDay));
  plan.late =
      static_cast<std::int16_t>(std::clamp<Second>((plan.at - order.ordered) / kDay, 1, 60));
  return plan;
}

void OrderLife::fill_basket(Order& order, Random& random) const {
  const auto& content = world_.content;
  order.item_count = random.chance(0.78) ? 1 : (random.chance(0.8) ? 2 : 3);
  for (std::size_t i = 0; i < order.item_count; ++i) {
    auto& item = order.items[i];
    item.product = static_cast<std::uint16_t>(content.product_weights.pick(random));
    // The product of the bad batch is a favourite: advertised, so that it can be seen.
    if (random.chance(0.08)) item.product = world_.causes.bad_product;
    item.quantity = random.chance(0.93) ? 1 : static_cast<std::uint8_t>(random.between(2, 4));
    item.cents = content.products[item.product].cents;
    if (order.in_promotion) item.cents = item.cents * 85 / 10'000 * 100;
    order.cents += item.cents * item.quantity;
  }
  order.paid_cents = order.cents;
  if (random.chance(0.35))
    order.paid_cents -= std::min(order.cents / 10, random.between(1, 6) * 500);
}

void OrderLife::send(Order& order, Random& random) const {
  const auto& content = world_.content;
  order.carrier = static_cast<std::uint8_t>(content.carrier_weights.pick(random));
  const auto far = content.provinces[order.province].days;
  const auto paid_day = order.paid - order.paid % kDay;
  order.promised = paid_day + (5 + far) * kDay + 22 * kHour;

  auto packing = random.quantile(kHoursToShip) * kHour;
  packing += random.below(kHour);
  if (order.in_promotion) packing += random.between(8, 70) * kHour;
  order.shipped = order.paid + packing;
  const auto hour = order.shipped % kDay / kHour;
  if (hour < 8) order.shipped += (8 - hour) * kHour;  // The warehouse sleeps.

  auto road = random.quantile(kHoursOnRoad) * kHour * content.carriers[order.carrier].speed / 100 +
              far * 20 * kHour;
  road += random.below(kHour);
  if (random.chance(0.03)) road += random.between(2, 5) * kDay;
  if (order.carrier == world_.causes.failing_carrier &&
      order.province == world_.causes.failing_province &&
      world_.causes.failing.holds(world_.day_of(order.shipped)))
    road += random.between(4, 8) * kDay;
  order.delivered = order.shipped + road;
  const auto arrival = order.delivered % kDay / kHour;
  if (arrival < 8) order.delivered += (9 - arrival) * kHour;
  if (arrival >= 21) order.delivered += 13 * kHour;
  order.lost = random.chance(0.0015);
}

void OrderLife::before_delivery(const Order& order, Random& random) {
  const auto& known = world_.content.known;
  const auto& causes = world_.causes;
  const bool failing = order.carrier == causes.failing_carrier &&
                       order.province == causes.failing_province &&
                       causes.failing.holds(world_.day_of(order.shipped));
  const auto why = failing              ? Cause::carrier_failure
                   : order.in_promotion ? Cause::promotion
                                        : Cause::none;
  if (random.chance(0.012))
    agenda_.cases.add(plan(order, known.address_change, order.ordered + 10 * kMinute, random));
  if (order.shipped - order.paid > 50 * kHour && random.chance(0.3)) {
    auto ask = plan(order, known.not_shipped, order.paid + 2 * kDay, random);
    if (ask.at < order.shipped) {
      ask.cause = why;
      agenda_.cases.add(ask);
    }
  }
  if (random.chance(0.045))
    agenda_.cases.add(plan(order, known.tracking, order.shipped + kDay, random));
  if (order.lost) {
    if (random.chance(0.8))
      agenda_.cases.add(plan(order, known.lost, order.promised + kDay, random));
    return;
  }
  if (order.delivered <= order.promised) return;
  const auto late = (order.delivered - order.promised) / kDay + 1;
  if (random.chance(0.12)) {
    auto ask = plan(order, known.tracking, order.promised, random);
    ask.cause = why;
    agenda_.cases.add(ask);
  }
  if (random.chance(std::min(0.8, 0.2 + 0.1 * static_cast<double>(late)))) {
    const auto at = order.promised + random.between(0, late) * kDay;
    auto complaint = plan(order, known.late, at, random);
    complaint.late =
        static_cast<std::int16_t>(std::max<Second>(1, (complaint.at - order.promised) / kDay + 1));
    complaint.cause = why;
    agenda_.cases.add(complaint);
  }
}

void OrderLife::meet(const Order& order, const OrderItem& item, IssueIndex issue, Cause cause,
                     Second at, Trouble& worst, Random& random) {
  if (!worst.any || at < worst.at) worst = {true, at, issue, cause, 2};
  if (!random.chance(0.82)) return;  // Some say nothing, or only in their review.
  auto one = plan(order, issue, at, random);
  one.product = item.product;
  one.cause = cause;
  agenda_.cases.add(one);
}

void OrderLife::part_failures(const Order& order, const OrderItem& item, Trouble& worst,
                              Random& random) {
  const auto& content = world_.content;
  const auto& category = content.categories[content.products[item.product].category];
  for (const auto& part : category.parts) {
    const double share = share_of_failures(world_.causes, order, item, part);
    if (!random.chance(share)) continue;
    const bool bad = share > part.failures;
    const auto& ways = content.failures[part.component];
    double left = random.unit();
    IssueIndex issue = ways.back();
    for (const auto way : ways) {
      left -= content.issues[way].rate;
      if (left < 0) {
        issue = way;
        break;
      }
    }
    const auto days = bad ? random.quantile(kDaysToFailBad) : random.quantile(kDaysToFail);
    const auto at = order.delivered + days * kDay + random.below(kDay / 2);
    meet(order, item, issue, bad ? Cause::bad_batch : Cause::none, at, worst, random);
    if (random.chance(0.5)) give_back(order, item, issue, at + kDay, random);
    return;
  }
}

void OrderLife::give_back(const Order& order, const OrderItem& item, IssueIndex issue, Second at,
                          Random& random) {
  if (refunded_ > 0) return;
  const auto& known = world_.content.known;
  const bool faulty = world_.content.issues[issue].sentiment == Sentiment::negative;
  ReturnPlan back;
  back.at = at;
  back.order = order.key;
  back.customer = order.customer;
  back.product = item.product;
  back.issue = issue;
  back.days = static_cast<std::int16_t>(std::max<Second>(1, (at - order.delivered) / kDay));
  back.kind = !faulty || random.chance(0.6) ? ReturnKind::return_refund
              : random.chance(0.55)         ? ReturnKind::exchange
              : random.chance(0.6)          ? ReturnKind::repair
                                            : ReturnKind::refund_only;
  if (!faulty && random.chance(0.35))
    agenda_.cases.add(plan(order, known.return_ask, at - 6 * kHour, random));
  if (back.kind == ReturnKind::exchange && random.chance(0.4))
    agenda_.cases.add(plan(order, known.exchange_ask, at, random));
  if (random.chance(0.04)) {
    back.status = ReturnStatus::rejected;
    if (random.chance(0.6)) agenda_.cases.add(plan(order, known.return_refused, at + kDay, random));
    agenda_.returns.add(back);
    return;
  }
  const bool sent_back = back.kind != ReturnKind::refund_only;
  const auto received = sent_back ? at + random.between(60, 150) * kHour : at + 5 * kHour;
  const bool pays = back.kind == ReturnKind::return_refund || !sent_back;
  const bool slow = pays && random.chance(0.1);
  const auto finished =
      received + (slow ? random.between(150, 320) : random.between(6, 80)) * kHour;
  if (pays) back.cents = item.cents;
  if (sent_back) back.received = agenda_.known(received);
  const bool over = agenda_.known(finished) != kNever;
  if (pays && over) back.refunded = finished;
  back.status = over                      ? (pays ? ReturnStatus::refunded : ReturnStatus::done)
                : back.received != kNever ? ReturnStatus::received
                : at + kDay < agenda_.end && sent_back ? ReturnStatus::returning
                                                       : ReturnStatus::requested;
  if (slow && random.chance(0.6)) {
    auto complaint = plan(order, known.refund_slow, received + random.between(3, 6) * kDay, random);
    complaint.late = static_cast<std::int16_t>((complaint.at - received) / kDay + 1);
    agenda_.cases.add(complaint);
  }
  if (pays && over) refunded_ += back.cents;
  agenda_.returns.add(back);
}

void OrderLife::review(const Order& order, const Trouble& worst, Random& random) {
  const auto& content = world_.content;
  const auto& known = content.known;
  const auto hours = random.quantile(kHoursToReview);
  const auto at = order.delivered + hours * kHour + random.below(kHour);
  const bool late = order.delivered > order.promised;
  const bool spoilt = worst.any && worst.at < at;
  if (!random.chance(spoilt || late ? kReviewed + 0.12 : kReviewed)) return;
  auto one = plan(order, known.praise_product, at, random);
  one.channel = Channel::review;
  if (spoilt && random.chance(0.9)) {
    one.issue = worst.issue;
    one.cause = worst.cause;
    one.rating = static_cast<std::uint8_t>(random.chance(0.6) ? 1 : random.between(2, 3));
  } else if (late && random.chance(0.65)) {
    one.issue = known.late;
    one.late = static_cast<std::int16_t>((order.delivered - order.promised) / kDay + 1);
    one.rating = static_cast<std::uint8_t>(random.chance(0.45) ? 1 : random.between(2, 3));
    const auto& causes = world_.causes;
    if (order.carrier == causes.failing_carrier && order.province == causes.failing_province &&
        causes.failing.holds(world_.day_of(order.shipped)))
      one.cause = Cause::carrier_failure;
  } else {
    const auto drawn = random.below(100);
    one.rating = drawn < 72 ? 5 : drawn < 89 ? 4 : drawn < 95 ? 3 : drawn < 98 ? 2 : 1;
    if (one.rating <= 3) {
      one.issue = random.one_of(content.delivered);
      if (content.issues[one.issue].sentiment != Sentiment::negative ||
          kGroups[content.issues[one.issue].group] == "invoice")
        one.issue = known.packaging;
    } else {
      const auto what = random.below(100);
      one.issue = what < 60   ? known.praise_product
                  : what < 75 ? known.praise_logistics
                  : what < 86 ? known.praise_price
                              : known.praise_service;
    }
  }
  agenda_.cases.add(one);
}

void OrderLife::price_protection(const Order& order, Random& random) {
  const auto& sale = world_.causes.promotion;
  const auto before = sale.from - order.key.day;
  if (before < 1 || before > 14 || !random.chance(0.1)) return;
  const auto day = sale.from + static_cast<std::int32_t>(random.below(5));
  auto claim =
      plan(order, world_.content.known.price_drop, world_.start + day * kDay + 8 * kHour, random);
  claim.cause = Cause::promotion;
  agenda_.cases.add(claim);
}

void OrderLife::after_delivery(Order& order, Random& random) {
  const auto& content = world_.content;
  const auto& known = content.known;
  Trouble worst;
  for (std::size_t i = 0; i < order.item_count; ++i) {
    const auto& item = order.items[i];
    const auto category = content.products[item.product].category;
    double fragile = content.categories[category].fragile;
    const bool improved = category == world_.causes.improved_category;
    if (improved && order.key.day >= world_.causes.improved_from)
      fragile *= world_.causes.improved_factor;
    if (random.chance(fragile)) {
      const auto at = order.delivered + random.between(10, 300) * kMinute;
      meet(order, item, known.damaged, improved ? Cause::packaging : Cause::none, at, worst,
           random);
      if (random.chance(0.6)) give_back(order, item, known.damaged, at + 8 * kHour, random);
    } else {
      part_failures(order, item, worst, random);
    }
  }
  if (random.chance(0.009)) {
    meet(order, order.items[0], known.packaging, Cause::none, order.delivered + kHour, worst,
         random);
  }
  for (const auto issue : content.delivered) {
    if (!random.chance(content.issues[issue].rate)) continue;
    const auto at = order.delivered + random.quantile(kDaysToFind) * kDay + kHour;
    if (content.issues[issue].sentiment != Sentiment::negative) {
      agenda_.cases.add(plan(order, issue, at, random));
      continue;
    }
    meet(order, order.items[0], issue, Cause::none, at, worst, random);
    const bool goods = kGroups[content.issues[issue].group] == "product_quality";
    if (goods && random.chance(0.4)) give_back(order, order.items[0], issue, at + kDay, random);
  }
  if (!worst.any && random.chance(0.035))
    give_back(order, order.items[0], known.return_ask,
              order.delivered + random.between(12, 150) * kHour, random);
  if (!worst.any && random.chance(0.02)) {
    const auto at = order.delivered + random.between(1, 9) * kDay;
    const auto praised = random.chance(0.5) ? known.praise_service : known.praise_product;
    agenda_.cases.add(plan(order, praised, at, random));
  }
  review(order, worst, random);
  order.refund_cents = std::min(refunded_, order.paid_cents);
}

Order OrderLife::live(std::uint32_t customer, OrderKey key, Second ordered, const Person& person,
                      bool to_receiver, Random& random) {
  Order order;
  order.key = key;
  order.customer = customer;
  order.ordered = ordered;
  order.province = person.province;
  order.to_receiver = to_receiver;
  order.in_promotion = world_.causes.promotion.holds(key.day);
  refunded_ = 0;
  fill_basket(order, random);
  const auto& known = world_.content.known;
  if (random.chance(0.03)) {  // Never paid.
    order.paid_cents = 0;
    order.status = ordered + kDay < agenda_.end ? OrderStatus::cancelled : OrderStatus::unpaid;
    return order;
  }
  order.paid = ordered + random.between(5, 900);
  if (random.chance(0.018)) {  // Paid, regretted, refunded before it left.
    const auto asked = order.paid + random.between(10, 400) * kMinute;
    if (random.chance(0.5)) {
      const auto issue = random.chance(0.5) ? known.cancel_ask : known.refund_ask;
      agenda_.cases.add(plan(order, issue, asked, random));
    }
    ReturnPlan back;
    back.at = asked;
    back.order = key;
    back.customer = customer;
    back.product = order.items[0].product;
    back.issue = known.cancel_ask;
    back.kind = ReturnKind::refund_only;
    back.cents = order.paid_cents;
    const auto refunded = asked + random.between(1, 30) * kHour;
    back.refunded = agenda_.known(refunded);
    const bool over = back.refunded != kNever;
    back.status = over ? ReturnStatus::refunded : ReturnStatus::requested;
    agenda_.returns.add(back);
    order.status = over ? OrderStatus::refunded : OrderStatus::paid;
    if (over) order.refund_cents = order.paid_cents;
    if (order.paid >= agenda_.end) order.paid = kNever;
    return order;
  }
  send(order, random);
  agenda_.shipments.add({order.shipped, order.promised,
                         order.lost ? kNever : agenda_.known(order.delivered), key, order.province,
                         order.carrier, order.lost});
  before_delivery(order, random);
  price_protection(order, random);
  if (!order.lost) after_delivery(order, random);

  if (order.lost) order.delivered = kNever;
  order.paid = agenda_.known(order.paid);
  order.shipped = agenda_.known(order.shipped);
  if (order.delivered != kNever) order.delivered = agenda_.known(order.delivered);
  order.status = order.paid == kNever        ? OrderStatus::unpaid
                 : order.shipped == kNever   ? OrderStatus::paid
                 : order.delivered == kNever ? OrderStatus::shipped
                 : order.refund_cents > 0 && order.refund_cents >= order.paid_cents * 9 / 10
                     ? OrderStatus::refunded
                 : order.delivered + 10 * kDay < agenda_.end ? OrderStatus::done
                                                             : OrderStatus::delivered;
  if (order.paid == kNever) order.paid_cents = 0;
  return order;
}

}  // namespace aftercare::simulate
