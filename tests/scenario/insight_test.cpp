// aftercare insight as its user runs it: fixed forms, and what is refused.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "program.hpp"

namespace aftercare::scenario {

TEST(InsightTest, BasketsOfATableAndOfLinesGiveTheSameSets) {
  const Shop shop;
  shop.write("orders.csv",
             "order,product\n1,tea\n1,cup\n2,tea\n2,cup\n2,cup\n3,tea\n4,\n,cup\n5,pot\n");
  shop.write("lines.txt", "tea cup\ntea cup cup\n\ntea\npot\n");
  const auto table = shop.run({"insight", "rules", "orders.csv", "--transaction", "order", "--item",
                               "product", "--min-support", "50%", "--json"});
  const auto lines = shop.run({"insight", "rules", "lines.txt", "--min-support", "0.5", "--json"});
  ASSERT_EQ(table.code, 0) << table.err;
  ASSERT_EQ(lines.code, 0) << lines.err;
  for (const auto& json : {table.json(), lines.json()}) {
    EXPECT_EQ(json.at("baskets"), 4);  // Without an item, or without an order, there is none.
    EXPECT_EQ(json.at("min_count"), 2);
    EXPECT_EQ(json.at("frequent_sets"), 3);
    EXPECT_EQ(json.at("sets")[0].at("items"), nlohmann::json({"tea"}));
    EXPECT_EQ(json.at("sets")[0].at("count"), 3);
    EXPECT_EQ(json.at("sets")[2].at("count"), 2);
    EXPECT_FALSE(json.at("sentence").at("zh").get<std::string>().empty());
  }
}

TEST(InsightTest, WrongColumnsAndSupportsAreRefusedWithWhatToDo) {
  const Shop shop;
  shop.write("orders.csv", "order_id,product\n1,tea\n2,cup\n");
  const auto column = shop.run({"insight", "rules", "orders.csv", "--transaction", "order_ld",
                                "--item", "product", "--min-support", "1"});
  EXPECT_EQ(column.code, 2);
  EXPECT_NE(column.err.find("Did you mean: order_id"), std::string::npos) << column.err;
  for (const auto* support : {"0", "-1", "1.5", "150%", "many"})
    EXPECT_EQ(shop.run({"insight", "rules", "orders.csv", "--min-support", support}).code, 2);
  shop.write("empty.csv", "");
  EXPECT_EQ(shop.run({"insight", "rules", "empty.csv", "--min-support", "1"}).code, 3);
}

TEST(InsightTest, EverySeriesOfAFileIsForecastAndAShortOneIsSkippedWithItsReason) {
  const Shop shop;
  std::string rows = "shop,day,complaints\n";
  for (int day = 1; day <= 28; ++day)
    rows += "one,2026-02-" + std::string(day < 10 ? "0" : "") + std::to_string(day) + "," +
            std::to_string(day % 7 == 0 ? 30 : 10) + "\n";
  rows += "two,2026-02-01,5\n";
  shop.write("days.csv", rows);
  const auto run = shop.run({"insight", "forecast", "days.csv", "--id", "shop", "--time", "day",
                             "--value", "complaints", "--horizon", "7", "--json"});
  EXPECT_EQ(run.code, 1) << run.err;
  const auto json = run.json();
  ASSERT_EQ(json.at("series").size(), 1U);
  const auto& one = json.at("series")[0];
  EXPECT_EQ(one.at("id"), "one");
  EXPECT_EQ(one.at("times")[0], "2026-03-01");
  ASSERT_EQ(one.at("values").size(), 7U);
  EXPECT_NEAR(one.at("values")[0].get<double>(), 10, 1);
  EXPECT_NEAR(one.at("values")[6].get<double>(), 30, 2);
  ASSERT_EQ(json.at("skipped").size(), 1U);
  EXPECT_EQ(json.at("skipped")[0].at("id"), "two");
  EXPECT_NE(json.at("skipped")[0].at("reason").at("en").get<std::string>().find("too short"),
            std::string::npos);
}

TEST(InsightTest, EveryRowHasAScoreAndTheStrangeOneIsNamed) {
  const Shop shop;
  std::string rows = "at,n\n";
  for (int day = 1; day <= 30; ++day)
    for (int hour = 0; hour < 24; ++hour) {
      const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
      const int n = day == 25 && hour == 3 ? 90 : 20 + (hour >= 8 ? 10 : 0) + (day * 7 + hour) % 5;
      rows += "2026-01-" + two(day) + " " + two(hour) + ":00," + std::to_string(n) + "\n";
    }
  rows += "2026-01-31 00:00,\n";  // Nobody counted.
  shop.write("hours.csv", rows);
  const auto run =
      shop.run({"insight", "anomalies", "hours.csv", "--time", "at", "--value", "n", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  const auto json = run.json();
  ASSERT_EQ(json.at("rows").size(), 721U);
  const auto& strange = json.at("rows")[24 * 24 + 3];
  EXPECT_EQ(strange.at("time"), "2026-01-25 03:00:00");
  EXPECT_GT(strange.at("score").get<double>(), 0.98);
  EXPECT_LT(strange.at("high").get<double>(), 90);
  for (const auto& row : json.at("rows")) {
    EXPECT_GE(row.at("score").get<double>(), 0);
    EXPECT_LE(row.at("score").get<double>(), 1);
  }
  EXPECT_TRUE(json.at("rows").back().at("expected").is_null());
  EXPECT_NE(json.at("sentence").at("en").get<std::string>().find("2026-01-25 03:00"),
            std::string::npos);
}

// Fed day by day a watch says of each day what the whole file says of it, and each day once.
TEST(InsightTest, WithAStateOnlyNewDaysAreToldAndAsWithoutOne) {
  const Shop shop;
  const auto days = [](int until, int first_value) {
    std::string rows = "day,shop,n\n";
    for (int day = 1; day <= until; ++day)
      for (const auto* name : {"one", "two"})
        rows += "2026-01-" + std::string(day < 10 ? "0" : "") + std::to_string(day) + "," + name +
                "," +
                std::to_string(day == 1 ? first_value
                                        : (day == 28 && *name == 't' ? 90 : 20) + day * 5 % 7) +
                "\n";
    return rows;
  };
  const std::vector<std::string> words = {"insight", "anomalies", "days.csv", "--time",
                                          "day",     "--value",   "n",        "--id",
                                          "shop",    "--alarm",   "0.95",     "--json"};
  auto kept = words;
  kept.insert(kept.end(), {"--state", "days.state"});
  int before = 0;
  for (const int until : {20, 26, 27, 28, 28, 30}) {
    // On the 27th the first day was corrected.
    shop.write("days.csv", days(until, until >= 27 ? 40 : 25));
    const auto run = shop.run(kept);
    ASSERT_EQ(run.code, 0) << run.err;
    const auto all = shop.run(words).json(), told = run.json();
    EXPECT_EQ(told.at("n"), 2 * (until - before));
    const auto& rows = all.at("rows");
    EXPECT_EQ(told.at("rows"),
              nlohmann::json(std::vector<nlohmann::json>(rows.begin() + 2 * before, rows.end())));
    if (until == 28 && before < 28) {
      EXPECT_EQ(told.at("anomalies"), 1);
    }
    before = until;
  }
  shop.write("days.state", "something else");
  const auto spoilt = shop.run(kept);
  EXPECT_EQ(spoilt.code, 3);
  EXPECT_NE(spoilt.err.find("no state of anomalies"), std::string::npos) << spoilt.err;
}

TEST(InsightTest, TheDayOnWhichCustomersSaySomethingNewIsFound) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", shop.workspace().string()}).code, 0);
  std::string rows = "评价编号,评分,评价内容,评价时间\n";
  const std::vector<std::string> plain = {"收到了，杯子颜色很好看，喜欢", "质量不错，比想象的厚实",
                                          "尺寸刚好，放在书桌上正合适", "快递挺快，东西很好",
                                          "盖子拧不紧，有点漏水，失望"};
  int number = 0;
  for (int day = 1; day <= 60; ++day)
    for (int i = 0; i < 20 + day % 3; ++i) {
      const bool last = day == 60 && i >= 8;
      const auto date = day <= 31
                            ? "2026-01-" + std::string(day < 10 ? "0" : "") + std::to_string(day)
                            : "2026-0" + std::to_string(day <= 59 ? 2 : 3) + "-" +
                                  (day <= 40 || day == 60 ? "0" : "") +
                                  std::to_string(day <= 59 ? day - 31 : 1);
      ++number;
      rows += "V" + std::to_string(number) + "," + (last ? "1" : "5") + "," +
              (last ? "太吓人了，底座冒蓝烟，差点烧起来，第" + std::to_string(i) + "天就坏了"
                    : plain[static_cast<std::size_t>(i * 7 + day) % plain.size()] +
                          std::to_string(number)) +
              "," + date + " 10:00:00\n";
    }
  ASSERT_LE(shop.run({"ingest", shop.write("reviews.csv", rows).string()}).code, 1);
  const auto run = shop.run({"insight", "spikes", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  const auto json = run.json();
  EXPECT_EQ(json.at("to"), "2026-03-01");
  ASSERT_FALSE(json.at("negative").at("spikes").empty()) << run.out;
  EXPECT_FALSE(json.at("negative").at("spikes")[0].at("samples").empty());
  // What all twelve say is told once, not every word of it.
  ASSERT_EQ(json.at("phrases").at("spikes").size(), 1U) << run.out;
  const auto& said = json.at("phrases").at("spikes")[0];
  EXPECT_EQ(said.at("n"), 12);
  EXPECT_TRUE(said.at("new").get<bool>());
  EXPECT_LE(said.at("q"), 0.05);
  const auto before = shop.run({"insight", "spikes", "--to", "2026-02-28", "--json"});
  ASSERT_EQ(before.code, 0) << before.err;
  EXPECT_TRUE(before.json().at("negative").at("spikes").empty()) << before.out;
  EXPECT_TRUE(before.json().at("phrases").at("spikes").empty()) << before.out;
}

TEST(InsightTest, TheDayOfAChangeAndTheChartOfSharesAreTold) {
  const Shop shop;
  std::string rows = "day,late,parcels\n";
  for (int day = 1; day <= 30; ++day)
    rows += "2026-06-" + std::string(day < 10 ? "0" : "") + std::to_string(day) + "," +
            std::to_string((day < 16 ? 10 : 30) + day * 5 % 3) + ",200\n";
  shop.write("days.csv", rows);
  const auto run = shop.run({"insight", "trend", "days.csv", "--time", "day", "--value", "late",
                             "--base", "parcels", "--season", "1", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  const auto json = run.json();
  const auto& series = json.at("series")[0];
  ASSERT_EQ(series.at("changes").size(), 1U);
  EXPECT_EQ(series.at("changes")[0].at("time"), "2026-06-16");
  EXPECT_NEAR(series.at("changes")[0].at("change").get<double>(), 0.1, 0.005);
  EXPECT_EQ(series.at("chart").at("kind"), "p");
  bool eight = false;
  for (const auto& hit : series.at("chart").at("hits"))
    eight = eight || (hit.at("rule") == "eight_on_one_side" && hit.at("time") == "2026-06-08");
  EXPECT_TRUE(eight);
}

TEST(InsightTest, WhatASaleAddsIsToldAndNamed) {
  const Shop shop;
  std::string days = "day,n\n";
  for (int i = 0; i < 84; ++i) {
    const int month = i / 28 + 1, day = i % 28 + 1;
    const bool sale = i == 30 || i == 58;
    days += "2026-0" + std::to_string(month) + (day < 10 ? "-0" : "-") + std::to_string(day) + "," +
            std::to_string(100 + i * 7 % 11 + (sale ? 60 : 0)) + "\n";
  }
  shop.write("days.csv", days);
  shop.write("sales.csv", "day,name\n2026-02-03,sale\n2026-03-03,sale\n2026-01-10,quiet\n");
  const auto run = shop.run({"insight", "trend", "days.csv", "--time", "day", "--value", "n",
                             "--holidays", "sales.csv", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  const auto json = run.json();
  const auto& special = json.at("series")[0].at("special");
  ASSERT_EQ(special.size(), 2U);
  EXPECT_EQ(special[0].at("name").at("en"), "sale");
  EXPECT_EQ(special[0].at("n"), 2);
  EXPECT_LT(special[0].at("low"), 60);
  EXPECT_GT(special[0].at("high"), 60);
  EXPECT_TRUE(special[0].at("clear"));
  EXPECT_FALSE(special[1].at("clear"));
  const auto plain =
      shop.run({"insight", "trend", "days.csv", "--time", "day", "--value", "n", "--json"});
  const auto without = plain.json();
  EXPECT_TRUE(without.at("series")[0].at("special").empty());
}

TEST(InsightTest, TheProvinceThatDroveARateIsNamed) {
  const Shop shop;
  std::string rows = "day,province,channel,complaint\n";
  const std::string provinces[] = {"GD", "SH", "BJ"}, channels[] = {"chat", "email"};
  for (int i = 0; i < 6000; ++i) {
    const bool after = i % 2 == 1;
    const auto& province = provinces[i / 2 % 3];
    const int chance = after && province == "SH" ? 30 : 10;
    rows += std::string(after ? "2026-02-03" : "2026-01-05") + "," + province + "," +
            channels[i / 6 % 2] + "," + (i * 7919 / 100 % 100 < chance ? "1" : "0") + "\n";
  }
  shop.write("cases.csv", rows);
  const auto run =
      shop.run({"insight", "drivers", "cases.csv", "--value", "complaint", "--time", "day",
                "--before", "2026-01-01..2026-01-31", "--after", "2026-02-01..2026-02-28", "--json",
                "--html", (shop.folder() / "page.html").string()});
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_TRUE(std::filesystem::exists(shop.folder() / "page.html"));
  const auto json = run.json();
  ASSERT_FALSE(json.at("segments").empty());
  EXPECT_EQ(json.at("segments")[0].at("conditions"), nlohmann::json({{"province", "SH"}}));
  const auto none = shop.run({"insight", "drivers", "cases.csv", "--time", "day", "--before",
                              "2026-01-01..2026-01-31", "--after", "2027-01-01..2027-01-31"});
  EXPECT_EQ(none.code, 3);
  EXPECT_NE(none.err.find("too few rows in the second group"), std::string::npos) << none.err;
  const auto period = shop.run({"insight", "drivers", "cases.csv", "--time", "day", "--before",
                                "2026-01-31..2026-01-01", "--after", "2026-02-01..2026-02-28"});
  EXPECT_EQ(period.code, 2);
}

TEST(InsightTest, AnEffectIsTheDifferenceToTheSeriesThatWereNotTouched) {
  const Shop shop;
  std::string rows = "day,product,damaged\n";
  for (int day = 1; day <= 40; ++day) {
    const auto date = std::string(day <= 30 ? "2026-06-" : "2026-07-") +
                      (day % 30 > 0 && day % 30 < 10 ? "0" : "") +
                      std::to_string(day <= 30 ? day : day - 30);
    const int busy = day > 25 ? 20 : 0;  // For all of them.
    for (const auto* product : {"kettle", "pot", "pan"})
      rows += date + "," + product + "," +
              std::to_string(100 + busy + day * 7 % 5 -
                             (product == std::string("kettle") && day > 25 ? 15 : 0)) +
              "\n";
  }
  shop.write("days.csv", rows);
  const auto run =
      shop.run({"insight", "impact", "days.csv", "--time", "day", "--value", "damaged", "--id",
                "product", "--treated", "kettle", "--at", "2026-06-26", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  const auto json = run.json();
  EXPECT_EQ(json.at("controls"), 2);
  EXPECT_EQ(json.at("before_n"), 25);
  EXPECT_NEAR(json.at("effect").get<double>(), -15, 1e-9);
  EXPECT_TRUE(json.at("clear").get<bool>());
  const auto several = shop.run({"insight", "impact", "days.csv", "--time", "day", "--value",
                                 "damaged", "--id", "product", "--at", "2026-06-26"});
  EXPECT_EQ(several.code, 2);
  EXPECT_NE(several.err.find("--treated"), std::string::npos) << several.err;
}

TEST(InsightTest, TheHelpdeskIsMappedWithAllItsTickets) {
  SKIP_WITHOUT_REAL_DATA();
  const Shop shop;
  const auto run = shop.run(
      {"insight", "flow", (real_data() / "events_helpdesk" / "Helpdesk.csv").string(), "--case",
       "case:concept:name", "--activity", "Activity", "--time", "time:timestamp", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  const auto json = run.json();
  EXPECT_EQ(json.at("cases"), 4580);
  EXPECT_EQ(json.at("events"), 21348);
  std::size_t events = 0, followed = 0, ends = 0;
  for (const auto& step : json.at("steps")) {
    events += step.at("events").get<std::size_t>();
    ends += step.at("ends").get<std::size_t>();
  }
  for (const auto& edge : json.at("edges")) followed += edge.at("count").get<std::size_t>();
  EXPECT_EQ(events, 21348U);
  EXPECT_EQ(ends, 4580U);
  EXPECT_EQ(followed, 21348U - 4580U);
}

TEST(InsightTest, AMetricsTrendIsThatOfItsQuery) {
  const Shop shop;
  ASSERT_EQ(shop.run({"demo", shop.workspace().string(), "--customers", "300", "--days", "60",
                      "--seed", "3", "--end", "2026-03-01"})
                .code,
            0);
  ASSERT_EQ(shop.run({"ingest"}).code, 0);
  const auto query = shop.run({"query", "complaints", "--by", "day", "--json"}).json();
  const auto trend =
      shop.run({"insight", "trend", "--metric", "complaints", "--season", "1", "--json"});
  ASSERT_EQ(trend.code, 0) << trend.err;
  const auto points = trend.json().at("series")[0].at("chart").at("points");
  std::vector<double> asked, told;
  for (const auto& row : query.at("rows"))
    if (!row[0].is_null()) asked.push_back(row[1].is_null() ? 0 : row[1].get<double>());
  for (const auto& point : points) told.push_back(point.at("value").get<double>());
  EXPECT_EQ(asked, told);
  // The same by the hour: every hour has its place, and the hours of a day are its cases.
  const auto hours =
      shop.run({"insight", "anomalies", "--metric", "complaints", "--step", "hour", "--json"})
          .json();
  const auto& by_hour = hours.at("rows");
  // None is missing until the last hour in which there was one; days may follow that had none.
  while (!asked.empty() && asked.back() == 0) asked.pop_back();
  EXPECT_GT(by_hour.size(), (asked.size() - 1) * 24);
  EXPECT_LE(by_hour.size(), asked.size() * 24);
  EXPECT_GT(by_hour.back().at("value"), 0);
  std::map<std::string, double> days;
  for (const auto& hour : by_hour)
    days[hour.at("time").get<std::string>().substr(0, 10)] += hour.at("value").get<double>();
  std::vector<double> summed;
  for (const auto& [day, sum] : days) summed.push_back(sum);
  EXPECT_EQ(summed, asked);
  const auto of_orders =
      shop.run({"insight", "trend", "--metric", "complaint_rate", "--step", "hour"});
  EXPECT_EQ(of_orders.code, 2);
  EXPECT_NE(of_orders.err.find("has no hours"), std::string::npos) << of_orders.err;
  // Spring Festival of 2026 lies in these days, and is known by name.
  const auto known = trend.json();
  const auto& special = known.at("series")[0].at("special");
  EXPECT_TRUE(std::any_of(special.begin(), special.end(), [](const nlohmann::json& one) {
    return one.at("name").at("zh") == "春节" && one.at("n") == 9;
  })) << special;
  const auto bare = shop.run({"insight", "trend", "complaints", "--season", "1", "--json"});
  EXPECT_EQ(bare.code, 0) << bare.err;
  EXPECT_EQ(bare.out, trend.out);
  const auto says = [](const auto& run, const char* words) {
    return run.err.find(words) != std::string::npos;
  };
  for (const auto* method :
       {"rules", "anomalies", "trend", "drivers", "flow", "defects", "influences"}) {
    const auto mistyped = shop.run({"insight", method, "cmplaints"});
    EXPECT_EQ(mistyped.code, 2) << method;
    EXPECT_TRUE(says(mistyped, "no such metric: 'cmplaints'; did you mean complaints"))
        << mistyped.err;
    EXPECT_TRUE(says(mistyped, "no file of that name")) << mistyped.err;
    const auto file = shop.run({"insight", method, "cmplaints.csv"});
    EXPECT_FALSE(says(file, "no such metric")) << file.err;
  }
  const auto unknown = shop.run({"insight", "trend", "--metric", "complaint"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_NE(unknown.err.find("complaints"), std::string::npos);
}

// Ten weeks of five a day, and one day of forty.
TEST(InsightTest, EveryAnalysisOfSeriesDrawsItsPage) {
  const Shop shop;
  std::string days = "day,n\n";
  for (int i = 0; i < 70; ++i)
    days += "2026-0" + std::to_string(1 + i / 28) + "-" + (i % 28 < 9 ? "0" : "") +
            std::to_string(i % 28 + 1) + "," + std::to_string(i == 50 ? 40 : 4 + i % 3) + "\n";
  shop.write("days.csv", days);
  const auto page = shop.folder() / "page.html";
  const std::vector<std::vector<std::string>> all = {{"trend"},
                                                     {"forecast", "--horizon", "7"},
                                                     {"anomalies", "--alarm", "0.95"},
                                                     {"impact", "--at", "2026-02-10"}};
  for (const auto& words : all) {
    std::filesystem::remove(page);
    std::vector<std::string> asked = {"insight", words[0], "days.csv", "--time",     "day",
                                      "--value", "n",      "--html",   page.string()};
    asked.insert(asked.end(), words.begin() + 1, words.end());
    const auto run = shop.run(asked);
    ASSERT_EQ(run.code, 0) << words[0] << run.err;
    std::ostringstream text;
    text << std::ifstream(page).rdbuf();
    const auto html = text.str();
    EXPECT_NE(html.find("class=\"band\""), std::string::npos) << words[0];
    EXPECT_NE(html.find("class=\"line s1\""), std::string::npos) << words[0];
    EXPECT_NE(html.find("days.csv"), std::string::npos) << "it says what was read";
    if (words[0] == "trend" || words[0] == "anomalies") {
      EXPECT_NE(html.find("class=\"dot\""), std::string::npos) << words[0];
    }
  }
  const auto nowhere = shop.run({"insight", "trend", "days.csv", "--time", "day", "--value", "n",
                                 "--html", (shop.folder() / "no" / "page.html").string()});
  EXPECT_NE(nowhere.code, 0);
  EXPECT_NE(nowhere.err.find("page.html"), std::string::npos) << nowhere.err;
}

TEST(InsightTest, AColumnWithoutNumbersOrTimesGivesASentence) {
  const Shop shop;
  shop.write("days.csv", "day,n,empty\n2026-01-01,1,\n2026-01-02,two,\n");
  const auto text = shop.run(
      {"insight", "forecast", "days.csv", "--time", "day", "--value", "n", "--horizon", "2"});
  EXPECT_EQ(text.code, 3);
  EXPECT_NE(text.err.find("not a number: a cell of the form \"aaa\", in column n of row 3"),
            std::string::npos)
      << text.err;
  const auto empty = shop.run(
      {"insight", "forecast", "days.csv", "--time", "day", "--value", "empty", "--horizon", "2"});
  EXPECT_EQ(empty.code, 3);
  EXPECT_NE(empty.err.find("the column holds no number: empty"), std::string::npos) << empty.err;
}

TEST(InsightTest, ExplanationsOfTheWorkspaceAgreeWithItsQueries) {
  const Shop shop;
  ASSERT_EQ(shop.run({"demo", shop.workspace().string(), "--customers", "300", "--days", "90",
                      "--seed", "3", "--end", "2026-03-01"})
                .code,
            0);
  ASSERT_EQ(shop.run({"ingest"}).code, 0);
  const auto compare =
      shop.run({"insight", "compare", "--first", "channel = chat", "--second", "channel = review",
                "--json", "--html", (shop.folder() / "page.html").string()});
  ASSERT_EQ(compare.code, 0) << compare.err;
  EXPECT_TRUE(std::filesystem::exists(shop.folder() / "page.html"));
  const auto query = shop.run({"query", "cases", "--where", "channel = chat", "--json"}).json();
  const auto compared = compare.json();
  for (const auto& one : compared.at("metrics")) {
    if (one.at("metric") != "cases") continue;
    EXPECT_EQ(one.at("values")[0], query.at("total").at("cases"));
    EXPECT_TRUE(one.at("difference").is_null());  // A count grows with its segment.
  }
  const auto wrong = shop.run({"insight", "compare", "--first", "chanel = chat"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_NE(wrong.err.find("channel"), std::string::npos);
  const auto others =
      shop.run({"insight", "compare", "--first", "channel = chat and severity >= 2", "--json"});
  EXPECT_EQ(others.code, 2);

  const auto cohorts = shop.run({"insight", "cohorts", "--json"});
  ASSERT_EQ(cohorts.code, 0) << cohorts.err;
  // The last day is the first of a month that is not whole: no cohort of it, nothing about it.
  EXPECT_EQ(cohorts.json().at("cohorts").back().at("month"), "2026-02");
  EXPECT_TRUE(cohorts.json().at("cohorts").back().at("retained")[1].is_null());

  const auto complaints = shop.run({"query", "complaints", "--json"}).json();
  const auto rules = shop.run({"insight", "rules", "--metric", "complaints", "--json"});
  ASSERT_EQ(rules.code, 0) << rules.err;
  EXPECT_EQ(rules.json().at("baskets"), complaints.at("total").at("complaints"));

  const auto returns = shop.run({"query", "returns", "--json"}).json();
  const auto flow = shop.run({"insight", "flow", "--metric", "returns", "--json"});
  ASSERT_EQ(flow.code, 0) << flow.err;
  EXPECT_EQ(flow.json().at("cases"), returns.at("total").at("returns"));
  EXPECT_EQ(shop.run({"insight", "flow", "--metric", "orders"}).code, 2);

  const auto why =
      shop.run({"insight", "rootcause", "--metric", "quality_complaint_rate", "--json"});
  ASSERT_EQ(why.code, 0) << why.err;
  const auto quality =
      shop.run({"query", "complaints", "--where", "topic_group = product_quality", "--json"});
  EXPECT_EQ(why.json().at("n"), quality.json().at("total").at("complaints"));
  EXPECT_GT(why.json().at("looked_at"), 0);
  EXPECT_EQ(why.json().at("samples").size(), 3U);
  const auto samples = why.json().at("samples");
  for (const auto& sample : samples) {
    EXPECT_FALSE(sample.at("key").get<std::string>().empty());
    EXPECT_FALSE(sample.at("text").get<std::string>().empty());
  }
  EXPECT_LE(why.json().at("rate_low"), why.json().at("rate"));
  EXPECT_EQ(shop.run({"insight", "rootcause", "--metric", "complaints"}).code, 2);

  const auto defects = shop.run(
      {"insight", "defects", "--metric", "quality_complaint_rate", "--by", "category", "--json"});
  ASSERT_EQ(defects.code, 0) << defects.err;
  const auto curve = defects.json().at("curve");
  ASSERT_FALSE(curve.empty());
  EXPECT_GT(curve[0].at("at_risk"), curve.back().at("at_risk"));
  EXPECT_LT(curve.back().at("survival"), 1);
  EXPECT_TRUE(defects.json().at("groups")[0].contains("weibull"));

  const auto no_period = shop.run({"insight", "drivers", "--metric", "complaints"});
  EXPECT_EQ(no_period.code, 2);
  EXPECT_NE(no_period.err.find("no period: --before is missing"), std::string::npos)
      << no_period.err;

  const auto influences = shop.run({"insight", "influences", "--metric", "negative_share", "--json",
                                    "--html", (shop.folder() / "influences.html").string()});
  ASSERT_EQ(influences.code, 0) << influences.err;
  EXPECT_TRUE(std::filesystem::exists(shop.folder() / "influences.html"));
  const auto negative = shop.run({"query", "negative_share", "--json"}).json();
  EXPECT_EQ(influences.json().at("n"), negative.at("n").at("negative_share"));
  EXPECT_NEAR(influences.json().at("mean").get<double>(),
              negative.at("total").at("negative_share").get<double>(), 1e-9);
  const auto factors = influences.json().at("factors");
  for (const auto& factor : factors) EXPECT_NE(factor.at("factor"), "sentiment");
  EXPECT_EQ(shop.run({"insight", "influences", "--metric", "complaints"}).code, 2);
  EXPECT_EQ(shop.run({"insight", "influences", "--by", "no_such_factor"}).code, 2);

  const auto story = shop.run({"insight", "story", "--json"});
  ASSERT_EQ(story.code, 0) << story.err;
  EXPECT_LE(story.json().at("facts").size(), 10U);
  EXPECT_FALSE(story.json().at("facts").empty());
  const auto told = story.json();
  for (const auto& fact : told.at("facts")) {
    EXPECT_TRUE(fact.at("n").is_number());
    EXPECT_LE(fact.at("low"), fact.at("high"));
    EXPECT_FALSE(fact.at("sentence").at("zh").get<std::string>().empty());
  }
  const auto early = shop.run({"insight", "story", "--to", "2025-12-20"});
  EXPECT_EQ(early.code, 3);  // Too few weeks before.

  const auto swot = shop.run({"insight", "swot", "--json"});
  ASSERT_EQ(swot.code, 0) << swot.err;
  const auto praise =
      shop.run({"query", "cases", "--by", "topic", "--where", "kind = praise", "--json"});
  ASSERT_FALSE(swot.json().at("strengths").empty());
  EXPECT_EQ(swot.json().at("strengths")[0].at("count"), praise.json().at("rows")[0][1]);
  EXPECT_FALSE(swot.json().at("strengths")[0].at("cases").empty());
}

}  // namespace aftercare::scenario
