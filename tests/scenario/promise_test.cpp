// What agents promise by when, from the messages of a file to a number and the case behind it.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "program.hpp"

namespace aftercare::scenario {
namespace {

constexpr const char* kTalkedCases =
    "case_id,channel,opened_at,resolved_at,customer_id,order_id,text\n"
    "K1,chat,2026-03-02 10:00:00,,U1,,退款一直没到\n"
    "K2,chat,2026-03-02 11:00:00,,U2,,什么时候退款\n"
    "K3,chat,2026-03-02 12:00:00,2026-03-03 09:00:00,U3,,发票抬头错了\n"
    "K4,chat,2026-03-02 13:00:00,,U4,O4,怎么还不发货\n"
    "K5,chat,2026-03-08 13:00:00,,U5,,还没修好\n"
    "K6,review,2026-03-10 13:00:00,,U6,,很好\n";
// K1 is forgotten; K2's agent comes back in time, K3 is solved in time, K4's goods were sent; what
// is promised in K5 falls due on the last day of the data.
constexpr const char* kTalk =
    "message_id,case_id,position,sent_at,sender,text\n"
    "1,K1,1,2026-03-02 10:01:00,agent,张小雨您好，您的美的电饭煲退款48小时内到账\n"
    "2,K1,2,2026-03-02 10:05:00,agent,请问还有其他问题吗？\n"
    "3,K1,3,2026-03-05 10:05:00,customer,48小时内到账？都过了三天了，订单号 20260228123456\n"
    "4,K2,1,2026-03-02 11:01:00,agent,明天下午3点前给您答复\n"
    "5,K2,2,2026-03-03 14:00:00,agent,已为您退款\n"
    "6,K3,1,2026-03-02 12:01:00,agent,1个工作日内处理好\n"
    "7,K4,1,2026-03-02 13:01:00,agent,24小时内给您发货\n"
    "8,K5,1,2026-03-08 13:01:00,agent,2天内师傅上门\n"
    "9,K5,2,2026-03-08 13:02:00,bot,我们将在1小时内回复\n"
    "10,K5,3,2026-03-08 13:02:00,customer,我保证24小时内付款\n";
constexpr const char* kTalkedOrders =
    "order_id,customer_id,ordered_at,shipped_at,paid_amount,status\n"
    "O4,U4,2026-03-01 10:00:00,2026-03-03 10:00:00,99,shipped\n";
constexpr const char* kTalkedCustomers = "customer_id,name,phone\nU1,张小雨,13800138000\n";

// A shop that read these files in this order.
void read_talk(const Shop& shop, const std::vector<std::string>& names) {
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  for (const auto& [name, rows] :
       {std::pair("case", kTalkedCases), std::pair("message", kTalk),
        std::pair("order", kTalkedOrders), std::pair("customer", kTalkedCustomers)})
    shop.write(std::string(name) + ".csv", rows);
  for (const auto& name : names) {
    const auto file = shop.folder() / (name + ".csv");
    const auto read = shop.run({"ingest", file.string(), "--as", name});
    ASSERT_LE(read.code, 1) << read.err << read.out;
  }
}

double promise_number(const Shop& shop, const std::string& metric) {
  const auto json =
      shop.run({"query", metric, "--from", "2026-03-01", "--to", "2026-03-31", "--json"}).json();
  return std::stod(json.at("total").at(metric).dump());
}

}  // namespace

TEST(PromisesTest, KeptAndBrokenWhateverTheOrderOfFiles) {
  for (const auto& order : {std::vector<std::string>{"customer", "order", "case", "message"},
                            std::vector<std::string>{"message", "case", "order", "customer"}}) {
    const Shop shop;
    read_talk(shop, order);
    EXPECT_EQ(promise_number(shop, "broken_promise_cases"), 1) << order[0];
    EXPECT_EQ(promise_number(shop, "promise_kept_rate"), 75) << order[0];
  }
}

TEST(PromisesTest, TheCaseShowsWhatWasSaidWhereAndByWhen) {
  const Shop shop;
  read_talk(shop,
            {"message", "case", "order", "customer"});  // The name comes last, and is masked then.
  const auto rows = shop.run({"query", "broken_promise_cases", "--rows", "--from", "2026-03-01",
                              "--to", "2026-03-31", "--json"})
                        .json();
  ASSERT_EQ(rows.at("rows").size(), 1U) << rows.dump();
  const auto stored = shop.run({"sql",
                                "SELECT text, entities, promises, promise, promise_due FROM "
                                "message WHERE case_id = 'K1' ORDER BY position",
                                "--json"})
                          .json();
  ASSERT_EQ(stored.at("rows").size(), 3U) << stored.dump();
  const auto& first = stored.at("rows").at(0);
  const auto text = first.at(0).get<std::string>();
  EXPECT_EQ(text.find("张小雨"), text.npos) << text;
  const auto promises = nlohmann::json::parse(first.at(2).get<std::string>());
  ASSERT_EQ(promises.size(), 1U);
  EXPECT_EQ(promises.at(0).at("value"), "2026-03-04T02:01:00Z");
  EXPECT_EQ(promises.at(0).at("about"), "money");
  EXPECT_EQ(first.at(3), "money");
  const auto entities = nlohmann::json::parse(first.at(1).get<std::string>());
  bool brand = false, date = false;
  for (const auto& one : entities) {
    brand = brand || (one.at("kind") == "brand" && one.at("text") == "美的");
    date = date || one.at("kind") == "date";
  }
  EXPECT_TRUE(brand) << entities.dump();
  EXPECT_FALSE(date) << "a length of time is no date: " << entities.dump();
  EXPECT_TRUE(stored.at("rows").at(2).at(2).is_null());  // A customer's words promise nothing.
  EXPECT_NE(stored.at("rows").at(2).at(1).get<std::string>().find("order_number"),
            std::string::npos);
}

TEST(PromisesTest, AStoredConversationIsToldInItsOwnSentences) {
  const Shop shop;
  read_talk(shop, {"message", "case", "order", "customer"});
  auto run = shop.run({"text", "conversation", "--case", "K1", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  const auto json = run.json();
  EXPECT_EQ(json.at("case"), "K1");
  EXPECT_EQ(json.at("messages").at("agent"), 2);
  ASSERT_EQ(json.at("promises").size(), 1U);
  const auto& promise = json.at("summary").at("promise");
  EXPECT_EQ(promise.at("due"), "2026-03-04T02:01:00Z");  // As it is stored with the message.
  EXPECT_EQ(promise.at("message"), 0);
  EXPECT_EQ(promise.at("sender"), "agent");
  EXPECT_EQ(run.out.find("张小雨"), run.out.npos) << run.out;  // Masked as stored.
  run = shop.run({"text", "conversation", "--case", "K1", "--language", "en"});
  EXPECT_NE(run.out.find("(due 2026-03-04 10:01)"), run.out.npos) << run.out;
  // A case without messages is told by its text.
  run = shop.run({"text", "conversation", "--case", "K6", "--json"});
  EXPECT_EQ(run.json().at("messages").at("customer"), 1);

  run = shop.run({"text", "conversation", "--case", "K9", "--language", "en"});
  EXPECT_EQ(run.code, 2);
  EXPECT_NE(run.err.find("no such case"), run.err.npos) << run.err;
  run = shop.run({"text", "conversation", "--language", "en"});
  EXPECT_EQ(run.code, 2);
  EXPECT_NE(run.err.find("--case KEY"), run.err.npos) << run.err;
  run = shop.run({"text", "conversation", "message.csv", "--case", "K1", "--language", "en"});
  EXPECT_EQ(run.code, 2);
  EXPECT_NE(run.err.find("not both"), run.err.npos) << run.err;
}

TEST(PromisesTest, AFileOfMessagesTellsWhenPromisesFallDue) {
  const Shop shop;
  shop.write("message.csv", kTalk);
  const auto run = shop.run({"text", "conversation", "message.csv", "--session", "case_id",
                             "--json", "--zone", "Asia/Shanghai"});
  ASSERT_EQ(run.code, 0) << run.err;
  const auto json = run.json();
  for (const auto& talk : json.at("conversations")) {
    if (talk.at("session") != "K1") continue;
    ASSERT_EQ(talk.at("promises").size(), 1U) << talk.dump();
    EXPECT_EQ(talk.at("promises").at(0).at("due"), "2026-03-04T02:01:00Z");
    EXPECT_EQ(talk.at("promises").at(0).at("row"), 2);
    EXPECT_EQ(talk.at("promises").at(0).at("about"), "money");
    return;
  }
  FAIL() << "K1 is not told: " << run.out;
}

}  // namespace aftercare::scenario
