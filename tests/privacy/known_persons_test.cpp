#include "privacy/known_persons.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "shop_dictionary.hpp"

namespace aftercare::privacy {

class KnownPersonsTest : public testing::Test {
 protected:
  // A store with customers C0 .. C9, each with his own phone number.
  KnownPersons persons(std::size_t capacity = 100) {
    return KnownPersons(
        *vault_, *dictionary_.entity("customer"),
        [this](const std::vector<std::string>& ids) -> base::Result<std::vector<SealedCustomer>> {
          asked_.push_back(ids);
          if (broken_) return base::failure("the store is gone");
          std::vector<SealedCustomer> found;
          for (const auto& id : ids)
            if (id.size() == 2)
              found.push_back(
                  {id, "customer/" + id,
                   vault_
                       ->seal("customer/" + id, R"({"phone":"1381234567)" + id.substr(1) +
                                                    R"(","tags":"vip","name":""})")
                       .value()});
          return found;
        },
        capacity);
  }
  static std::vector<std::string> values(KnownPersons& persons, std::string_view id) {
    std::vector<KnownValue> known;
    persons.append(id, known);
    std::vector<std::string> texts;
    for (const auto& each : known) texts.push_back(each.value);
    return texts;
  }

  const records::Dictionary dictionary_ = shop_dictionary();
  const FreshFolder folder_;
  const std::unique_ptr<Vault> vault_ = std::move(Vault::create(folder_.path / "keys").value());
  std::vector<std::vector<std::string>> asked_;
  bool broken_ = false;
};

using testing::ElementsAre;

TEST_F(KnownPersonsTest, LearnsPersonalValuesInOneLookup) {
  auto known = persons();
  ASSERT_TRUE(known.learn({"C1", "C2", "C1", "", "nobody"}).has_value());
  EXPECT_THAT(values(known, "C1"), ElementsAre("13812345671"));  // Tags are no personal field.
  EXPECT_THAT(values(known, "C2"), ElementsAre("13812345672"));
  EXPECT_TRUE(values(known, "nobody").empty());
  EXPECT_TRUE(values(known, "C3").empty());  // Not learnt, not asked for.
  EXPECT_THAT(asked_, ElementsAre(ElementsAre("C1", "C2", "nobody")));
}

TEST_F(KnownPersonsTest, KnowsWhatEveryVersionOfACustomerSays) {
  KnownPersons known(
      *vault_, *dictionary_.entity("customer"), [this](const std::vector<std::string>&) {
        std::vector<SealedCustomer> versions;
        for (const char* json : {R"({"name":"王小明","phone":"13812345678"})",
                                 R"({"name":"王小明","phone":"13987654321"})"})
          versions.push_back({"C1", "customer/C1", vault_->seal("customer/C1", json).value()});
        return base::Result<std::vector<SealedCustomer>>(std::move(versions));
      });
  ASSERT_TRUE(known.learn({"C1"}).has_value());
  EXPECT_THAT(values(known, "C1"),
              testing::UnorderedElementsAre("王小明", "13812345678", "13987654321"));
}

TEST_F(KnownPersonsTest, AsksAgainOnlyForThoseItDoesNotKnow) {
  auto known = persons();
  ASSERT_TRUE(known.learn({"C1", "nobody"}).has_value());
  ASSERT_TRUE(known.learn({"C1", "C2", "nobody"}).has_value());
  EXPECT_THAT(asked_, ElementsAre(ElementsAre("C1", "nobody"), ElementsAre("C2", "nobody")));
  known.clear();
  EXPECT_TRUE(values(known, "C1").empty());
}

TEST_F(KnownPersonsTest, KeepsAWholeSliceHoweverSmallItsMemory) {
  auto known = persons(2);
  ASSERT_TRUE(known.learn({"C0", "C1", "C2", "C3", "C4", "C5"}).has_value());
  for (const auto* const id : {"C0", "C1", "C2", "C3", "C4", "C5"})
    EXPECT_EQ(values(known, id).size(), 1U) << id;
}

TEST_F(KnownPersonsTest, KeepsASliceWhileAnotherThreadLearnsTheNext) {
  auto known = persons(2);
  ASSERT_TRUE(known.learn({"C0", "C1", "C2"}).has_value());
  std::jthread([&] { EXPECT_TRUE(known.learn({"C3", "C4", "C5"}).has_value()); }).join();
  for (const auto* const id : {"C0", "C1", "C2", "C3", "C4", "C5"})
    EXPECT_EQ(values(known, id).size(), 1U) << id;
}

TEST_F(KnownPersonsTest, RemembersWhatItIsTold) {
  auto known = persons();
  known.remember("C9", {{records::PersonalKind::name, "王小明"}});
  EXPECT_THAT(values(known, "C9"), ElementsAre("王小明"));
  ASSERT_TRUE(known.learn({"C9"}).has_value());
  EXPECT_TRUE(asked_.empty());
}

TEST_F(KnownPersonsTest, FailsIfTheStoreFails) {
  auto known = persons();
  broken_ = true;
  EXPECT_FALSE(known.learn({"C1"}).has_value());
}

TEST_F(KnownPersonsTest, PassesOverAPersonWhoseKeyIsGone) {
  KnownPersons known(*vault_, *dictionary_.entity("customer"),
                     [](const auto&) -> base::Result<std::vector<SealedCustomer>> {
                       return std::vector<SealedCustomer>{{"C1", "customer/C1", "erased"}};
                     });
  ASSERT_TRUE(known.learn({"C1"}).has_value());
  std::vector<KnownValue> values;
  known.append("C1", values);
  EXPECT_TRUE(values.empty());
}

}  // namespace aftercare::privacy
