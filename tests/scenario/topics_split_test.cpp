// A topic of a workspace's own taxonomy is split: what it counted before, and after its cases were
// judged again.

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <string>

#include "program.hpp"

namespace aftercare::scenario {
namespace {

constexpr const char* kWhole =
    "groups:\n  - {code: screens, label: {zh: 屏, en: Screens}}\n"
    "topics:\n"
    "  - {code: screens.trouble, label: {zh: 屏坏, en: Trouble},\n"
    "     any: [{weight: 6, phrases: [泡浆, 起纹, 屏出事]}]}\n";
constexpr const char* kSplit =
    "groups:\n  - {code: screens, label: {zh: 屏, en: Screens}}\n"
    "topics:\n"
    "  - {code: screens.soaked, label: {zh: 泡浆, en: Soaked}, split_from: [screens.trouble],\n"
    "     was: [screens.trouble], any: [{weight: 6, phrases: [泡浆]}]}\n"
    "  - {code: screens.creased, label: {zh: 起纹, en: Creased}, split_from: [screens.trouble],\n"
    "     any: [{weight: 6, phrases: [起纹]}]}\n";

void write_topics(const Shop& shop, const std::string& topics) {
  std::filesystem::create_directories(shop.workspace() / "catalog");
  std::ofstream(shop.workspace() / "catalog/topics.yaml") << topics;
}

std::map<std::string, double> cases_by_topic(const Shop& shop) {
  const auto run = shop.run(
      {"query", "cases", "--by", "topic", "--from", "2026-11-01", "--to", "2026-11-30", "--json"});
  EXPECT_EQ(run.code, 0) << run.err;
  std::map<std::string, double> counted;
  const auto json = run.json();
  for (const auto& row : json.at("rows"))
    if (row.at(0).is_string()) counted[row.at(0)] = std::stod(row.at(1).dump());
  return counted;
}

}  // namespace

TEST(TopicsSplitTest, StoredCasesAreJudgedAgainByTheNewRules) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  write_topics(shop, kWhole);
  std::string rows = "case_id,channel,opened_at,customer_id,text\n";
  int number = 0;
  const auto add = [&](int count, const std::string& text) {
    for (int i = 0; i < count; ++i) {
      ++number;
      rows += "S" + std::to_string(number) + ",review,2026-11-10 10:00:00,U" +
              std::to_string(number) + ",第" + std::to_string(number) + "台云雀" + text + "\n";
    }
  };
  add(10, "屏又泡浆了");
  add(5, "屏起纹了");
  add(3, "的屏出事了");
  const auto file = shop.write("case.csv", rows);
  ASSERT_LE(shop.run({"ingest", file.string(), "--as", "case"}).code, 1);
  using Counted = std::map<std::string, double>;
  ASSERT_EQ(cases_by_topic(shop), (Counted{{"screens.trouble", 18}}));

  // Until they are judged all count as the one that says so.
  write_topics(shop, kSplit);
  EXPECT_EQ(cases_by_topic(shop), (Counted{{"screens.soaked", 18}}));
  auto run = shop.run({"text", "retopic", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  auto split = run.json().at("splits").at(0);
  EXPECT_EQ(split.at("topic"), "screens.trouble");
  EXPECT_EQ(split.at("cases"), 18);
  EXPECT_EQ(split.at("into").at("screens.soaked"), 10);
  EXPECT_EQ(split.at("into").at("screens.creased"), 5);
  EXPECT_EQ(split.at("stay"), 3);
  EXPECT_EQ(cases_by_topic(shop), (Counted{{"screens.soaked", 13}, {"screens.creased", 5}}));

  // Again: only those whose text told none.
  run = shop.run({"text", "retopic", "--json"});
  EXPECT_EQ(run.json().at("splits").at(0).at("cases"), 3);
  EXPECT_EQ(cases_by_topic(shop), (Counted{{"screens.soaked", 13}, {"screens.creased", 5}}));
  const auto whole = shop.run({"verify"});
  EXPECT_EQ(whole.code, 0) << whole.out << whole.err;
}

// Cases of the whole topic: 3 soaked, 2 creased, 1 that tells neither.
void store_screens(const Shop& shop) {
  write_topics(shop, kWhole);
  std::string rows = "case_id,channel,opened_at,customer_id,text\n";
  int number = 0;
  for (const auto* text :
       {"屏又泡浆了", "屏里泡浆", "泡浆两次了", "屏起纹了", "边上起纹", "屏出事了"}) {
    const auto id = std::to_string(++number);
    rows += "S" + id + ",review,2026-11-10 10:00:00,U" + id + ",第" + id + "台云雀" + text + "\n";
  }
  const auto file = shop.write("case.csv", rows);
  ASSERT_LE(shop.run({"ingest", file.string(), "--as", "case"}).code, 1);
}

TEST(TopicsSplitTest, TheMainJobJudgesThemWhenTheTaxonomyHasChanged) {
  using Counted = std::map<std::string, double>;
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  store_screens(shop);
  auto run = shop.run({"run", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_FALSE(run.json().contains("splits"));

  write_topics(shop, kSplit);
  run = shop.run({"run"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_NE(run.out.find("screens.trouble: 5 of 6 cases"), std::string::npos) << run.out;
  const Counted judged = {{"screens.soaked", 4}, {"screens.creased", 2}};
  EXPECT_EQ(cases_by_topic(shop), judged);

  // Nothing has changed since: not even what stayed is read again.
  run = shop.run({"run", "--json"});
  EXPECT_FALSE(run.json().contains("splits"));
  // A file that was only touched is no change.
  write_topics(shop, kSplit);
  run = shop.run({"run", "--json"});
  EXPECT_FALSE(run.json().contains("splits"));
  // Another word of the workspace is: what stayed may tell now.
  shop.write("shop/catalog/lexicons/own.yaml",
             "lexicon: segment\nlabel: {zh: 自有词, en: Own words}\n"
             "groups:\n  - {code: own, words: [云雀]}\n");
  run = shop.run({"run", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(run.json().at("splits").at(0).at("cases"), 1);
  EXPECT_EQ(cases_by_topic(shop), judged);
  EXPECT_EQ(shop.run({"verify"}).code, 0);
}

TEST(TopicsSplitTest, WhatTheCommandJudgedTheMainJobDoesNotJudgeAgain) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  store_screens(shop);
  write_topics(shop, kSplit);
  ASSERT_EQ(shop.run({"text", "retopic"}).code, 0);
  const auto run = shop.run({"run", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_FALSE(run.json().contains("splits"));
}

TEST(TopicsSplitTest, ASplitNeedsAHeirUntilItIsJudged) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  write_topics(shop,
               "groups:\n  - {code: screens, label: {zh: 屏, en: Screens}}\n"
               "topics:\n"
               "  - {code: screens.soaked, label: {zh: 泡, en: Soaked}, split_from: "
               "[screens.trouble], any: [{phrases: [泡浆]}]}\n");
  const auto run = shop.run({"text", "retopic", "--language", "en"});
  EXPECT_EQ(run.code, 2);
  EXPECT_NE(run.err.find("screens.trouble"), std::string::npos) << run.err;
}

}  // namespace aftercare::scenario
