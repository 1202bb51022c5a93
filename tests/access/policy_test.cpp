#include "access/policy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace aftercare::access {
namespace {

using records::PiiClass;
using records::Shown;
using testing::HasSubstr;

class PolicyTest : public testing::Test {
 protected:
  void SetUp() override {
    auto dictionary = records::Dictionary::load({});
    ASSERT_TRUE(dictionary) << dictionary.error().message;
    dictionary_ = std::move(*dictionary);
  }
  base::Result<Policy> shipped() const { return Policy::load({}, dictionary_); }
  base::Result<Policy> overlaid(const std::string& yaml) const {
    const auto folder =
        std::filesystem::temp_directory_path() /
        ("roles_" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
         std::to_string(reinterpret_cast<std::uintptr_t>(this)));
    std::filesystem::create_directories(folder / "catalog");
    std::ofstream(folder / "catalog" / "roles.yaml") << yaml;
    auto policy = Policy::load(folder, dictionary_);
    std::filesystem::remove_all(folder);
    return policy;
  }

  records::Dictionary dictionary_;
};

TEST_F(PolicyTest, EveryRoleOfTheDesignIsThere) {
  const auto policy = shipped();
  ASSERT_TRUE(policy) << policy.error().message;
  for (const auto* name :
       {"viewer", "agent", "analyst", "manager", "privacy_officer", "administrator"})
    EXPECT_NE(policy->role(name), nullptr) << name;
  for (const auto& action : policy->actions())
    EXPECT_TRUE(policy->role("administrator")->may(action.name)) << action.name;
}

TEST_F(PolicyTest, NobodyButTheOfficerAndTheAdministratorSeesSensitiveValues) {
  const auto policy = shipped();
  for (const auto& role : policy->roles()) {
    const bool trusted = role.name == "privacy_officer" || role.name == "administrator";
    EXPECT_EQ(role.fields.of(PiiClass::sensitive) == Shown::clear, trusted) << role.name;
  }
}

TEST_F(PolicyTest, AnAgentWithoutANumberSeesNoRow) {
  const auto policy = shipped();
  EXPECT_TRUE(policy->caller({"li", "agent", {}}, "")->viewer.scope.none);
  records::RowScope own;
  own.agent = "A7";
  const auto caller = policy->caller({"li", "agent", own}, "");
  EXPECT_FALSE(caller->viewer.scope.none);
  EXPECT_EQ(caller->viewer.scope.agent, "A7");
  EXPECT_FALSE(caller->may("reveal"));
  const auto refused = caller->check("users.manage");
  ASSERT_FALSE(refused);
  EXPECT_TRUE(records::is_refusal(refused.error()));
}

TEST_F(PolicyTest, AWorkspaceReplacesARoleAndAddsOne) {
  const auto policy = overlaid(R"(
roles:
  - {name: viewer, label: {zh: 浏览, en: Looks}, actions: [account], rows: all,
     fields: {none: clear, pseudonym: hidden, free_text: hidden, personal: hidden, sensitive: hidden, order.amount: hidden}}
  - {name: warehouse, label: {zh: 仓库, en: Warehouse}, actions: [account, rows.read], rows: all,
     fields: {none: clear}}
)");
  ASSERT_TRUE(policy) << policy.error().message;
  EXPECT_FALSE(policy->role("viewer")->may("numbers.read"));
  const auto* amount = dictionary_.entity("order")->field("amount");
  EXPECT_EQ(policy->role("viewer")->fields.of("order", *amount), Shown::hidden);
  EXPECT_TRUE(policy->role("warehouse")->may("rows.read"));
  EXPECT_EQ(policy->role("warehouse")->fields.of(PiiClass::personal), Shown::hidden)
      << "what is not said is hidden";
  EXPECT_TRUE(policy->role("manager")->may("reveal")) << "others stay as shipped";
}

TEST_F(PolicyTest, AWordNobodyKnowsIsRefusedWithItsLine) {
  const auto role = [](const std::string& rest) {
    return "roles:\n  - {name: odd, label: {zh: 怪, en: Odd}, " + rest + "}\n";
  };
  const std::pair<std::string, std::string> cases[] = {
      {role("actions: [fly], fields: {none: clear}, rows: all"), "no such action: 'fly'"},
      {role("actions: [account], fields: {none: seen}, rows: all"), "not hidden, token"},
      {role("actions: [account], fields: {case.nose: clear}, rows: all"), "'case.nose'"},
      {role("actions: [account], fields: {nobody: clear}, rows: all"), "'nobody'"},
      {role("actions: [account], fields: {none: clear}, rows: some"), "neither all nor own"},
      {role("actions: account, fields: {none: clear}, rows: all"), "'actions' is no list"},
      {role("actions: [account], rows: all"), "'fields' is missing"},
  };
  for (const auto& [yaml, wanted] : cases) {
    const auto policy = overlaid(yaml);
    ASSERT_FALSE(policy) << yaml;
    EXPECT_THAT(policy.error().message, HasSubstr(wanted));
    EXPECT_THAT(policy.error().message, HasSubstr("roles.yaml"));
  }
}

TEST_F(PolicyTest, ARoleNobodyKnowsIsRefused) {
  const auto caller = shipped()->caller({"li", "king", {}}, "");
  ASSERT_FALSE(caller);
  EXPECT_THAT(caller.error().message, HasSubstr("'king'"));
}

}  // namespace
}  // namespace aftercare::access
