#include "standard/said_together.hpp"

#include <gmock/gmock.h>

namespace aftercare::standard {
namespace {

using testing::ElementsAre;

const std::vector<Together> kRules = {
    {{{"courier", "shipping"}, {"fee", "price"}}, {"freight"}},
    {{{"channel", "status"}, {"name"}}, {"first"}},
    {{{"spec"}, {"id"}}, {"sku"}},
};

std::vector<Meaning> said(const std::vector<std::string>& names) {
  std::vector<Meaning> meanings;
  for (const auto& name : names) meanings.push_back({name, 1.0, true});
  return meanings;
}

std::vector<std::string> joined(const std::vector<std::string>& names) {
  auto meanings = said(names);
  join_said(
      kRules, [](std::string_view) { return 0.5; }, meanings);
  std::vector<std::string> list;
  for (const auto& meaning : meanings) list.push_back(meaning.name);
  return list;
}

/// What still says something once it is settled what is numbered.
std::vector<std::string> numbered(const std::vector<std::string>& names) {
  auto meanings = said(names);
  settle_numbered(
      [](std::string_view name) {
        return name == "order" || name == "customer" || name == "product";
      },
      meanings);
  std::vector<std::string> heavy;
  for (const auto& meaning : meanings)
    if (meaning.weight > 0.5) heavy.push_back(meaning.name);
  return heavy;
}

TEST(SaidTogetherTest, WhatStandsSideBySideIsReadAsOne) {
  EXPECT_THAT(joined({"courier", "fee"}), ElementsAre("freight"));
  EXPECT_THAT(joined({"total", "shipping", "price"}), ElementsAre("total", "freight"));
  EXPECT_THAT(joined({"channel", "name"}), ElementsAre("channel"));
  EXPECT_THAT(joined({"product", "spec", "id"}), ElementsAre("product", "sku"));
}

TEST(SaidTogetherTest, WhatStandsApartOrInAnotherOrderIsNot) {
  EXPECT_THAT(joined({"courier", "service", "fee"}), ElementsAre("courier", "service", "fee"));
  EXPECT_THAT(joined({"fee", "courier"}), ElementsAre("fee", "courier"));
  EXPECT_THAT(joined({"customer", "name"}), ElementsAre("customer", "name"));
  EXPECT_THAT(joined({"courier"}), ElementsAre("courier"));
  EXPECT_THAT(joined({}), ElementsAre());
}

TEST(SaidTogetherTest, WhatIsMeantIsSaidOnce) {
  EXPECT_THAT(joined({"freight", "courier", "fee"}), ElementsAre("freight"));
}

TEST(SaidTogetherTest, AWordThatNobodyKnowsIsNoMeaningOfTheSameName) {
  std::vector<Meaning> meanings = {{"courier", 1.0, false}, {"fee", 1.0, true}};
  join_said(
      kRules, [](std::string_view) { return 0.5; }, meanings);
  EXPECT_EQ(meanings.size(), 2U);
}

TEST(SaidTogetherTest, OfSeveralThingsTheLastIsNumbered) {
  EXPECT_THAT(numbered({"customer", "order", "id"}), ElementsAre("order", "id"));
  EXPECT_THAT(numbered({"order", "customer", "id"}), ElementsAre("customer", "id"));
  EXPECT_THAT(numbered({"main", "order", "id"}), ElementsAre("main", "order", "id"));
}

TEST(SaidTogetherTest, WithoutANumberOrWithOneThingAllIsSaid) {
  EXPECT_THAT(numbered({"customer", "order", "time"}), ElementsAre("customer", "order", "time"));
  EXPECT_THAT(numbered({"customer", "id"}), ElementsAre("customer", "id"));
  EXPECT_THAT(numbered({"order", "note", "id"}), ElementsAre("order", "note", "id"));
  EXPECT_THAT(numbered({"id"}), ElementsAre("id"));
}

}  // namespace
}  // namespace aftercare::standard
