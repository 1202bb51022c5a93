// What messages, surveys and earlier versions tell of a case.

#include <gtest/gtest.h>

#include "store/duckdb/facts.hpp"
#include "tiny_shop.hpp"

namespace aftercare::store {

// One conversation in turns: asked 08:00, again 08:02 (one turn), a bot 08:03, answered 08:10;
// asked 08:20, answered 08:50; asked 09:00, never answered.
Sheet talk_of(const std::string& name) {
  return {"message",
          {"message_id", "case_id", "sent_at", "sender", "agent_id", "text"},
          {{name + "1", name, "2026-03-02 08:00", "customer", "", "在吗"},
           {name + "2", name, "2026-03-02 08:02", "customer", "", "坏了"},
           {name + "3", name, "2026-03-02 08:03", "bot", "", "您好"},
           {name + "4", name, "2026-03-02 08:10", "agent", "a1", "看看"},
           {name + "5", name, "2026-03-02 08:11", "agent", "a1", "请稍等"},
           {name + "6", name, "2026-03-02 08:20", "customer", "", "好了吗"},
           {name + "7", name, "2026-03-02 08:50", "agent", "a2", "好了"},
           {name + "8", name, "2026-03-02 09:00", "customer", "", "还没"}}};
}

Sheet talked_case(const std::string& name, const std::string& status = "resolved") {
  return {"case",
          {"case_id", "channel", "agent_id", "opened_at", "status", "text"},
          {{name, "chat", "a1", "2026-03-02 08:00", status, "在吗"}}};
}

constexpr const char* kTalk =
    "SELECT agent_replies, waits, wait_seconds, next_reply_seconds, agents, has_bot, "
    "engaged_seconds FROM case_fact";

TEST(FactsTest, AConversationIsCountedInTurnsInWhicheverOrderItComes) {
  Shop shop;
  shop.ingest("cases", talked_case("t1"));
  EXPECT_EQ(shop.ask(kTalk), "-,-,-,-,1,-,-") << "no message, no number";
  shop.ingest("talk", talk_of("t1"));
  EXPECT_EQ(shop.ask(kTalk), "2,1,1800,1800,2,yes,2400");
  Shop other;
  other.ingest("talk", talk_of("t1"));
  other.ingest("cases", talked_case("t1"));
  EXPECT_EQ(other.ask(kTalk), "2,1,1800,1800,2,yes,2400");
}

TEST(FactsTest, OnlyWhatTheBotWasAskedCountsForItsKnowledgeBase) {
  Shop shop;
  shop.ingest("cases", talked_case("t1"));
  shop.ingest("talk", {"message",
                       {"message_id", "case_id", "sent_at", "sender", "knowledge_hit", "text"},
                       {{"1", "t1", "2026-03-02 08:00", "customer", "", "怎么退货"},
                        {"2", "t1", "2026-03-02 08:01", "bot", "1", "七天内可退"},
                        {"3", "t1", "2026-03-02 08:02", "bot", "0", "没听懂"},
                        {"4", "t1", "2026-03-02 08:03", "bot", "", "为您转人工"},
                        {"5", "t1", "2026-03-02 08:09", "agent", "1", "您好"}}});
  EXPECT_EQ(shop.ask("SELECT bot_questions, bot_hits FROM case_fact"), "2,1");
  Shop silent;
  silent.ingest("cases", talked_case("t1"));
  silent.ingest("talk", talk_of("t1"));
  EXPECT_EQ(silent.ask("SELECT bot_questions, bot_hits FROM case_fact"), "0,0");
}

TEST(FactsTest, ACaseThatIsOpenAgainAfterItsEndWasReopened) {
  Shop shop;
  const auto version = [](const std::string& status, const std::string& at,
                          const std::string& agent) {
    return Sheet{"case",
                 {"case_id", "channel", "agent_id", "opened_at", "status", "text", "updated_at"},
                 {{"k1", "ticket", agent, "2026-03-02 08:00", status, "坏了", at}}};
  };
  const auto state = [&] {
    return shop.ask("SELECT is_reopened, is_solved, agents FROM case_fact");
  };
  shop.ingest("one", version("open", "2026-03-02 08:00", "a1"));
  EXPECT_EQ(state(), "no,no,1");
  shop.ingest("two", version("resolved", "2026-03-03 08:00", "a1"));
  EXPECT_EQ(state(), "no,yes,1") << "its first end is no reopening";
  shop.ingest("three", version("closed", "2026-03-04 08:00", "a1"));
  EXPECT_EQ(state(), "no,yes,1") << "neither is another end";
  shop.ingest("four", version("pending", "2026-03-05 08:00", "a2"));
  EXPECT_EQ(state(), "yes,no,2");
  shop.ingest("five", version("resolved", "2026-03-06 08:00", "a2"));
  EXPECT_EQ(state(), "yes,yes,2") << "it stays one that was";
  // The same in the opposite order.
  Shop late;
  late.ingest("five", version("resolved", "2026-03-06 08:00", "a2"));
  late.ingest("four", version("pending", "2026-03-05 08:00", "a2"));
  EXPECT_EQ(late.ask("SELECT is_reopened, is_solved, agents FROM case_fact"), "no,yes,1");
  late.ingest("two", version("resolved", "2026-03-03 08:00", "a1"));
  EXPECT_EQ(late.ask("SELECT is_reopened, is_solved, agents FROM case_fact"), "yes,yes,2");
}

TEST(FactsTest, TheFirstEndOfACaseIsTheEarliestThatAnyVersionTells) {
  const auto version = [](const std::string& opened_again, const std::string& resolved,
                          const std::string& at) {
    return Sheet{
        "case",
        {"case_id", "channel", "opened_at", "reopened_at", "resolved_at", "text", "updated_at"},
        {{"k1", "ticket", "2026-03-02 08:00", opened_again, resolved, "坏了", at}}};
  };
  const auto first = [](Shop& shop) {
    return shop.ask("SELECT first_resolution_seconds, resolution_seconds FROM case_fact");
  };
  Shop shop;
  shop.ingest("one", version("", "2026-03-02 09:00", "2026-03-02 09:00"));
  EXPECT_EQ(first(shop), "3600,3600");
  shop.ingest("two", version("2026-03-02 12:00", "", "2026-03-02 12:00"));
  EXPECT_EQ(first(shop), "3600,-") << "open again: its first end was one all the same";
  shop.ingest("three", version("2026-03-02 12:00", "2026-03-03 08:00", "2026-03-03 08:00"));
  EXPECT_EQ(first(shop), "3600,86400");
  Shop late;
  late.ingest("three", version("2026-03-02 12:00", "2026-03-03 08:00", "2026-03-03 08:00"));
  EXPECT_EQ(first(late), "-,86400") << "it had ended before, nobody says when";
  late.ingest("one", version("", "2026-03-02 09:00", "2026-03-02 09:00"));
  EXPECT_EQ(first(late), "3600,86400");
}

TEST(FactsTest, AnAnswerOfTheSameDayIsOneOfTheWorkspacesDay) {
  Shop shop;
  shop.ingest("f", {"case",
                    {"case_id", "channel", "opened_at", "first_response_at", "text"},
                    {{"k1", "ticket", "2026-03-02 08:00", "2026-03-02 23:59", "甲"},
                     {"k2", "ticket", "2026-03-02 23:59", "2026-03-03 00:01", "乙"},
                     {"k3", "ticket", "2026-03-02 08:00", "", "丙"}}});
  EXPECT_EQ(shop.ask("SELECT case_key, replied_same_day FROM case_fact ORDER BY 1"),
            "k1,yes;k2,no;k3,-");
}

TEST(FactsTest, WhoHangsUpUnansweredAbandoned) {
  Shop shop;
  shop.ingest(
      "cases",
      {"case",
       {"case_id", "channel", "opened_at", "first_response_at", "closed_at", "status", "text"},
       {{"k1", "phone", "2026-03-02 08:00", "", "2026-03-02 08:05", "closed", "喂"},
        {"k2", "phone", "2026-03-02 08:00", "2026-03-02 08:01", "2026-03-02 08:05", "closed",
         "喂喂"},
        {"k3", "phone", "2026-03-02 08:00", "", "", "", "喂？"},
        {"k4", "ticket", "2026-03-02 08:00", "", "2026-03-02 08:05", "closed", "坏了"}}});
  EXPECT_EQ(shop.ask("SELECT case_key, is_abandoned, served_seconds FROM case_fact ORDER BY 1"),
            "k1,yes,0;k2,no,60;k3,no,-;k4,no,-")
      << "still waiting is not gone, and nobody waits on a ticket's line";
}

TEST(FactsTest, TheNextContactAboutATopicIsKnownWhenItComes) {
  Shop shop;
  const auto one = [](const std::string& id, const std::string& at, const std::string& topic) {
    return Sheet{"case",
                 {"case_id", "channel", "kind", "customer_id", "topic", "opened_at", "text"},
                 {{id, "chat", "after_sale", "u1", topic, at, id}}};
  };
  shop.ingest("one", one("k1", "2026-03-02 08:00", "battery"));
  EXPECT_EQ(shop.ask("SELECT next_contact_days FROM case_fact"), "-");
  shop.ingest("two", one("k2", "2026-03-03 08:00", "invoice"));
  EXPECT_EQ(shop.ask("SELECT next_contact_days FROM case_fact ORDER BY case_key"), "-;-")
      << "about something else";
  shop.ingest("three", one("k3", "2026-03-09 20:00", "battery"));
  EXPECT_EQ(shop.ask("SELECT next_contact_days FROM case_fact ORDER BY case_key"), "7.5;-;-");
}

TEST(FactsTest, SurveysThatAskSomethingElseAreNoSatisfaction) {
  Shop shop;
  shop.ingest("cases", talked_case("k1"));
  shop.ingest("surveys", {"survey",
                          {"survey_id", "case_id", "answered_at", "score", "question", "solved"},
                          {{"v1", "k1", "2026-03-03 10:00", "4", "", "yes"},
                           {"v2", "k1", "2026-03-04 10:00", "9", "nps", ""},
                           {"v3", "k1", "2026-03-05 10:00", "6", "ces", ""}}});
  EXPECT_EQ(shop.ask("SELECT survey_score, nps_score, nps_points, ces_score, survey_solved, "
                     "survey_sent, survey_answered FROM case_fact"),
            "4,9,100,6,yes,yes,yes");
}

}  // namespace aftercare::store
