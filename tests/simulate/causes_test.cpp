#include "simulate/causes.hpp"

#include <set>

#include "made_shop.hpp"

namespace aftercare::simulate {
namespace {

// "product=P0001|batch=B-0712" -> {"product": "P0001", ...}
std::map<std::string, std::string> dimensions_of(const std::string& text) {
  std::map<std::string, std::string> dimensions;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, '|');)
    dimensions[part.substr(0, part.find('='))] = part.substr(part.find('=') + 1);
  return dimensions;
}

Record anomaly(const MadeShop& shop, const std::string& name) {
  for (const auto& one : shop.truth("anomalies.csv"))
    if (one[0] == name) return one;
  ADD_FAILURE() << name;
  return Record(5);
}

TEST(Causes, ABadBatchIsComplainedAboutManyTimesAsOftenAsItsSiblings) {
  const MadeShop shop(3000, 120, 4);
  auto bad = dimensions_of(anomaly(shop, "bad_batch")[3]);
  std::set<std::string> about_component;
  for (const auto& one : shop.truth("cases.csv"))
    if (one[4] == bad["component"]) about_component.insert(one[0]);
  std::set<std::string> complained;  // Orders.
  for (const auto& line : shop.lines("chats.jsonl.gz"))
    if (about_component.contains(line["session_id"]) && line["order_id"].is_string())
      complained.insert(line["order_id"]);
  const auto tickets = shop.table("tickets.csv");
  for (const auto& one : tickets)
    if (about_component.contains(one[0])) complained.insert(one[10]);
  for (const auto& one : shop.table("reviews.csv"))
    if (about_component.contains(one[0])) complained.insert(one[1]);
  double sold[2] = {0, 0};
  double troubles[2] = {0, 0};
  for (const auto& item : shop.table("order_items.tsv")) {
    if (item[2] != bad["product"]) continue;
    const auto which = item[3] == bad["batch"] ? 1 : 0;
    ++sold[which];
    if (complained.contains(item[0])) ++troubles[which];
  }
  ASSERT_GT(sold[1], 50);
  ASSERT_GT(sold[0], 200);
  EXPECT_GT(troubles[1] / sold[1], 4 * troubles[0] / sold[0]);
}

TEST(Causes, AFailingCarrierIsLateInItsProvinceAndWindowOnly) {
  const MadeShop shop(3000, 90, 4);
  const auto one = anomaly(shop, "carrier_failure");
  auto failing = dimensions_of(one[3]);
  double parcels[2] = {0, 0};
  double late[2] = {0, 0};
  const auto table = shop.table("shipments.csv");
  for (std::size_t row = 1; row < table.size(); ++row) {
    const auto& [carrier, shipped, promised, delivered] =
        std::tie(table[row][2], table[row][3], table[row][4], table[row][5]);
    if (!shipped.starts_with("2026-") || !promised.starts_with("202")) continue;
    const bool there = carrier == failing["carrier"] &&
                       table[row][7].starts_with(failing["province"]) &&
                       shipped.substr(0, 10) >= one[1] && shipped.substr(0, 10) <= one[2];
    if (delivered.empty() && !there) continue;
    ++parcels[there ? 1 : 0];
    late[there ? 1 : 0] += delivered.empty() || delivered > promised ? 1 : 0;
  }
  ASSERT_GT(parcels[1], 10);
  EXPECT_GT(late[1] / parcels[1], 0.6);
  EXPECT_LT(late[0] / parcels[0], 0.15);
}

TEST(Causes, APromotionBringsOrders) {
  const MadeShop shop(1000, 90, 4);
  const auto sale = anomaly(shop, "promotion");
  std::map<std::string, int> by_day;
  for (const auto& order : shop.table("orders.csv.gz"))
    if (order[0].starts_with("DD2")) ++by_day[order[0].substr(2, 8)];
  auto day = sale[1];
  std::erase(day, '-');
  double usual = 0;
  for (const auto& [_, count] : by_day) usual += count;
  usual /= static_cast<double>(by_day.size());
  EXPECT_GT(by_day[day], 1.6 * usual);
}

TEST(Causes, WhoChurnsDoesNotOrderAgainAndMostComplainedBefore) {
  const MadeShop shop(1000, 120, 4);
  std::map<std::string, std::string> left;
  std::set<std::string> quiet;
  const auto churn = shop.truth("churn.csv");
  for (std::size_t row = 1; row < churn.size(); ++row) {
    if (churn[row][1] != "yes") continue;
    left[churn[row][0]] = churn[row][2];
    if (churn[row][3] == "lost_interest") quiet.insert(churn[row][0]);
  }
  ASSERT_GT(left.size(), 50U);
  EXPECT_LT(quiet.size() * 2, left.size());
  for (const auto& order : shop.table("orders.csv.gz")) {
    if (!order[0].starts_with("DD2") || order.size() < 3 || !left.contains(order[1])) continue;
    const auto day =
        order[0].substr(2, 4) + "-" + order[0].substr(6, 2) + "-" + order[0].substr(8, 2);
    EXPECT_LT(day, left[order[1]]) << order[0];
  }
}

TEST(Causes, PersonalValuesStandOnlyWherePeopleAre) {
  const MadeShop shop(300, 60, 4);
  std::set<std::string> phones;
  for (const auto& one : shop.truth("people.csv"))
    if (one[0] == "phone") phones.insert(one[1]);
  const auto holds_phone = [&](const std::string& text) {
    for (std::size_t at = 0; at + 11 <= text.size(); ++at)
      if (text[at] == '1' && phones.contains(text.substr(at, 11))) return true;
    return false;
  };
  for (const auto* name : {"products.csv", "agents.csv", "order_items.tsv", "surveys.csv"})
    EXPECT_FALSE(holds_phone(bytes_of(shop.source(name)))) << name;
  EXPECT_TRUE(holds_phone(bytes_of(shop.source("tickets.csv"))));
  EXPECT_TRUE(holds_phone(bytes_of(shop.source("customers.csv"))));
  int told = 0;
  for (const auto& line : shop.lines("chats.jsonl.gz"))
    told += line["sender"] == "customer" && holds_phone(line["text"]) ? 1 : 0;
  EXPECT_GT(told, 0) << "nobody gives a number in a chat";
  // Whatever phone stands in a source, people.csv knows it.
  const auto customers = shop.table("customers.csv");
  for (std::size_t row = 1; row < customers.size(); ++row)
    EXPECT_TRUE(customers[row].size() != 10 || phones.contains(customers[row][2])) << row;
  const auto orders = shop.table("orders.csv.gz");
  for (std::size_t row = 1; row < orders.size(); ++row)
    EXPECT_TRUE(orders[row].size() != 19 || phones.contains(orders[row][16])) << row;
}

}  // namespace
}  // namespace aftercare::simulate
