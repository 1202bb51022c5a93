#include "metrics/model.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "metrics/rows.hpp"
#include "small_shop.hpp"

namespace aftercare::metrics {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class OverlayTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        std::filesystem::temp_directory_path() / ("aftercare_model_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_ / "catalog");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  base::Result<Model> with(const std::string& kind, const std::string& yaml) {
    std::ofstream(folder_ / "catalog" / (kind + ".yaml")) << yaml;
    const auto dictionary = records::Dictionary::load({});
    return Model::load(folder_, *dictionary);
  }
  std::string flaws_with(const std::string& kind, const std::string& yaml) {
    const auto model = with(kind, yaml);
    return model ? "" : model.error().message;
  }

  std::filesystem::path folder_;
};

// A right definition; tests break one key of it.
std::string metric_yaml(const std::string& name, const std::string& rest) {
  return "metrics:\n  - name: " + name +
         "\n    label: {zh: 甲, en: A}\n    description: {zh: 乙, en: B}\n"
         "    formula: {zh: 丙, en: C}\n    unit: case\n    format: count\n"
         "    direction: neutral\n    version: 1\n    owner: me\n" +
         rest;
}

TEST(ModelTest, EveryShippedMetricSpeaksBothLanguages) {
  for (const auto& metric : shipped_model().metrics())
    for (const auto* label : {&metric.label, &metric.description, &metric.formula}) {
      EXPECT_FALSE(label->zh.empty()) << metric.name;
      EXPECT_FALSE(label->en.empty()) << metric.name;
    }
}

TEST(ModelTest, OffersTheNearestNames) {
  const auto wrong = shipped_model().metric("complaint");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().message,
            "no such metric: 'complaint'; did you mean complaints or complaint_rate or "
            "repeat_complaint_rate?");
  EXPECT_THAT(shipped_model().dimension("chanel").error().message, HasSubstr("channel"));
  EXPECT_EQ(shipped_model().dimension("省份").value()->name, "province");
}

TEST(ModelTest, KnowsByWhatEachMetricCanBeAsked) {
  const auto dimensions = [](std::string_view name) {
    return shipped_model().dimensions_of(*shipped_model().metric(name).value());
  };
  EXPECT_THAT(dimensions("orders"), Contains("product"));
  EXPECT_THAT(dimensions("orders"), Not(Contains("channel")));
  EXPECT_THAT(dimensions("complaint_rate"), Contains("topic"));
  EXPECT_THAT(dimensions("cases"), Contains("week"));
}

TEST(ModelTest, LabelsValuesInBothLanguages) {
  const auto& severity = *shipped_model().dimension("severity").value();
  EXPECT_EQ(label_of(severity, std::int64_t{2}, Language::zh), "严重");
  EXPECT_EQ(label_of(severity, std::int64_t{2}, Language::en), "Serious");
  EXPECT_EQ(label_of(severity, std::int64_t{9}, Language::en), "9");
  EXPECT_EQ(label_of(severity, store::Cell{}, Language::en), "—");
}

TEST(ModelTest, AProvinceIsCalledByItsNameInEachLanguageAndAnotherPlaceAsItIsWritten) {
  const auto& province = *shipped_model().dimension("province").value();
  EXPECT_EQ(label_of(province, std::string("陕西"), Language::en), "Shaanxi");
  EXPECT_EQ(label_of(province, std::string("山西"), Language::en), "Shanxi");
  EXPECT_EQ(label_of(province, std::string("内蒙古"), Language::en), "Inner Mongolia");
  EXPECT_EQ(label_of(province, std::string("内蒙古"), Language::zh), "内蒙古");
  EXPECT_EQ(label_of(province, std::string("California"), Language::zh), "California");
  EXPECT_EQ(label_of(province, std::string("广东话"), Language::en), "广东话");
  EXPECT_TRUE(province.open);
  EXPECT_EQ(province.values.size(), 34U);
}

TEST_F(OverlayTest, AWorkspaceAddsAndReplacesDefinitions) {
  const auto model = with(
      "metrics", metric_yaml("chats",
                             "    kind: aggregate\n    of: {fact: case_fact, function: count, "
                             "where: [{column: channel, in: [chat]}]}\n") +
                     metric_yaml("orders",
                                 "    kind: aggregate\n    of: {fact: order_fact, function: count, "
                                 "where: [{column: is_paid, is: true}]}\n")
                         .substr(9));
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_TRUE(model->metric("chats"));
  EXPECT_EQ(model->metric("orders").value()->label.en, "A");
  // What refers to a replaced metric follows it: one definition, one number.
  const auto& rate = std::get<Ratio>(model->metric("complaint_rate").value()->kind);
  EXPECT_EQ(rate.denominator.size(), 1U);
  EXPECT_EQ(rate.denominator[0].where.size(), 1U);
}

TEST_F(OverlayTest, EveryFlawIsNamedWithFileAndLine) {
  const std::string good = "    kind: aggregate\n    of: {fact: case_fact, function: count}\n";
  const std::pair<std::string, std::string> cases[] = {
      {metric_yaml("Bad Name", good), "no name (a-z, 0-9 and _, at most 40): 'Bad Name'"},
      {metric_yaml("channel", good), "a dimension has this name: 'channel'"},
      {metric_yaml("x", good + "    descripton: {zh: a, en: b}\n"),
       "unknown key: 'descripton'; did you mean description?"},
      {metric_yaml("x", "    kind: agregate\n"), "unknown kind: 'agregate'"},
      {metric_yaml("x", "    kind: aggregate\n"), "missing or empty: 'of'"},
      {metric_yaml("x", "    kind: aggregate\n    of: {fact: cases, function: count}\n"),
       "no such fact: 'cases'"},
      {metric_yaml("x", "    kind: aggregate\n    of: {fact: case_fact, function: median}\n"),
       "unknown function: 'median'"},
      {metric_yaml("x", "    kind: aggregate\n    of: {fact: case_fact, function: sum}\n"),
       "missing: 'column'"},
      {metric_yaml(
           "x", "    kind: aggregate\n    of: {fact: case_fact, function: sum, column: topic}\n"),
       "no number: column 'topic'"},
      {metric_yaml(
           "x",
           "    kind: aggregate\n    of: {fact: case_fact, function: average, column: nope}\n"),
       "no column of case_fact: 'nope'"},
      {metric_yaml(
           "x", "    kind: aggregate\n    of: {fact: case_fact, function: count, column: topic}\n"),
       "count takes no column"},
      {metric_yaml("x",
                   "    kind: aggregate\n    of: {fact: case_fact, function: quantile, "
                   "column: rating, level: 90}\n"),
       "not between 0 and 1: 'level'"},
      {metric_yaml("x",
                   "    kind: aggregate\n    of: {fact: case_fact, function: count, day: topic}\n"),
       "no day column of case_fact: 'topic'"},
      {metric_yaml("x",
                   "    kind: aggregate\n    of: {fact: case_fact, function: count, where: "
                   "[{column: topic, is: true}]}\n"),
       "no condition that 'topic' can meet"},
      {metric_yaml("x",
                   "    kind: aggregate\n    of: {fact: case_fact, function: count, where: "
                   "[{column: topic, at_least: 3}]}\n"),
       "no condition that 'topic' can meet"},
      {metric_yaml("x",
                   "    kind: aggregate\n    of: {fact: case_fact, function: count, where: "
                   "[{column: rating, in: [high]}]}\n"),
       "no number: 'high'"},
      {metric_yaml("x", "    kind: ratio\n    numerator: complaints\n    denominator: nothing\n"),
       "no metric of kind aggregate: 'nothing'"},
      {metric_yaml("x",
                   "    kind: ratio\n    scale: 0\n    numerator: complaints\n    "
                   "denominator: orders\n"),
       "not above zero: 'scale'"},
      {metric_yaml("x",
                   "    kind: stock\n    of: {fact: case_fact, opened: opened_day, ended: "
                   "[status], open: is_open}\n"),
       "no day column of case_fact: 'status'"},
      {metric_yaml("x", good) + metric_yaml("x", good).substr(9), "defined twice: 'x'"},
      {"metrics:\n  - just words\n", "no definition"},
      {"metrics: [\n", "not valid YAML"},
      {"metric: []\n", "unknown key: 'metric'; did you mean metrics?"},
  };
  for (const auto& [yaml, reason] : cases) {
    const auto message = flaws_with("metrics", yaml);
    EXPECT_THAT(message, HasSubstr(reason)) << yaml;
    EXPECT_THAT(message, HasSubstr("metrics.yaml:")) << yaml;
  }
}

TEST_F(OverlayTest, FlawsAreCollectedAndInBothLanguages) {
  const auto model =
      with("metrics", "metrics:\n  - name: x\n    kind: aggregate\n    of: {fact: f}\n");
  ASSERT_FALSE(model);
  for (const auto* missing : {"'label'", "'formula'", "'format'", "no version", "'owner'"})
    EXPECT_THAT(model.error().message, HasSubstr(missing));
  EXPECT_THAT(model.error().message_zh, HasSubstr("缺少"));
}

TEST_F(OverlayTest, DimensionsAreCheckedToo) {
  const std::pair<std::string, std::string> cases[] = {
      {"dimensions:\n  - {name: shop, kind: text, label: {zh: 店, en: Shop}}\n",
       "no fact holds it: 'shop'"},
      {"dimensions:\n  - {name: shop, kind: text, label: {zh: 店, en: Shop}, columns: {case_fact: "
       "warehouse}}\n",
       "no column of case_fact: 'warehouse'"},
      {"dimensions:\n  - {name: shop, kind: text, label: {zh: 店, en: Shop}, columns: {fact: a}}\n",
       "no such fact: 'fact'"},
      {"dimensions:\n  - {name: shop, kind: text, label: {zh: 店}, columns: {case_fact: city}}\n",
       "missing: 'en'"},
      {"dimensions:\n  - {name: shop, kind: code, label: {zh: 店, en: Shop}, codes: case.shop, "
       "columns: {case_fact: city}}\n",
       "no field of the dictionary: 'case.shop'"},
      {"dimensions:\n  - {name: land, kind: code, label: {zh: 地, en: Land}, codes: provinces, "
       "columns: {case_fact: province}}\n",
       "provinces are not all there is: 'land' must be of kind text"},
      {"dimensions:\n  - {name: shop, kind: text, label: {zh: 店, en: Shop}, compared_within: "
       "categry, columns: {case_fact: city}}\n",
       "no such dimension: 'categry'"},
      {"dimensions:\n  - {name: shop, kind: text, label: {zh: 店, en: Shop}, compared_within: "
       "shop, columns: {case_fact: city}}\n",
       "siblings are not alike in it: 'shop' of 'shop'"},
      {"dimensions:\n  - {name: shop, kind: text, label: {zh: 店, en: Shop}, compared_within: "
       "week, columns: {case_fact: city}}\n",
       "siblings are not alike in it: 'week' of 'shop'"},
      {"facts:\n  - {name: half_fact, rows_of: whole_fact, grain: {zh: 半, en: half}, key: k, day: "
       "d, columns: [{name: k, type: text, label: {zh: 键, en: K}}, {name: d, type: day, label: "
       "{zh: 日, en: D}}]}\n",
       "no such fact: 'whole_fact'"},
      {"dimensions:\n  - {name: year, kind: time, label: {zh: 年, en: Year}}\n",
       "unknown name: 'year'"},
  };
  for (const auto& [yaml, reason] : cases) {
    const auto message = flaws_with("dimensions", yaml);
    EXPECT_THAT(message, HasSubstr(reason)) << yaml;
    EXPECT_THAT(message, HasSubstr("dimensions.yaml:2")) << yaml;
  }
}

std::string derived_yaml(const std::string& name, const std::string& of,
                         const std::string& unit = "case") {
  auto yaml = metric_yaml(name, "    kind: derived\n    of: " + of + "\n");
  return yaml.replace(yaml.find("unit: case"), 10, "unit: " + unit);
}

// Several definitions in one file.
std::string joined(const std::string& first, const std::string& second) {
  return first + second.substr(second.find('\n') + 1);
}

TEST_F(OverlayTest, ADerivedMetricIsComputedOfOthers) {
  const auto model = with("metrics", derived_yaml("gap", "cases - complaints"));
  ASSERT_TRUE(model) << model.error().message;
  const auto shop = filled_shop();
  const auto answered = answer(*model, question_of({"gap"}), *shop, records::Viewer::owner());
  ASSERT_TRUE(answered) << answered.error().message;
  EXPECT_EQ(line_of(answered->total), "6");
  EXPECT_THAT(model->dimensions_of(**model->metric("gap")), Contains("channel"));
  const auto listed = rows(*model, question_of({"gap"}), {}, *shop, records::Viewer::owner());
  ASSERT_FALSE(listed);
  EXPECT_THAT(listed.error().message,
              HasSubstr("has no rows of its own: open those of cases, complaints"));
}

TEST_F(OverlayTest, ADefinitionThatComesBackToItselfIsToldWithFileAndLine) {
  const auto told = flaws_with(
      "metrics", joined(derived_yaml("one", "two + cases"), derived_yaml("two", "one - cases")));
  EXPECT_THAT(told, HasSubstr("defined by itself: one -> two -> one"));
  EXPECT_THAT(told, HasSubstr("metrics.yaml:12"));
  EXPECT_THAT(flaws_with("metrics", derived_yaml("one", "one + 1")),
              HasSubstr("defined by itself: one -> one"));
  EXPECT_EQ(flaws_with("metrics", joined(derived_yaml("one", "two + cases"),
                                         derived_yaml("two", "cases - complaints"))),
            "")
      << "one of another is no cycle";
}

TEST_F(OverlayTest, WhatADerivedMetricCannotBeIsTold) {
  EXPECT_THAT(flaws_with("metrics", derived_yaml("one", "orderz / cases")),
              HasSubstr("no such metric: 'orderz'; did you mean orders?"));
  EXPECT_THAT(flaws_with("metrics", derived_yaml("one", "sqrt(cases)")),
              HasSubstr("unknown function"));
  EXPECT_THAT(flaws_with("metrics", derived_yaml("one", "cases + sales")),
              HasSubstr("wrong unit: 'case' and 'currency'"));
  EXPECT_THAT(flaws_with("metrics", derived_yaml("one", "cases - complaints", "currency")),
              HasSubstr("wrong unit: 'currency'; what it is made of is in 'case'"));
  EXPECT_EQ(flaws_with("metrics", derived_yaml("one", "sales / orders", "currency")), "");
}

TEST_F(OverlayTest, AVariantIsOneOfAStandardOfItsOwn) {
  const auto of = "    kind: aggregate\n    of: {fact: case_fact, function: count}\n";
  EXPECT_EQ(flaws_with("metrics", metric_yaml("one", std::string("    variant_of: cases\n") + of)),
            "");
  EXPECT_THAT(
      flaws_with("metrics", metric_yaml("one", std::string("    variant_of: csat_5\n") + of)),
      HasSubstr("no metric that is a standard of its own: 'csat_5'"));
}

}  // namespace aftercare::metrics
