// A privacy officer's day at the command line: look, export, erase, prove, rotate, retain.

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "program.hpp"

namespace aftercare::scenario {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCustomersOfShop =
    "客户编号,姓名,手机号,邮箱,省份,城市,收货地址,会员等级,性别,注册时间\n"
    "C1,欧阳锋,13812345678,ou@inbox.example.org,广东,深圳,,,,2026-01-01 10:00:00\n"
    "C2,司徒雷,13787654321,,广东,深圳,,,,2026-01-02 10:00:00\n"
    ",欧阳锋,13812345678,,广东,深圳,,,,2026-01-03 10:00:00\n";
constexpr const char* kReviewsOfShop =
    "评价编号,订单号,商品编号,客户编号,评分,评价内容,评价时间\n"
    "R1,,,C1,1,打13812345678找欧阳锋 电池坏了,2026-03-01 10:00:00\n"
    "R2,,,C2,1,电池鼓包了很危险,2026-03-02 10:00:00\n";

class PrivacyTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(shop_.run({"init", "shop"}).code, 0);
    const auto customers = shop_.write("customers.csv", kCustomersOfShop).string();
    const auto reviews = shop_.write("reviews.csv", kReviewsOfShop).string();
    const auto read = shop_.run({"ingest", customers, reviews, "--json"});
    ASSERT_EQ(read.json().at("balanced"), true) << read.err << read.out;
  }

  static std::string text_in_file(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return std::move(text).str();
  }

  Shop shop_;
};

TEST_F(PrivacyTest, ErasingGivesAReceiptThatAnybodyCanCheck) {
  const auto before = shop_.run({"query", "cases", "--json"}).json();
  const auto looked = shop_.run({"erase", "--customer", "C1", "--dry-run", "--json"}).json();
  EXPECT_EQ(looked.at("records").at("case").at("rows"), 1);
  const auto erased = shop_.run(
      {"erase", "--customer", "C1", "--reason", "letter", "-o", "receipt.json", "--json"});
  ASSERT_EQ(erased.code, 0) << erased.err;
  const auto receipt = erased.json().at("receipts").at(0);
  EXPECT_EQ(receipt.at("set_aside_emptied"), 1);
  EXPECT_EQ(shop_.run({"query", "cases", "--json"}).json(), before);
  EXPECT_EQ(shop_.run({"privacy", "receipt", "verify", "receipt.json"}).code, 0);
  EXPECT_EQ(shop_.run({"privacy", "receipt", "verify", "receipt.json", "--customer", "C1"}).code,
            0);
  EXPECT_EQ(shop_.run({"privacy", "receipt", "verify", "receipt.json", "--customer", "C2"}).code,
            1);
  const auto key = receipt.at("public_key").get<std::string>();
  EXPECT_EQ(shop_.run({"privacy", "receipt", "verify", "receipt.json", "--key", key}).code, 0);
  auto forged = receipt;
  forged["keys_destroyed"] = 99;
  shop_.write("forged.json", forged.dump());
  EXPECT_EQ(shop_.run({"privacy", "receipt", "verify", "forged.json"}).code, 1);
  EXPECT_EQ(shop_.run({"erase", "--customer", "C1"}).code, 2) << "already";
  EXPECT_EQ(shop_.run({"erase", "--customer", "nobody"}).code, 2);
  EXPECT_EQ(shop_.run({"erase"}).code, 2);
  EXPECT_EQ(shop_.run({"export-person", "--customer", "C1"}).code, 2);
  const auto log = shop_.run({"audit", "list", "--action", "erasure", "--json"}).json();
  EXPECT_EQ(log.at("total"), 1);
  EXPECT_EQ(log.at("entries").at(0).at("reason"), "letter");
  EXPECT_EQ(shop_.run({"audit", "verify"}).code, 0);
}

TEST_F(PrivacyTest, APersonGetsTheOwnDataAsJsonAndPage) {
  const auto exported = shop_.run({"export-person", "--customer", "C1", "-o", "mine", "--json"});
  ASSERT_EQ(exported.code, 0) << exported.err;
  const auto json = nlohmann::json::parse(text_in_file(shop_.folder() / "mine.json"));
  EXPECT_EQ(json.at("records").at("customer").at(0).at("phone"), "13812345678");
  EXPECT_EQ(json.at("records").at("case").at(0).at("text"), "打13812345678找欧阳锋 电池坏了");
  EXPECT_EQ(json.at("set_aside").size(), 1U) << "the row without an id has the same phone";
  const auto page = text_in_file(shop_.folder() / "mine.html");
  EXPECT_NE(page.find("欧阳锋"), std::string::npos);
  EXPECT_EQ(page.find("司徒雷"), std::string::npos);
  EXPECT_EQ(fs::status(shop_.folder() / "mine.html").permissions() &
                (fs::perms::group_all | fs::perms::others_all),
            fs::perms::none);
}

TEST_F(PrivacyTest, TheInventoryNamesEveryFieldInBothLanguages) {
  const auto json = shop_.run({"privacy", "inventory", "--json"}).json();
  EXPECT_GT(json.at("fields").size(), 100U);
  ASSERT_EQ(shop_.run({"privacy", "inventory", "-o", "record.html", "--language", "zh"}).code, 0);
  const auto page = text_in_file(shop_.folder() / "record.html");
  EXPECT_NE(page.find("个人信息处理记录"), std::string::npos);
  EXPECT_NE(page.find("电子商务法第31条"), std::string::npos);
}

TEST_F(PrivacyTest, TheInventoryNamesWhoSeesAFieldAsTheRolesSay) {
  shop_.write(
      "shop/catalog/roles.yaml",
      "roles:\n  - name: counter\n    label: {zh: 柜台, en: Counter}\n    actions: [account]\n"
      "    fields: {none: clear, personal: clear, customer.email: token}\n    rows: all\n");
  using Names = std::vector<std::string>;
  const auto seen = [json = shop_.run({"privacy", "inventory", "--json"}).json()](
                        const char* entity, const char* name, const char* how) {
    for (const auto& field : json.at("fields"))
      if (field.at("entity") == entity && field.at("field") == name)
        return field.at(how).get<Names>();
    return Names{"no such field"};
  };
  // docs/rights.md, the table of roles.
  EXPECT_EQ(seen("customer", "phone", "clear"),
            (Names{"manager", "privacy_officer", "administrator"}));
  EXPECT_EQ(seen("customer", "phone", "masked"), (Names{"agent", "counter"}))
      << "who may not reveal sees the mask";
  EXPECT_EQ(seen("customer", "phone", "token"), Names{"analyst"});
  EXPECT_EQ(seen("customer", "email", "token"), (Names{"analyst", "counter"}));
  EXPECT_EQ(seen("case", "text", "masked"), (Names{"agent", "analyst"}));
  EXPECT_EQ(seen("order", "customer_id", "token"), Names{"analyst"});
  ASSERT_EQ(shop_.run({"privacy", "inventory", "-o", "record.html", "--language", "zh"}).code, 0);
  EXPECT_NE(text_in_file(shop_.folder() / "record.html").find("柜台"), std::string::npos);
}

TEST_F(PrivacyTest, AfterARotationTheOldKeyOpensNothing) {
  const auto key_file = shop_.workspace() / "keys" / "workspace.key";
  const auto old_key = text_in_file(key_file);
  const auto rotated = shop_.run({"keys", "rotate", "--json"});
  ASSERT_EQ(rotated.code, 0) << rotated.err;
  EXPECT_GT(rotated.json().at("rewrapped"), 1);
  EXPECT_EQ(shop_.run({"export-person", "--customer", "C1", "--json"})
                .json()
                .at("records")
                .at("customer")
                .at(0)
                .at("phone"),
            "13812345678");
  const auto new_key = text_in_file(key_file);
  std::ofstream(key_file, std::ios::binary) << old_key;
  const auto refused = shop_.run({"query", "cases"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_NE(refused.err.find("does not open keys.sqlite"), std::string::npos) << refused.err;
  std::ofstream(key_file, std::ios::binary) << new_key;
  EXPECT_EQ(shop_.run({"audit", "verify"}).code, 0);
}

TEST_F(PrivacyTest, RetentionLooksFirstAndConsentIsKept) {
  const auto looked = shop_.run({"retain", "--as-of", "2030-01-01", "--json"}).json();
  EXPECT_EQ(looked.at("done"), false);
  EXPECT_EQ(looked.at("idle_customers"), 2);
  EXPECT_EQ(shop_.run({"export-person", "--customer", "C2", "--json"}).code, 0);
  const auto done = shop_.run({"retain", "--as-of", "2030-01-01", "--apply", "--json"}).json();
  EXPECT_EQ(done.at("erased"), 2);
  EXPECT_EQ(
      shop_.run({"privacy", "consent", "withdraw", "--customer", "C1", "--purpose", "service"})
          .code,
      2);
  EXPECT_EQ(
      shop_.run({"privacy", "consent", "withdraw", "--customer", "C9", "--purpose", "analysis"})
          .code,
      0);
  EXPECT_EQ(shop_.run({"privacy", "consent", "list", "--json"}).json().size(), 1U);
}

TEST_F(PrivacyTest, ACaseAndACustomerAreShownInClearForAReasonOnRecord) {
  const auto found = shop_.run({"reveal", "--case", "R1", "--reason", "a call", "--json"});
  ASSERT_EQ(found.code, 0) << found.err;
  const auto json = found.json();
  std::string text;
  for (const auto& field : json.at("fields"))
    if (field.at("name") == "text") text = field.at("value");
  EXPECT_EQ(text, "打13812345678找欧阳锋 电池坏了");
  const auto person = shop_.run({"reveal", "--customer", "C1", "--reason", "a call"});
  EXPECT_EQ(person.code, 0);
  for (const auto* word : {"欧阳锋", "13812345678", "ou@inbox.example.org"})
    EXPECT_NE(person.out.find(word), std::string::npos) << person.out;
  EXPECT_EQ(shop_.run({"reveal", "--case", "R1"}).code, 2) << "no reason";
  EXPECT_EQ(shop_.run({"reveal", "--case", "R1", "--reason", " "}).code, 2);
  EXPECT_EQ(shop_.run({"reveal", "--reason", "a call"}).code, 2) << "of what?";
  EXPECT_EQ(shop_.run({"reveal", "--case", "R1", "--customer", "C1", "--reason", "r"}).code, 2);
  const auto nobody = shop_.run({"reveal", "--case", "R77", "--reason", "a call"});
  EXPECT_EQ(nobody.code, 2);
  EXPECT_NE(nobody.err.find("no such case or customer"), std::string::npos) << nobody.err;
  const auto log = shop_.run({"audit", "list", "--action", "reveal", "--json"}).out;
  EXPECT_NE(log.find("case/R1"), std::string::npos);
  EXPECT_NE(log.find("customer/C1"), std::string::npos);
  EXPECT_EQ(log.find("R77"), std::string::npos) << "nothing was seen";
  // Whoever is erased is gone for this too.
  ASSERT_EQ(shop_.run({"erase", "--customer", "C1", "--reason", "letter"}).code, 0);
  const auto after = shop_.run({"reveal", "--case", "R1", "--reason", "a call", "--json"});
  EXPECT_EQ(after.out.find("13812345678"), std::string::npos) << after.out;
  EXPECT_EQ(after.out.find("欧阳锋"), std::string::npos) << after.out;
}

// What was stored is older than a month whenever this runs, and nobody has vouched for the clock.
TEST_F(PrivacyTest, RetentionWithTheMainJobWaitsUntilTheClockIsKnownToBeRight) {
  const auto settings = shop_.folder() / "shop" / "aftercare.yaml";
  EXPECT_EQ(shop_.run({"retain", "--last"}).out.find("never ran here") == std::string::npos, false);
  std::ofstream(settings, std::ios::app) << "retention: {with_run: true}\n";
  const auto refused = shop_.run({"run"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.err.find("nothing was emptied: the clock says"), std::string::npos)
      << refused.err;
  const auto doctor = shop_.run({"doctor", "--json"}).json();
  bool named = false;
  for (const auto& one : doctor.at("advice")) named = named || one.at("part") == "retention";
  EXPECT_TRUE(named) << doctor;
  // The command that the sentence names.
  const auto at = refused.err.find("--as-of ");
  ASSERT_NE(at, std::string::npos);
  const auto day = refused.err.substr(at + 8, 10);
  const auto done = shop_.run({"retain", "--apply", "--as-of", day, "-o", "kept.json"});
  ASSERT_EQ(done.code, 0) << done.err;
  EXPECT_EQ(shop_.run({"privacy", "receipt", "verify", "kept.json"}).code, 0);
  const auto run = shop_.run({"run"});
  EXPECT_EQ(run.code, 0) << run.err;
  EXPECT_NE(run.out.find("0 customers erased"), std::string::npos) << run.out;
  const auto last = shop_.run({"retain", "--last", "--json"});
  EXPECT_EQ(last.code, 0);
  const auto state = last.json();
  EXPECT_EQ(state.at("state"), "good");
  EXPECT_EQ(state.at("last").at("by"), "schedule");
  EXPECT_EQ(shop_.run({"retain", "-o", "look.json"}).code, 2);
}

TEST_F(PrivacyTest, AnExportForAnalystsSaysWhatRiskIsLeft) {
  std::string reviews = "评价编号,订单号,商品编号,客户编号,评分,评价内容,评价时间\n";
  for (int i = 0; i < 40; ++i)
    reviews += "X" + std::to_string(i) + ",,,C" + std::to_string(1 + i % 2) +
               (i % 2 == 0 ? ",1,电池坏了," : ",5,客服态度很好,") + "2026-03-1" +
               std::to_string(i % 10) + " 10:" + std::to_string(10 + i) + ":00\n";
  ASSERT_EQ(shop_.run({"ingest", shop_.write("many.csv", reviews).string()}).code, 0);
  const auto out = shop_.run({"export", "cases", "-o", "cases.csv", "--k", "4", "--json"});
  ASSERT_EQ(out.code, 0) << out.err;
  const auto risk = out.json();
  EXPECT_EQ(risk.at("rows"), 42);
  EXPECT_GE(risk.at("smallest_group"), 4);
  EXPECT_LE(risk.at("highest_risk").get<double>(), 0.25);
  const auto csv = text_in_file(shop_.folder() / "cases.csv");
  EXPECT_EQ(csv.find("X1"), std::string::npos);
  EXPECT_EQ(csv.find("C1"), std::string::npos);
  EXPECT_EQ(shop_.run({"export", "secrets", "-o", "x.csv"}).code, 2);
}

}  // namespace
}  // namespace aftercare::scenario
