#include "simulate/simulation.hpp"

#include <algorithm>

namespace aftercare::simulate {
namespace {

constexpr double kOrdersPerDay = 0.0325;  // Of a registered customer.
constexpr double kEventsPerDay = 0.05;    // Besides those that end in an order.
constexpr double kQuietLeave = 0.008;     // Per order: never comes back, says nothing.

constexpr std::array<double, 12> kSeason = {0.97, 0.85, 1.0,  0.98, 1.03, 1.08,
                                            0.97, 0.96, 1.02, 1.0,  1.12, 1.06};
constexpr std::array<double, 7> kWeek = {0.95, 0.93, 0.94, 0.96, 1.02, 1.12, 1.08};

constexpr std::array<std::string_view, 7> kOrderStatus = {"待付款", "待发货", "已发货", "已签收",
                                                          "已完成", "已取消", "已退款"};
constexpr std::array<std::string_view, 4> kReturnKinds = {"仅退款", "退货退款", "换货", "维修"};
constexpr std::array<std::string_view, 6> kReturnStatus = {"待审核", "退货中", "已收货",
                                                           "已退款", "已拒绝", "已完成"};
constexpr std::array<std::string_view, 6> kEventNames = {"visit", "view",      "search",
                                                         "cart",  "favourite", "payment"};

std::string_view reason_for(const Issue& issue) {
  const std::string_view topic = issue.topic;
  if (issue.name == "return_ask") return "七天无理由";
  if (issue.name == "cancel_ask") return "不想要了";
  if (issue.name == "wrong_item" || issue.name == "missing_part") return "发错漏发";
  if (topic == "product_quality.damaged") return "商品破损";
  if (topic == "product_quality.not_as_described") return "与描述不符";
  if (topic == "product_quality.counterfeit") return "怀疑假货";
  return topic.starts_with("product_quality") ? "质量问题" : "其他";
}

}  // namespace

Simulation::Simulation(const World& world, std::uint32_t days, std::uint64_t seed, Sources& sources,
                       Truth& truth)
    : world_(world),
      days_(days),
      sources_(sources),
      truth_(truth),
      agenda_(world.start, world.end, days),
      churn_(world.customers.count()),
      random_(seed, 1),
      words_(seed, 2),
      life_(world, agenda_),
      writer_(world, sources, truth, agenda_, churn_, words_) {}

void Simulation::run(base::Progress& progress) {
  write_standing_files();
  write_people();
  world_.causes.tell(world_.content, truth_);
  progress.begin("simulating", days_, "days");
  for (std::int32_t day = 0; day < static_cast<std::int32_t>(days_); ++day) {
    live_day(day);
    progress.update(static_cast<std::uint64_t>(day) + 1);
  }
  write_churn();
  progress.end();
}

void Simulation::write_standing_files() {
  const auto& content = world_.content;
  for (std::size_t i = 0; i < content.products.size(); ++i) {
    const auto& product = content.products[i];
    const auto& category = content.categories[product.category];
    Row row(sources_.products);
    row.text(product.id).text(product.name.zh).text(category.name.zh).text(product.brand);
    row.text(product.model).cents(product.cents);
    row.plain(world_.start - static_cast<Second>(30 + mixed(i) % 700) * kDay + 10 * kHour);
    auto& parts = row.next();
    for (const auto& part : category.parts) {
      if (!parts.empty()) parts.push_back('|');
      parts += content.components[part.component].name.zh;
    }
    row.text(product.supplier);
    sources_.products.write_clean();
  }
  Row(sources_.agents).text("K000").text(content.bot_name).text(content.bot_team).text("是");
  sources_.agents.write_clean();
  for (const auto& agent : content.agents) {
    Row(sources_.agents).text(agent.id).text(agent.name).text(content.teams[agent.team]).text("否");
    sources_.agents.write_clean();
  }
}

void Simulation::write_people() {
  const auto& content = world_.content;
  for (std::uint32_t i = 0; i < world_.customers.count(); ++i) {
    const auto traits = world_.customers.traits(i);
    world_.customers.person(i, person_);
    Row row(sources_.customers);
    Customers::append_id(row.next(), i);
    row.text(person_.name).text(person_.phone).text(person_.email);
    row.text(content.province_forms[person_.province].name);
    row.text(content.provinces[person_.province].cities[person_.city].name).text(person_.address);
    row.text(content.people.levels[traits.level]).text(person_.woman ? "女" : "男");
    row.plain(std::min(world_.customers.registered_at(i), world_.end - 1));
    sources_.customers.write();
    truth_.person("name", person_.name);
    truth_.person("phone", person_.phone);
    truth_.person("email", person_.email);
    truth_.person("address", person_.address);
    if (!traits.other_receiver) continue;
    world_.customers.receiver(i, person_);
    truth_.person("name", person_.name);
    truth_.person("phone", person_.phone);
    truth_.person("address", person_.address);
  }
}

double Simulation::busyness(std::int32_t day) const {
  const auto at = world_.start + day * kDay;
  double busy = kSeason[static_cast<std::size_t>(civil_of(at).month - 1)] *
                kWeek[static_cast<std::size_t>(weekday_of(at))];
  const auto& sale = world_.causes.promotion;
  if (sale.holds(day)) busy *= world_.causes.promotion_factor;
  if (day >= sale.from - 4 && day < sale.from) busy *= 0.8;  // People wait for it.
  if (day > sale.to && day <= sale.to + 6) busy *= 0.85;
  return busy;
}

std::uint32_t Simulation::active_customer(std::int32_t day, std::uint32_t registered) {
  std::uint32_t customer = 0;
  for (int attempt = 0; attempt < 40; ++attempt) {
    customer = random_.below(registered);
    if (churn_.gone(customer, day)) continue;
    if (random_.chance(world_.customers.traits(customer).activity / 3)) break;
  }
  return customer;
}

void Simulation::live_day(std::int32_t day) {
  const auto busy = busyness(day);
  const auto noon = world_.start + day * kDay;
  const auto registered = std::max<std::uint32_t>(2, world_.customers.registered_by(noon));
  events_.clear();
  place_orders(day, busy, registered);
  ask_freely(day, busy, registered);
  browse(day, busy, registered);
  write_events();
  write_shipments(day);
  write_returns(day);
  const auto cases = agenda_.cases.take(day);
  const auto today = static_cast<double>(cases.size());
  writer_.begin_day(usual_ > 0 ? today / usual_ : 1);
  usual_ = usual_ > 0 ? usual_ * 0.9 + today * 0.1 : today;
  for (const auto& plan : cases) writer_.write(plan);
  for (const auto& plan : agenda_.surveys.take(day)) writer_.write_survey(plan);
}

void Simulation::place_orders(std::int32_t day, double busy, std::uint32_t registered) {
  const auto midnight = world_.start + day * kDay;
  const auto count = random_.count(kOrdersPerDay * busy * registered);
  moments_.clear();
  for (std::uint32_t i = 0; i < count; ++i)
    moments_.push_back(midnight + buying_hours().draw(random_));
  std::sort(moments_.begin(), moments_.end());
  std::uint32_t number = 0;
  for (const auto at : moments_) {
    if (at >= world_.end) break;
    const auto customer = active_customer(day, registered);
    if (churn_.gone(customer, day)) continue;
    const bool other = world_.customers.traits(customer).other_receiver && random_.chance(0.4);
    if (other) {
      world_.customers.receiver(customer, person_);
    } else {
      world_.customers.person(customer, person_);
    }
    const auto order = life_.live(customer, {day, ++number}, at, person_, other, random_);
    write_order(order, person_);
    browse_before(order);
    ++orders_;
    if (random_.chance(kQuietLeave)) churn_.leave(customer, day + 1, "lost_interest");
  }
}

void Simulation::write_order(const Order& order, const Person& receiver) {
  const auto& content = world_.content;
  Row row(sources_.orders);
  append_order_id(row.next(), order.key, world_.start);
  Customers::append_id(row.next(), order.customer);
  row.text(content.shop.zh).slashed(order.ordered).slashed(order.paid).slashed(order.shipped);
  row.slashed(order.delivered).slashed(order.promised);
  row.text(kOrderStatus[static_cast<std::size_t>(order.status)]).cents(order.cents);
  row.cents(order.paid_cents).cents(order.refund_cents);
  row.text(order.shipped == kNever ? std::string_view()
                                   : std::string_view(content.carriers[order.carrier].name.zh));
  row.text(content.province_forms[receiver.province].name);
  row.text(content.provinces[receiver.province].cities[receiver.city].name);
  row.text(receiver.name).text(receiver.phone).text(receiver.address);
  if (order.in_promotion) row.text(world_.causes.promotion_name.zh);
  sources_.orders.write();
  for (std::size_t i = 0; i < order.item_count; ++i) {
    const auto& item = order.items[i];
    Row line(sources_.order_items);
    append_order_id(line.next(), order.key, world_.start);
    line.number(static_cast<std::int64_t>(i) + 1).text(content.products[item.product].id);
    world_.causes.append_batch(line.next(), item.product, order.key.day);
    line.number(item.quantity).cents(item.cents);
    sources_.order_items.write();
  }
}

void Simulation::ask_freely(std::int32_t day, double busy, std::uint32_t registered) {
  const auto& content = world_.content;
  const auto midnight = world_.start + day * kDay;
  const double orders = kOrdersPerDay * busy * registered;
  for (const auto* list : {&content.before, &content.anytime}) {
    for (const auto issue : *list) {
      const auto count = random_.count(orders * content.issues[issue].rate);
      for (std::uint32_t i = 0; i < count; ++i) {
        CasePlan plan;
        plan.at = midnight + contact_hours().draw(random_);
        plan.customer = active_customer(day, registered);
        plan.product = static_cast<std::uint16_t>(content.product_weights.pick(random_));
        plan.issue = issue;
        plan.channel = channel_for(content.issues[issue], random_);
        agenda_.cases.add(plan);
      }
    }
  }
}

void Simulation::browse(std::int32_t day, double busy, std::uint32_t registered) {
  const auto midnight = world_.start + day * kDay;
  const auto visits = random_.count(kEventsPerDay * busy * registered / 2.5);
  for (std::uint32_t i = 0; i < visits; ++i) {
    const auto customer = active_customer(day, registered);
    auto at = midnight + buying_hours().draw(random_);
    const auto product = static_cast<std::int32_t>(world_.content.product_weights.pick(random_));
    events_.push_back({at, customer, -1, EventKind::visit});
    const auto pages = random_.below(4);
    for (std::uint32_t page = 0; page < pages; ++page) {
      at = std::min(at + random_.between(5, 240), midnight + kDay - 1);
      const auto kind = page == 2              ? EventKind::favourite
                        : random_.chance(0.25) ? EventKind::search
                        : random_.chance(0.15) ? EventKind::cart
                                               : EventKind::view;
      events_.push_back({at, customer, product, kind});
    }
  }
}

void Simulation::browse_before(const Order& order) {
  const auto product = static_cast<std::int32_t>(order.items[0].product);
  const auto midnight = world_.start + order.key.day * kDay;
  const auto add = [&](Second at, EventKind kind) {
    if (at >= midnight && at < midnight + kDay)
      events_.push_back({at, order.customer, product, kind});
  };
  if (random_.chance(0.4)) add(order.ordered - random_.between(400, 1500), EventKind::search);
  add(order.ordered - random_.between(60, 390), EventKind::view);
  if (random_.chance(0.7)) add(order.ordered - random_.between(5, 55), EventKind::cart);
  if (order.paid != kNever) add(order.paid, EventKind::payment);
}

void Simulation::write_events() {
  std::stable_sort(events_.begin(), events_.end(),
                   [](const Event& one, const Event& other) { return one.at < other.at; });
  static constexpr std::array<std::string_view, 4> kWays = {"支付宝", "微信支付", "银行卡", "花呗"};
  std::uint32_t number = 0;
  for (const auto& event : events_) {
    if (event.at >= world_.end) break;
    Row row(sources_.events);
    auto& id = row.next();
    id.push_back('E');
    append_compact_date(id, event.at);
    append_number(id, ++number, 7);
    row.text(kEventNames[static_cast<std::size_t>(event.kind)]);
    Customers::append_id(row.next(), event.customer);
    const auto& content = world_.content;
    const bool search = event.kind == EventKind::search;
    if (event.product < 0 || search) {
      row.skip();
    } else {
      row.text(content.products[static_cast<std::size_t>(event.product)].id);
    }
    row.plain(event.at);
    if (search) {
      const auto& product = content.products[static_cast<std::size_t>(event.product)];
      row.text(content.categories[product.category].name.zh);
    } else if (event.kind == EventKind::payment) {
      row.text(random_.one_of(kWays));
    }
    sources_.events.write();
  }
}

void Simulation::write_shipments(std::int32_t day) {
  const auto& content = world_.content;
  for (const auto& plan : agenda_.shipments.take(day)) {
    Row row(sources_.shipments);
    const auto& carrier = content.carriers[plan.carrier];
    append_tracking(row.next(), plan.order, carrier);
    append_order_id(row.next(), plan.order, world_.start);
    row.text(carrier.name.zh).plain(plan.at).plain(plan.promised).plain(plan.delivered);
    const bool overdue = plan.promised + 8 * kDay < agenda_.end;
    row.text(plan.delivered != kNever             ? "已签收"
             : plan.lost && overdue               ? "异常"
             : plan.at + 8 * kHour >= agenda_.end ? "已揽收"
             : random_.chance(0.2)                ? "派送中"
                                                  : "运输中");
    row.text(content.province_forms[plan.province].name);
    sources_.shipments.write();
  }
}

void Simulation::write_returns(std::int32_t day) {
  const auto& content = world_.content;
  std::uint32_t number = 0;
  std::string work;
  for (const auto& plan : agenda_.returns.take(day)) {
    const auto& issue = content.issues[plan.issue];
    Row row(sources_.returns);
    auto& id = row.next();
    id.push_back('R');
    append_compact_date(id, plan.at);
    append_number(id, ++number, 6);
    append_order_id(row.next(), plan.order, world_.start);
    row.text(content.products[plan.product].id);
    Customers::append_id(row.next(), plan.customer);
    row.plain(plan.at).plain(plan.received).plain(plan.refunded);
    row.text(kReturnKinds[static_cast<std::size_t>(plan.kind)]).text(reason_for(issue));
    auto& words = row.next();
    if (issue.sentiment == Sentiment::negative && words_.chance(0.7)) {
      world_.customers.person(plan.customer, person_);
      Scene scene;
      scene.content = &content;
      scene.person = &person_;
      scene.product = &content.products[plan.product];
      scene.issue = plan.issue;
      scene.promotion = &world_.causes.promotion_name;
      scene.at = plan.at;
      scene.bought = world_.start + plan.order.day * kDay;
      scene.days = plan.days;
      scene.say(issue.core[0], words_, words);
      disturb(words, Hand{}, content.variants, words_, work);
    }
    row.cents(plan.cents).text(kReturnStatus[static_cast<std::size_t>(plan.status)]);
    sources_.returns.write();
  }
}

void Simulation::write_churn() {
  std::string id;
  std::string when;
  for (std::uint32_t i = 0; i < world_.customers.count(); ++i) {
    id.clear();
    Customers::append_id(id, i);
    const bool left = churn_.leaves(i) && churn_.day(i) < static_cast<std::int32_t>(days_);
    if (!left) {
      truth_.churn(id, false, "", "");
      continue;
    }
    ++churned_;
    when.clear();
    append_date(when, world_.start + churn_.day(i) * kDay);
    truth_.churn(id, true, when, churn_.why(i));
  }
}

}  // namespace aftercare::simulate
