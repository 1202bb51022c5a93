// What was promised, whether it was kept and when it fell due, as the facts of cases tell it.

#include "store/duckdb/service_promises.hpp"

#include <filesystem>
#include <fstream>

#include "tiny_shop.hpp"

namespace aftercare::store {
namespace {

// An hour to answer and a day to solve; on the phone a minute to answer; dangerous cases 10
// minutes to answer, whatever the channel.
records::ServiceTargets promises() {
  return {{"danger", {}, 3, 0, 600, std::nullopt, false},
          {"phone", {"phone"}, 0, 0, 60, std::nullopt, false},
          {"all", {}, 0, 0, 3600, 86'400, false}};
}

Sheet sheet_of(std::vector<std::vector<std::string>> rows) {
  return {"case",
          {"case_id", "channel", "severity", "opened_at", "first_response_at", "resolved_at",
           "closed_at", "status", "text"},
          std::move(rows)};
}

constexpr const char* kAnswers =
    "SELECT case_key, sla_first_response, sla_first_response_day FROM case_fact ORDER BY 1";
constexpr const char* kSolutions =
    "SELECT case_key, sla_resolution, sla_resolution_day FROM case_fact ORDER BY 1";

}  // namespace

TEST(ServicePromises, TheFirstTargetThatFitsIsMetUpToItsLastSecond) {
  Shop shop("UTC", promises());
  shop.ingest(
      "cases",
      sheet_of({{"a1", "email", "", "2026-03-02 23:30", "2026-03-03 00:30", "", "", "open", "甲"},
                {"a2", "email", "", "2026-03-02 08:00", "2026-03-02 09:01", "", "", "open", "乙"},
                {"a3", "email", "3", "2026-03-02 08:00", "2026-03-02 08:11", "", "", "open", "丙"},
                {"a4", "phone", "2", "2026-03-02 08:00", "2026-03-02 08:01", "", "", "open", "丁"},
                {"a5", "phone", "4", "2026-03-02 08:00", "2026-03-02 08:10", "", "", "open", "戊"},
                {"a6", "review", "3", "2026-03-02 08:00", "", "", "", "open", "己"}}));
  EXPECT_EQ(shop.ask(kAnswers),
            "a1,met,2026-03-03;a2,missed,2026-03-02;a3,missed,2026-03-02;a4,met,2026-03-02;"
            "a5,met,2026-03-02;a6,-,2026-03-02")
      << "reviews expect no answer";
}

TEST(ServicePromises, WhatIsNotAnsweredIsMissedAndWhatNobodyKnowsIsNeither) {
  Shop shop("UTC", promises());
  shop.ingest(
      "cases",
      sheet_of({{"b1", "email", "", "2026-03-02 08:00", "", "", "", "open", "甲"},
                {"b2", "email", "", "2026-03-02 08:00", "", "", "2026-03-02 08:05", "closed", "乙"},
                {"b3", "email", "", "2026-03-02 08:00", "2026-03-02 07:00", "", "", "open", "丙"},
                {"b4", "chat", "", "2026-03-02 08:00", "", "", "", "open", "丁"},
                {"b5", "email", "", "", "", "", "", "open", "戊"}}));
  shop.ingest(
      "talk",
      {"message", {"message_id", "case_id", "sender", "text"}, {{"m1", "b4", "agent", "在的"}}});
  EXPECT_EQ(shop.ask(kAnswers),
            "b1,missed,2026-03-02;b2,missed,2026-03-02;b3,-,2026-03-02;b4,-,2026-03-02;"
            "b5,missed,-")
      << "b3 was answered before it began, b4 nobody knows when; b5 falls due on no day";
}

TEST(ServicePromises, ASolutionIsMissedWhileTheCaseIsOpen) {
  Shop shop("UTC", promises());
  shop.ingest(
      "cases",
      sheet_of(
          {{"c1", "email", "", "2026-03-02 08:00", "", "2026-03-03 08:00", "", "resolved", "甲"},
           {"c2", "email", "", "2026-03-02 08:00", "", "2026-03-03 08:01", "", "resolved", "乙"},
           {"c3", "email", "", "2026-03-02 08:00", "", "", "", "pending", "丙"},
           {"c4", "email", "", "2026-03-02 08:00", "", "", "2026-03-02 09:00", "closed", "丁"},
           {"c5", "email", "", "2026-03-02 08:00", "", "2026-03-01 08:00", "", "resolved", "戊"},
           {"c6", "phone", "", "2026-03-02 08:00", "", "2026-03-02 08:01", "", "resolved", "己"}}));
  EXPECT_EQ(shop.ask(kSolutions),
            "c1,met,2026-03-03;c2,missed,2026-03-03;c3,missed,2026-03-03;c4,-,2026-03-03;"
            "c5,-,2026-03-03;c6,-,-")
      << "c4 ended, nobody knows whether solved; on the phone no solution is promised";
}

// Asked 08:00, answered 09:00 with a question; the customer comes back after two days, is answered
// at once; it is solved an hour later.
TEST(ServicePromises, WaitingForTheCustomerStopsTheOtherClock) {
  const auto talk = [](const std::string& of, std::size_t said) {
    Sheet sheet{"message",
                {"message_id", "case_id", "sent_at", "sender", "text"},
                {{of + "1", of, "2026-03-02 08:00", "customer", "坏了"},
                 {of + "2", of, "2026-03-02 09:00", "agent", "请发照片"},
                 {of + "3", of, "2026-03-02 09:30", "bot", "请发照片"},
                 {of + "4", of, "2026-03-04 09:00", "customer", "照片"}}};
    sheet.rows.resize(said);
    return sheet;
  };
  constexpr const char* active =
      "SELECT case_key, hold_seconds, resolution_seconds, resolution_active_seconds, "
      "sla_resolution, sla_resolution_active, sla_resolution_day, sla_resolution_active_day FROM "
      "case_fact ORDER BY 1";
  const auto case_of = [](const std::string& id, const std::string& resolved) {
    return sheet_of({{id, "chat", "", "2026-03-02 08:00", "2026-03-02 09:00", resolved, "",
                      resolved.empty() ? "pending" : "resolved", "坏了"}});
  };
  for (const bool talk_first : {false, true}) {
    Shop shop("UTC", promises());
    if (talk_first) shop.ingest("talk", talk("d1", 4));
    shop.ingest("case", case_of("d1", "2026-03-04 10:00"));
    if (!talk_first) shop.ingest("talk", talk("d1", 4));
    EXPECT_EQ(shop.ask(active), "d1,172800,180000,7200,missed,met,2026-03-03,2026-03-05");
  }
  Shop early("UTC", promises());
  early.ingest("case", case_of("d2", "2026-03-03 09:00"));
  early.ingest("talk", talk("d2", 4));
  EXPECT_EQ(early.ask(active), "d2,86400,90000,3600,missed,met,2026-03-03,2026-03-04")
      << "what the customer says after the end holds nothing up";
  Shop open("UTC", promises());
  open.ingest("case", case_of("d3", ""));
  open.ingest("talk", talk("d3", 3));
  EXPECT_EQ(open.ask(active), "d3,-,-,-,missed,-,2026-03-03,2026-03-03")
      << "the customer is waited for, and it was not late before";
  open.ingest("more", talk("d3", 4));
  EXPECT_EQ(open.ask(active), "d3,172800,-,-,missed,missed,2026-03-03,2026-03-05");
  Shop late("UTC", promises());
  late.ingest("case",
              sheet_of({{"d4", "chat", "", "2026-02-26 08:00", "", "", "", "open", "坏了"}}));
  late.ingest("talk", talk("d4", 3));
  EXPECT_EQ(late.ask(active), "d4,-,-,-,missed,missed,2026-02-27,2026-02-27")
      << "it was late before the customer was asked";
  Shop silent("UTC", promises());
  silent.ingest("case", case_of("d5", "2026-03-02 18:00"));
  EXPECT_EQ(silent.ask(active), "d5,-,36000,36000,met,met,2026-03-03,2026-03-03")
      << "no message, no wait";
}

// A service that is there on Mondays and Fridays from 9 to 18, in Shanghai.
class TwoDayService {
 public:
  TwoDayService() {
    std::filesystem::create_directories(folder_.path() / "catalog");
    std::ofstream(folder_.path() / "catalog/calendars.yaml")
        << "calendars:\n  - name: service\n    label: {zh: 客服, en: Service}\n    week: {monday: "
           "[\"09:00-18:00\"], friday: [\"09:00-18:00\"]}\n";
    DatabaseOptions how;
    how.zone = "Asia/Shanghai";
    how.calendar = records::BusinessCalendar::load(folder_.path(), "service",
                                                   *records::Zone::named("Asia/Shanghai"))
                       .value();
    how.targets = {{"all", {}, 0, 0, 7200, std::nullopt, true}};
    database_ = Database::open(folder_.file(), shop_dictionary(), how).value();
    writer_.emplace(*database_);
  }

  void ingest(const std::string& file, const Sheet& sheet) {
    ASSERT_TRUE(writer_->begin_file({file, "shop", file, sheet.entity, "m", "utf-8", 1}));
    ASSERT_TRUE(writer_->commit(slice_of(file, 0, true, sheet)));
  }
  std::string ask(const std::string& sql) const {
    std::string told;
    const auto frame = database_->read(sql).value();
    for (const auto& row : frame.rows)
      for (const auto& cell : row) told += Shop::in_words(cell) + ",";
    return told;
  }

 private:
  TestFolder folder_;
  std::unique_ptr<Database> database_;
  std::optional<Writer> writer_;
};

TEST(ServicePromises, BusinessHoursMoveTheDayOnWhichSomethingFallsDue) {
  TwoDayService service;
  // Friday, March 6, 17:00 in Shanghai; answered on Monday at 10:00 and at 10:01.
  service.ingest(
      "f",
      sheet_of({{"e1", "email", "", "2026-03-06 09:00", "2026-03-09 02:00", "", "", "open", "甲"},
                {"e2", "email", "", "2026-03-06 09:00", "2026-03-09 02:01", "", "", "open", "乙"},
                {"e3", "email", "", "2026-03-06 09:00", "", "", "", "open", "丙"}}));
  EXPECT_EQ(service.ask(kAnswers), "e1,met,2026-03-09,e2,missed,2026-03-09,e3,missed,2026-03-09,");
}

// Monday, March 2, in Shanghai: opened at 10, the customer asked for pictures at 11, which came on
// Friday at 9; solved on Friday at 10.
TEST(ServicePromises, HoursInWhichNobodyIsThereAreNoWait) {
  TwoDayService service;
  service.ingest("f", sheet_of({{"e1", "chat", "", "2026-03-02 02:00", "2026-03-02 03:00",
                                 "2026-03-06 02:00", "", "resolved", "坏了"}}));
  service.ingest("g", {"message",
                       {"message_id", "case_id", "sent_at", "sender", "text"},
                       {{"m1", "e1", "2026-03-02 02:00", "customer", "坏了"},
                        {"m2", "e1", "2026-03-02 03:00", "agent", "请发照片"},
                        {"m3", "e1", "2026-03-06 01:00", "customer", "照片"}}});
  // From Monday 11 to 18 are seven hours; an hour was before them and one is after.
  EXPECT_EQ(service.ask("SELECT hold_business_seconds, resolution_business_seconds, "
                        "resolution_active_business_seconds FROM case_fact"),
            "25200,32400,7200,");
}

TEST(ServicePromises, OtherTargetsMakeTheFactsAnew) {
  Shop shop("UTC");
  shop.ingest("cases", sheet_of({{"f1", "email", "", "2026-03-02 08:00", "2026-03-02 08:30", "", "",
                                  "open", "甲"}}));
  EXPECT_EQ(shop.ask(kAnswers), "f1,-,-") << "nothing was promised";
  shop.close();
  shop.promise(promises());
  shop.open();
  EXPECT_EQ(shop.ask(kAnswers), "f1,met,2026-03-02");
  shop.close();
  shop.promise({{"all", {}, 0, 0, 60, std::nullopt, false}});
  shop.open();
  EXPECT_EQ(shop.ask(kAnswers), "f1,missed,2026-03-02");
}

}  // namespace aftercare::store
