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
