#include "standard/person_head.hpp"

#include <gmock/gmock.h>

namespace aftercare::standard {
namespace {

using testing::ElementsAre;

const Acts kActs = {{"customer", {"message", "apply"}}, {"agent", {"reply"}}};

std::vector<std::string> settled(const std::vector<std::string>& said) {
  std::vector<Meaning> meanings;
  for (const auto& name : said) meanings.push_back({name, 1.0, true});
  settle_persons(kActs, 0.6, 0.35, meanings);
  std::vector<std::string> heavy;  // What still says something.
  for (const auto& meaning : meanings)
    if (meaning.weight > 0.3) heavy.push_back(meaning.name);
  return heavy;
}

TEST(PersonHeadTest, WhoDoesWhatACustomerDoesIsTheCustomer) {
  EXPECT_THAT(settled({"apply", "doer"}), ElementsAre("customer"));
  EXPECT_THAT(settled({"apply", "doer", "phone"}), ElementsAre("customer", "phone"));
  EXPECT_THAT(settled({"apply", "doer", "name"}), ElementsAre("customer", "name"));
}

TEST(PersonHeadTest, WhatAPersonDidSaysLittleBeforeThePerson) {
  EXPECT_THAT(settled({"message", "customer"}), ElementsAre("customer"));
  EXPECT_THAT(settled({"reply", "agent", "id"}), ElementsAre("agent", "id"));
}

TEST(PersonHeadTest, AnotherActOrAnotherOrderIsLeftAlone) {
  EXPECT_THAT(settled({"customer", "message"}), ElementsAre("customer", "message"));
  EXPECT_THAT(settled({"reply", "customer"}), ElementsAre("reply", "customer"));
  EXPECT_THAT(settled({"receive", "doer"}), ElementsAre("receive", "name"));
  EXPECT_THAT(settled({"doer"}), ElementsAre("name"));
  EXPECT_THAT(settled({"apply", "time"}), ElementsAre("apply", "time"));
  EXPECT_THAT(settled({"name", "receive", "doer"}), ElementsAre("name", "receive"));
  EXPECT_TRUE(settled({}).empty());
}

}  // namespace
}  // namespace aftercare::standard
