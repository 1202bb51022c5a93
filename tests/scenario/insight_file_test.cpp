// aftercare insight on files: what the workspace's explanations tell, of any table.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <random>
#include <sstream>
#include <string>

#include "program.hpp"

namespace aftercare::scenario {
namespace {

std::string day_text(int day) {  // Of 2026, from 1 January.
  static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int month = 0;
  while (day >= lengths[month]) day -= lengths[month++];
  const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return "2026-" + two(month + 1) + "-" + two(day + 1);
}

// 3,000 parcels of five provinces and four carriers, five of a hundred late; of one carrier in one
// province every second.
std::string parcels() {
  static const char* provinces[] = {"广东", "浙江", "江苏", "四川", "北京"};
  static const char* carriers[] = {"SF", "ZTO", "YTO", "JD"};
  std::mt19937 random(11);
  std::ostringstream rows;
  rows << "parcel,province,carrier,weight,day,late,reason\n";
  for (int i = 0; i < 3'000; ++i) {
    const auto* province = provinces[random() % 5];
    const auto* carrier = carriers[random() % 4];
    const bool bad = std::string(province) == "浙江" && std::string(carrier) == "YTO";
    const bool late = random() % 100 < (bad ? 50U : 5U);
    rows << 100'000 + i << ',' << province << ',' << carrier << ',' << 0.5 + random() % 40 * 0.1
         << ',' << day_text(static_cast<int>(random() % 60)) << ',' << (late ? 1 : 0) << ','
         << (late ? (bad                 ? "depot"
                     : random() % 2 == 0 ? "depot"
                                         : "address")
                  : "")
         << '\n';
  }
  return rows.str();
}

// Events and rows of one carrier in one province, counted by hand.
std::pair<int, int> late_of(const std::string& table, const std::string& province,
                            const std::string& carrier) {
  std::istringstream lines(table);
  std::pair<int, int> counts;
  for (std::string line; std::getline(lines, line);)
    if (line.find("," + province + "," + carrier + ",") != line.npos) {
      ++counts.second;
      counts.first += line.find(",1,depot") != line.npos ? 1 : 0;
    }
  return counts;
}

}  // namespace

TEST(InsightFileTest, WhereTheEventsOfATableGatherIsNamedWithItsRows) {
  const Shop shop;
  const auto table = parcels();
  shop.write("parcels.csv", table);
  const auto run = shop.run({"insight", "rootcause", "parcels.csv", "--value", "late", "--by",
                             "province,carrier", "--time", "day", "--html", "why.html", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  const auto json = run.json();
  EXPECT_EQ(json.at("base"), 3'000);
  const auto* at = &json;
  nlohmann::json conditions = nlohmann::json::object();
  while (!at->at("causes").empty()) {
    at = &at->at("causes")[0];
    conditions.update(at->at("conditions"));
  }
  EXPECT_EQ(conditions, nlohmann::json({{"province", "浙江"}, {"carrier", "YTO"}}));
  const auto [late, all] = late_of(table, "浙江", "YTO");
  EXPECT_EQ(at->at("n"), late);
  EXPECT_EQ(at->at("base"), all);
  EXPECT_LE(at->at("q").get<double>(), 0.02);
  ASSERT_EQ(at->at("samples").size(), 3U);
  // The row is the file's: it says what it is a sample of.
  std::istringstream lines(table);
  std::string line;
  for (auto row = at->at("samples")[0].at("row").get<int>(); row > 0; --row)
    std::getline(lines, line);
  EXPECT_NE(line.find("浙江,YTO"), std::string::npos) << line;
  std::ifstream page(shop.folder() / "why.html");
  EXPECT_NE((std::stringstream() << page.rdbuf()).str().find("YTO"), std::string::npos);
}

TEST(InsightFileTest, AColumnThatOnlyEventsFillNamesTheProblem) {
  const Shop shop;
  shop.write("parcels.csv", parcels());
  const auto run = shop.run({"insight", "rootcause", "parcels.csv", "--value", "late", "--by",
                             "province,carrier,reason", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  const auto json = run.json();
  ASSERT_FALSE(json.at("causes").empty());
  EXPECT_EQ(json.at("causes")[0].at("conditions"), nlohmann::json({{"reason", "depot"}}));
}

TEST(InsightFileTest, RowsOfOneOrderAreNoMoreSureThanTheOrder) {
  const Shop shop;
  std::ostringstream once, thrice;
  once << "order,batch,broken\n";
  thrice << "order,batch,broken\n";
  for (int i = 0; i < 600; ++i) {
    const char* batch = i % 6 == 0 ? "B7" : i % 6 == 1 ? "B1" : "B2";
    const bool broken = i % 6 == 0 ? i % 5 == 0 : i % 23 == 1;
    const auto row = std::to_string(i) + "," + batch + "," + (broken ? "1" : "0") + "\n";
    once << row;
    for (int copy = 0; copy < 3; ++copy) thrice << row;
  }
  shop.write("once.csv", once.str());
  shop.write("thrice.csv", thrice.str());
  const auto p_of = [&](const char* file, bool by_order) {
    std::vector<std::string> words = {"insight", "rootcause", file,    "--value",
                                      "broken",  "--by",      "batch", "--json"};
    if (by_order) words.insert(words.end(), {"--id", "order"});
    const auto run = shop.run(words);
    EXPECT_EQ(run.code, 0) << run.err;
    const auto json = run.json();
    EXPECT_FALSE(json.at("causes").empty()) << file;
    return json.at("causes").empty() ? 1.0 : json.at("causes")[0].at("p").get<double>();
  };
  const double alone = p_of("once.csv", true);
  EXPECT_LT(p_of("thrice.csv", false), alone / 1'000);  // As if there were three times the orders.
  EXPECT_NEAR(std::log10(p_of("thrice.csv", true)), std::log10(alone), 1);
}

TEST(InsightFileTest, EvenlySpreadEventsHaveNoCause) {
  const Shop shop;
  std::ostringstream rows;
  rows << "shop,shelf,broken\n";
  for (int i = 0; i < 2'000; ++i)
    rows << "s" << i % 4 << ",f" << i / 4 % 5 << ',' << (i / 20 % 10 == 0 ? 1 : 0) << '\n';
  shop.write("even.csv", rows.str());
  const auto run = shop.run({"insight", "rootcause", "even.csv", "--value", "broken", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  const auto json = run.json();
  EXPECT_TRUE(json.at("causes").empty()) << json.at("causes");
  EXPECT_GT(json.at("looked_at"), 0);
}

TEST(InsightFileTest, TwoGroupsOfRowsAreComparedColumnByColumn) {
  const Shop shop;
  std::ostringstream rows;
  rows << "id,team,minutes,solved,channel,note\n";
  // Team a: 10 to 12 minutes, 9 of 10 solved; team b: 30 to 32, 5 of 10. Both: chat and mail alike.
  for (int i = 0; i < 400; ++i) {
    const bool a = i % 2 == 0;
    const int n = i / 2;
    rows << 7'000 + i << ',' << (a ? "a" : "b") << ',' << (a ? 10 : 30) + n % 3 << ','
         << (n % 10 < (a ? 9 : 5) ? 1 : 0) << ',' << (n % 4 < 2 ? "chat" : "mail") << ",note " << i
         << '\n';
  }
  shop.write("cases.csv", rows.str());
  const auto run = shop.run({"insight", "compare", "cases.csv", "--first", "team = a", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  const auto json = run.json();
  const auto metric = [&](const std::string& name) {
    for (const auto& one : json.at("metrics"))
      if (one.at("metric") == name) return one;
    return nlohmann::json();
  };
  const auto minutes = metric("minutes");
  EXPECT_NEAR(minutes.at("values")[0].get<double>(), 10.995, 1e-9);  // 67 tens, 67 elevens, 66.
  EXPECT_NEAR(minutes.at("difference").get<double>(), -20, 1e-9);
  EXPECT_LT(minutes.at("low").get<double>(), -20);
  EXPECT_GT(minutes.at("high").get<double>(), -20);
  EXPECT_EQ(minutes.at("n"), nlohmann::json({200, 200}));
  EXPECT_TRUE(minutes.at("clear"));
  EXPECT_NEAR(metric("solved").at("values")[0].get<double>(), 90, 1e-9);
  EXPECT_NEAR(metric("solved").at("difference").get<double>(), 40, 1e-9);
  EXPECT_NEAR(metric("channel = chat").at("values")[1].get<double>(), 50, 1e-9);
  EXPECT_FALSE(metric("channel = chat").at("clear"));
  EXPECT_TRUE(metric("channel = mail").at("difference").is_null());  // Says the same again.
  EXPECT_EQ(metric("rows").at("values"), nlohmann::json({200, 200}));
  // What tells rows or the groups apart is not compared.
  EXPECT_TRUE(metric("id").is_null());
  EXPECT_TRUE(metric("team = a").is_null());
  ASSERT_EQ(json.at("left_out").size(), 2U);
  EXPECT_EQ(json.at("left_out")[0].at("metric"), "id");
  EXPECT_EQ(json.at("left_out")[1].at("metric"), "note");
}

TEST(InsightFileTest, ConditionsOnColumnsMeanWhatTheySay) {
  const Shop shop;
  shop.write("rows.csv",
             "name,amount,when,score\n甲,5,2026-01-05,1\n乙,50,2026-02-01,2\n丙,500,2026-03-01,3\n"
             "丁,,2026-04-01,4\n,60,,5\n\"two words\",70,2026-06-01,6\n");
  const auto rows_of = [&](const std::string& first) {
    const auto run = shop.run({"insight", "compare", "rows.csv", "--first", first, "--second",
                               "score >= 0 and score < 0.5 ", "--value", "score", "--json"});
    return run.err;
  };
  const auto count = [&](const std::string& first) {
    const auto run = shop.run(
        {"insight", "compare", "rows.csv", "--first", first, "--value", "score", "--json"});
    EXPECT_EQ(run.code, 0) << first << ": " << run.err;
    if (run.code != 0) return -1.0;
    const auto json = run.json();
    for (const auto& one : json.at("metrics"))
      if (one.at("metric") == "rows") return one.at("values")[0].get<double>();
    return -1.0;
  };
  EXPECT_EQ(count("amount >= 50"), 4);
  EXPECT_EQ(count("amount > 50 and amount <= 70"), 2);
  EXPECT_EQ(count("name in (甲, 乙)"), 2);
  EXPECT_EQ(count("name not in (甲, 乙)"), 3);  // What has no name is not known to be another.
  EXPECT_EQ(count("name is null"), 1);
  EXPECT_EQ(count("amount is not null"), 5);
  EXPECT_EQ(count("when < 2026-03-01"), 2);
  EXPECT_EQ(count("name = 'two words'"), 1);
  EXPECT_EQ(count("amount ≥ 50 且 name ≠ 乙"), 2);
  // An empty group is a sentence, not a number.
  EXPECT_NE(rows_of("name = 甲").find("no row is in the segment"), std::string::npos);
}

TEST(InsightFileTest, WrongConditionsAreRefusedWithWhatToDo) {
  const Shop shop;
  shop.write("rows.csv", "province,amount\n广东,5\n浙江,6\n");
  const auto refused = [&](const std::string& first, const std::string& second = "") {
    std::vector<std::string> words = {"insight", "compare", "rows.csv", "--first", first};
    if (!second.empty()) words.insert(words.end(), {"--second", second});
    return shop.run(words);
  };
  const auto column = refused("provinze = 广东");
  EXPECT_EQ(column.code, 2);
  EXPECT_NE(column.err.find("Did you mean: province"), std::string::npos) << column.err;
  EXPECT_EQ(refused("amount > many").code, 2);
  EXPECT_EQ(refused("amount >").code, 2);
  EXPECT_EQ(refused("province = 广东 or amount = 5").code, 2);
  const auto both = refused("province = 广东", "amount = 5");
  EXPECT_EQ(both.code, 3);
  EXPECT_NE(both.err.find("row 2"), std::string::npos) << both.err;
  EXPECT_EQ(refused("province = 北京").code, 3);
  // A file that is not there is not taken for a metric where there is none.
  const auto missing = shop.run({"insight", "cohorts", "orders", "--id", "a", "--time", "b"});
  EXPECT_NE(missing.code, 0);
  EXPECT_NE(missing.err.find("orders"), std::string::npos) << missing.err;
  EXPECT_EQ(shop.run({"insight", "rootcause", "rows.csv"}).code, 2);
  EXPECT_NE(refused("").err.find("no segments are named"), std::string::npos);
  EXPECT_EQ(shop.run({"insight", "story", "rows.csv"}).code, 2);
  EXPECT_EQ(shop.run({"insight", "spikes", "rows.csv", "--time", "amount"}).code, 2);
  EXPECT_EQ(shop.run({"insight", "swot", "rows.csv"}).code, 2);
  EXPECT_EQ(shop.run({"insight", "story", "rows.csv", "--time", "amount"}).code, 3);
  EXPECT_EQ(
      shop.run({"insight", "rootcause", "rows.csv", "--value", "amount", "--from", "2026-01-01"})
          .code,
      2);
  shop.write("below.csv", "province,n\n广东,-5\n浙江,6\n");
  const auto below = shop.run({"insight", "rootcause", "below.csv", "--value", "n"});
  EXPECT_EQ(below.code, 3);
  EXPECT_NE(below.err.find("below 0"), std::string::npos) << below.err;
}

TEST(InsightFileTest, CohortsOfATableAreCountedByTheMonthOfTheFirstRow) {
  const Shop shop;
  shop.write("events.csv",
             "who,at,what\na,2026-01-03,order\nb,2026-01-10,order\na,2026-02-05,order\n"
             "c,2026-02-06,order\nb,2026-03-01,return\nb,2026-03-02,return\nd,2026-03-09,order\n"
             ",2026-03-10,order\na,2026-03-31,order\n");
  const auto run = shop.run({"insight", "cohorts", "events.csv", "--id", "who", "--time", "at",
                             "--activity", "what", "--first", "order", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  const auto json = run.json();
  ASSERT_EQ(json.at("cohorts").size(), 3U);
  const auto& january = json.at("cohorts")[0];
  EXPECT_EQ(january.at("month"), "2026-01");
  EXPECT_EQ(january.at("customers"), 2);
  EXPECT_EQ(january.at("retained")[1].at("with"), 1);  // a of February.
  EXPECT_EQ(january.at("repeated")[2].at("with"), 1);
  EXPECT_EQ(january.at("events").at("return")[1].at("with"), 0);
  EXPECT_EQ(january.at("events").at("return")[2].at("with"), 1);  // b returned twice: one customer.
  EXPECT_EQ(json.at("cohorts")[1].at("customers"), 1);
  EXPECT_TRUE(json.at("cohorts")[2].at("retained")[1].is_null());  // April is not over.
  const auto nobody = shop.run({"insight", "cohorts", "events.csv", "--id", "who", "--time", "at",
                                "--activity", "what", "--first", "sale"});
  EXPECT_EQ(nobody.code, 3);
  EXPECT_NE(nobody.err.find("sale"), std::string::npos) << nobody.err;
}

TEST(InsightFileTest, TheWeekThatWasUnlikeTheOthersIsTold) {
  const Shop shop;
  const auto table = [](bool jump) {
    std::mt19937 random(4);
    std::ostringstream rows;
    rows << "day,topic,minutes\n";
    for (int day = 0; day < 70; ++day)
      for (int i = 0; i < 20; ++i) {
        rows << day_text(day) << ',' << (random() % 2 == 0 ? "late" : "broken") << ','
             << 20 + random() % 10 << '\n';
        if (jump && day >= 63 && i < 8) rows << day_text(day) << ",leaking," << 25 << '\n';
      }
    return rows.str();
  };
  shop.write("jump.csv", table(true));
  shop.write("quiet.csv", table(false));
  const auto jump = shop.run({"insight", "story", "jump.csv", "--time", "day", "--json"});
  ASSERT_EQ(jump.code, 0) << jump.err;
  const auto json = jump.json();
  EXPECT_EQ(json.at("to"), day_text(69));
  const auto is_leak = [](const nlohmann::json& fact) {
    return fact.at("kind") == "segment" && fact.at("where").value("topic", "") == "leaking";
  };
  const auto& facts = json.at("facts");
  const auto leak = std::find_if(facts.begin(), facts.end(), is_leak);
  ASSERT_NE(leak, facts.end()) << facts;
  EXPECT_EQ(leak->at("value"), 56);
  for (const auto& fact : facts) EXPECT_TRUE(fact.contains("n") && fact.contains("low"));
  const auto quiet = shop.run({"insight", "story", "quiet.csv", "--time", "day", "--json"});
  ASSERT_EQ(quiet.code, 0) << quiet.err;
  const auto calm = quiet.json();
  for (const auto& fact : calm.at("facts")) EXPECT_EQ(fact.at("kind"), "level") << fact;
  const auto early =
      shop.run({"insight", "story", "jump.csv", "--time", "day", "--to", day_text(20), "--json"});
  EXPECT_EQ(early.code, 3);
  EXPECT_NE(early.err.find("3 whole weeks"), std::string::npos) << early.err;
}

TEST(InsightFileTest, TextsOfATableAreWeighed) {
  const Shop shop;
  static const char* praise[] = {"质量很好，物流很快，非常满意", "客服态度非常好，推荐购买"};
  static const char* others[] = {"希望能增加静音模式", "比小米的差远了"};
  std::ostringstream rows;
  rows << "day,goods,text,who\n";
  for (int day = 0; day < 70; ++day)
    for (int i = 0; i < 20; ++i) {
      const bool last = day == 69;
      const char* goods = i % 2 == 0 ? "水壶" : "台灯";
      const char* text = praise[i / 2 % 2];
      if (i == 4 || (i % 2 == 0 && last)) text = "壶身漏水，质量太差，要求退款";
      if (i == 7 || i == 9) text = others[(i - 7) / 2];
      if (last && i % 2 == 1) text = "塑料异味刺鼻，太失望了";
      rows << day_text(day) << ',' << goods << ',' << text << ",u" << (day * 20 + i) % 300 << '\n';
    }
  shop.write("reviews.csv", rows.str());
  const auto swot = shop.run({"insight", "swot", "reviews.csv", "--text", "text", "--json"});
  ASSERT_EQ(swot.code, 0) << swot.err;
  const auto json = swot.json();
  EXPECT_FALSE(json.at("strengths").empty());
  const auto one_of = [&](const char* list, const char* kind) {
    const auto& lines = json.at(list);
    const auto found = std::find_if(lines.begin(), lines.end(), [&](const nlohmann::json& line) {
      return line.at("kind") == kind;
    });
    return found == lines.end() ? nlohmann::json() : *found;
  };
  const auto defect = one_of("weaknesses", "defect");
  ASSERT_FALSE(defect.is_null());
  EXPECT_NE(defect.at("what").at("zh").get<std::string>().find("水壶"), std::string::npos);
  const auto wish = one_of("opportunities", "wish");
  ASSERT_FALSE(wish.is_null());
  EXPECT_EQ(wish.at("count"), 69);
  EXPECT_EQ(wish.at("n"), 1'400);
  const auto rival = one_of("threats", "rival");
  ASSERT_FALSE(rival.is_null());
  EXPECT_EQ(rival.at("count"), 69);
  EXPECT_EQ(json.at("left_out")[0].at("kind"), "lost");  // Nobody is named.
  const auto spikes = shop.run({"insight", "spikes", "reviews.csv", "--text", "text", "--time",
                                "day", "--by", "goods", "--json"});
  ASSERT_EQ(spikes.code, 0) << spikes.err;
  const auto told = spikes.json();
  EXPECT_EQ(told.at("from"), day_text(69));
  const auto early = shop.run(
      {"insight", "spikes", "reviews.csv", "--text", "text", "--time", "day", "--to", day_text(5)});
  EXPECT_EQ(early.code, 3);
  EXPECT_NE(early.err.find("5 days with a row before"), std::string::npos) << early.err;
  EXPECT_FALSE(told.at("negative").at("spikes").empty());
  const auto& phrases = told.at("phrases").at("spikes");
  EXPECT_TRUE(std::any_of(phrases.begin(), phrases.end(), [](const nlohmann::json& one) {
    return one.at("new") == true &&
           one.at("what").at("zh").get<std::string>().find("塑料") != std::string::npos;
  })) << phrases;
}

TEST(InsightFileTest, EveryExplanationOfATableDrawsItsPage) {
  const Shop shop;
  shop.write("parcels.csv", parcels());
  const std::vector<std::vector<std::string>> all = {
      {"rules", "--transaction", "parcel", "--item", "carrier", "--min-support", "1%"},
      {"flow", "--case", "parcel", "--activity", "carrier", "--time", "day"},
      {"influences", "--value", "late", "--by", "province,carrier"},
      {"compare", "--first", "province = 广东"},
      {"cohorts", "--id", "weight", "--time", "day"},
      {"rootcause", "--value", "late"},
      {"story", "--time", "day"},
      {"drivers", "--value", "late", "--group", "province", "--from", "广东", "--to", "浙江"}};
  for (const auto& one : all) {
    const auto page = one[0] + ".html";
    std::vector<std::string> words = {"insight", one[0], "parcels.csv", "--html", page, "--json"};
    words.insert(words.end(), one.begin() + 1, one.end());
    const auto run = shop.run(words);
    ASSERT_EQ(run.code, 0) << one[0] << ": " << run.err;
    const auto json = run.json();
    std::ifstream file(shop.folder() / page);
    const auto html = (std::stringstream() << file.rdbuf()).str();
    const auto sentence = json.at("sentence").at("en").get<std::string>();
    EXPECT_NE(html.find(sentence.substr(0, 5)), std::string::npos) << one[0];
    // One carrier a parcel makes no rule.
    EXPECT_EQ(html.find("<table") != std::string::npos, one[0] != "rules") << one[0];
  }
}

TEST(InsightFileTest, WhatTextsAreAboutMayExplainAGap) {
  const Shop shop;
  std::ostringstream rows;
  rows << "day,shop,text\n";
  // In February as many as in January, and sixty about leaking on top.
  for (int day = 0; day < 59; ++day)
    for (int i = 0; i < 10; ++i) {
      rows << day_text(day) << ",s" << i % 3 << ','
           << (i % 2 == 0 ? "快递太慢了，等了十天" : "客服不理人，态度差") << '\n';
      if (day >= 31 && i < 2)
        rows << day_text(day) << ",s" << day % 3 << ",发票一直不给开，要求补开发票\n";
    }
  shop.write("texts.csv", rows.str());
  const auto run = shop.run({"insight", "drivers", "texts.csv", "--time", "day", "--before",
                             "2026-01-01..2026-01-28", "--after", "2026-02-01..2026-02-28",
                             "--text", "text", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  const auto json = run.json();
  const auto& segments = json.at("segments");
  ASSERT_FALSE(segments.empty());
  EXPECT_TRUE(segments[0].at("conditions").contains("text.topic")) << segments[0];
  EXPECT_EQ(segments[0].at("n"), nlohmann::json({0, 56}));
  ASSERT_EQ(segments[0].at("samples").size(), 3U);
  EXPECT_NE(segments[0].at("samples")[0].at("text").get<std::string>().find("发票"),
            std::string::npos);
}

TEST(InsightFileTest, WhatASampleSaysIsMasked) {
  const Shop shop;
  std::ostringstream rows;
  rows << "day,batch,broken,text\n";
  for (int i = 0; i < 900; ++i) {
    const bool bad = i % 9 == 0;
    const bool broken = bad ? i % 2 == 0 : i % 50 == 1;
    rows << day_text(i % 60) << ",B" << (bad ? 7 : i % 3) << ',' << (broken ? 1 : 0) << ','
         << (broken ? "坏了，请打13812345678找我" : "很好") << '\n';
  }
  shop.write("units.csv", rows.str());
  const auto cause = shop.run({"insight", "rootcause", "units.csv", "--value", "broken", "--by",
                               "batch", "--text", "text", "--html", "why.html", "--json"});
  ASSERT_EQ(cause.code, 0) << cause.err;
  EXPECT_NE(cause.out.find("坏了"), std::string::npos);
  EXPECT_EQ(cause.out.find("13812345678"), std::string::npos);
  std::ifstream file(shop.folder() / "why.html");
  EXPECT_EQ((std::stringstream() << file.rdbuf()).str().find("13812345678"), std::string::npos);
  const auto drivers =
      shop.run({"insight", "drivers", "units.csv", "--value", "broken", "--group", "batch",
                "--from", "B1", "--to", "B7", "--by", "day", "--text", "text", "--json"});
  ASSERT_EQ(drivers.code, 0) << drivers.err;
  EXPECT_EQ(drivers.out.find("13812345678"), std::string::npos);
}

TEST(InsightFileTest, WhatFollowsWhatIsToldOfAFileToo) {
  const Shop shop;
  std::ostringstream rows;
  rows << "ticket,who,day,problem\n";
  // 40 people: late, and five days later broken; 80 others have one problem of three.
  int ticket = 0;
  for (int i = 0; i < 120; ++i) {
    const int day = i % 50;
    static const char* single[] = {"late", "broken", "invoice"};
    rows << ++ticket << ",c" << i << ',' << day_text(day) << ','
         << (i < 40 ? "late" : single[i % 3]) << '\n';
    if (i < 40) rows << ++ticket << ",c" << i << ',' << day_text(day + 5) << ",broken\n";
    if (i >= 40 && i % 4 == 0)
      rows << ++ticket << ",c" << i << ',' << day_text(day + 20) << ",invoice\n";
  }
  rows << ++ticket << ",z," << day_text(120) << ",invoice\n";
  shop.write("tickets.csv", rows.str());
  const auto run =
      shop.run({"insight", "rules", "tickets.csv", "--transaction", "ticket", "--item", "problem",
                "--min-support", "1%", "--id", "who", "--time", "day", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  const auto json = run.json();
  const auto& pairs = json.at("next").at("pairs");
  ASSERT_FALSE(pairs.empty());
  EXPECT_EQ(pairs[0].at("if"), "late");
  EXPECT_EQ(pairs[0].at("then"), "broken");
  EXPECT_EQ(pairs[0].at("count"), 40);
  EXPECT_EQ(pairs[0].at("median_days"), 5);
  const auto no_time = shop.run({"insight", "rules", "tickets.csv", "--transaction", "ticket",
                                 "--item", "problem", "--min-support", "1%", "--id", "who"});
  EXPECT_EQ(no_time.code, 2);
}

TEST(InsightFileTest, AFilterOfAFileIsNeverOverheard) {
  const Shop shop;
  shop.write("parcels.csv", parcels());
  const auto all_of = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "insight");
    words.insert(words.end(), {"--where", "province = 广东", "--json"});
    const auto run = shop.run(words);
    EXPECT_EQ(run.code, 0) << words[1] << ": " << run.err;
    return run.json();
  };
  const auto of_province =
      all_of({"rootcause", "parcels.csv", "--value", "late", "--by", "carrier"}).at("base");
  EXPECT_LT(of_province, 800);
  EXPECT_EQ(all_of({"influences", "parcels.csv", "--value", "late", "--by", "carrier"}).at("n"),
            of_province);
  EXPECT_EQ(
      all_of({"flow", "parcels.csv", "--case", "parcel", "--activity", "carrier", "--time", "day"})
          .at("events"),
      of_province);
  EXPECT_EQ(all_of({"rules", "parcels.csv", "--transaction", "parcel", "--item", "carrier",
                    "--min-support", "1%"})
                .at("baskets"),
            of_province);
  const auto drivers =
      all_of({"drivers", "parcels.csv", "--value", "late", "--time", "day", "--before",
              "2026-01-01..2026-01-31", "--after", "2026-02-01..2026-03-01"});
  EXPECT_EQ(drivers.at("groups")[0].at("n").get<int>() + drivers.at("groups")[1].at("n").get<int>(),
            of_province);
  const auto trend =
      all_of({"trend", "parcels.csv", "--time", "day", "--value", "late", "--id", "carrier"});
  EXPECT_EQ(trend.at("series").size(), 4U);
  const auto rows_of_trend = [&] {
    int rows = 0;
    for (const auto& one : trend.at("series"))
      rows += one.at("n").get<int>() - one.at("filled").get<int>() + one.at("merged").get<int>();
    return rows;
  }();
  EXPECT_EQ(rows_of_trend, of_province);
  EXPECT_EQ(shop.run({"insight", "trend", "parcels.csv", "--time", "day", "--value", "late", "--by",
                      "carrier"})
                .code,
            2);
  EXPECT_EQ(shop.run({"insight", "rules", "parcels.csv", "--min-support", "1%", "--where",
                      "province = 广东"})
                .code,
            2);
  EXPECT_EQ(
      shop.run({"insight", "story", "parcels.csv", "--time", "day", "--where", "nothing = 1"}).code,
      2);
}

}  // namespace aftercare::scenario
