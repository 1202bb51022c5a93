// What cases and returns cost by the declared standards, as their facts tell it.

#include "store/duckdb/cost_standards.hpp"

#include "tiny_shop.hpp"

namespace aftercare::store {
namespace {

records::ServiceCosts standards() {
  records::ServiceCosts costs;
  costs.contact = {{"chat", 30'000}, {"phone", 60'000}, {"review", 12'500}};
  costs.handling_minute = 6'000;
  costs.return_parcel = 105'000;
  return costs;
}

constexpr const char* kCases = "SELECT case_key, service_cost::VARCHAR FROM case_fact ORDER BY 1";
constexpr const char* kReturns =
    "SELECT return_key, parcel_cost::VARCHAR FROM return_fact ORDER BY 1";

Sheet cases() {
  return {"case",
          {"case_id", "channel", "handle_seconds", "noise", "opened_at", "text"},
          {{"a1", "chat", "", "", "2026-03-02 08:00", "甲"},
           {"a2", "phone", "150", "", "2026-03-02 08:00", "乙"},
           {"a3", "phone", "", "", "2026-03-02 08:00", "丙"},
           {"a4", "email", "", "", "2026-03-02 08:00", "丁"},
           {"a5", "email", "60", "", "2026-03-02 08:00", "戊"},
           {"a6", "review", "", "template", "2026-03-02 08:00", "己"}}};
}

}  // namespace

TEST(CostStandards, KnownMinutesTakeThePlaceOfWhatAContactCosts) {
  Shop shop;
  shop.close();
  shop.cost(standards());
  shop.open();
  shop.ingest("cases", cases());
  EXPECT_EQ(shop.ask(kCases), "a1,3.0000;a2,1.5000;a3,6.0000;a4,-;a5,0.6000;a6,-")
      << "what is not declared is not known; nobody works on noise";
}

TEST(CostStandards, AParcelThatComesBackCosts) {
  Shop shop;
  shop.close();
  shop.cost(standards());
  shop.open();
  shop.ingest("returns", {"return",
                          {"return_id", "requested_at", "received_at", "return_kind", "status"},
                          {{"r1", "2026-03-02 08:00", "", "return_refund", "refunded"},
                           {"r2", "2026-03-02 08:00", "", "refund_only", "refunded"},
                           {"r3", "2026-03-02 08:00", "", "return_refund", "approved"},
                           {"r4", "2026-03-02 08:00", "2026-03-05 08:00", "exchange", "approved"},
                           {"r5", "2026-03-02 08:00", "", "repair", "returning"},
                           {"r6", "2026-03-02 08:00", "", "return_refund", "rejected"},
                           {"r7", "2026-03-02 08:00", "", "", "completed"}}});
  EXPECT_EQ(shop.ask(kReturns), "r1,10.5000;r2,-;r3,-;r4,10.5000;r5,10.5000;r6,-;r7,-")
      << "not yet sent, never sent, or nobody knows what it was";
}

TEST(CostStandards, OtherCostsMakeTheFactsAnew) {
  Shop shop;
  shop.ingest("cases", cases());
  EXPECT_EQ(shop.ask("SELECT count(service_cost) FROM case_fact"), "0") << "nothing is declared";
  shop.close();
  shop.cost(standards());
  shop.open();
  EXPECT_EQ(shop.ask("SELECT sum(service_cost)::VARCHAR FROM case_fact"), "11.1000");
}

}  // namespace aftercare::store
