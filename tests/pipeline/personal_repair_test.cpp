// Repairs of personal values too unsure to be made: decided by mask and sign, sealed anew, undone;
// nothing of them in clear.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "leak_search.hpp"
#include "pipeline/customer_in_clear.hpp"
#include "pipeline/erasure.hpp"
#include "proposing_shop.hpp"
#include "store/duckdb/snapshot.hpp"

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::SizeIs;
using testing::UnorderedElementsAre;

const std::vector<std::string> kCustomer = {"customer_id", "phone"};

class PersonalRepairTest : public ProposingShop {
 protected:
  // What is to be decided of the customers' phones, by name.
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    const auto proposed = proposed_meanings(*session_);
    EXPECT_TRUE(proposed) << proposed.error().message;
    for (const auto& one : *proposed) names.push_back(one.about.value);
    return names;
  }
  Decided accept(const std::string& name) {
    return decide_one("customer", "phone", name, "138****8000", Verdict::accept, "138****8000");
  }
  std::string clear_phone(const std::string& customer) const {
    const auto fields = customer_in_clear(*session_, records::Viewer::owner(), customer,
                                          {"owner", "test of a repair"});
    EXPECT_TRUE(fields) << fields.error().message;
    if (!fields || !*fields) return "nothing";
    for (const auto& [name, value] : **fields)
      if (name == "phone") return value;
    return "no phone";
  }
  std::string of(const std::string& customer, const std::string& column = "phone") const {
    return stored("customer", column, "customer_id = '" + customer + "'");
  }
  // Where any of these values stands in the store or in a file that the program wrote.
  LeakSearch::Leaks leaks() const {
    LeakSearch search({{"phone", "13800138000", "1"},
                       {"phone", "138OO138000", "1"},
                       {"phone", "138OOl38000", "1"},
                       {"phone", "13802138000", "2"},
                       {"phone", "138O2138000", "2"}});
    const auto dumped = store::dump_all_values(
        session_->store(), records::Viewer::owner(),
        [&](std::string_view table, std::string_view column, std::string_view value) {
          search.look_at_text(value, fmt::format("{}.{}", table, column));
        });
    EXPECT_TRUE(dumped) << dumped.error().message;
    const auto& root = session_->workspace().root();
    for (fs::recursive_directory_iterator at(root), end; at != end; ++at) {
      if (at->path().filename() == "sources") at.disable_recursion_pending();
      if (at->is_regular_file()) search.look_at_file(at->path());
    }
    return search.leaks();
  }
};

TEST_F(PersonalRepairTest, AGuessAtAPhoneNumberIsAskedAboutByItsMask) {
  open();
  ingest_rows("a.csv", "customer", kCustomer, "1,138OO138000\n2,+86 13900139000\n");
  const auto findings = findings_of("customer", "phone");
  EXPECT_THAT(findings, Contains("repaired phone_form 139****9000 -> 139****9000 0.97"));
  const auto proposed = proposals();
  ASSERT_THAT(proposed, SizeIs(1));
  EXPECT_THAT(proposed[0], MatchesRegex(R"(13\*\*\*\*00#[0-9a-f]{10} -> 138\*\*\*\*8000 )"
                                        R"(phone_letters 1\+0)"));
  EXPECT_EQ(of("1"), "13****00");
  EXPECT_EQ(clear_phone("1"), "138OO138000");
  EXPECT_THAT(leaks(), IsEmpty());
}

TEST_F(PersonalRepairTest, AcceptedItIsSealedAnewAndJoins) {
  open();
  ingest_rows("a.csv", "customer", kCustomer, "1,138OO138000\n2,13800138000\n");
  const auto before = total();
  const auto findings = findings_of("customer", "phone");
  const auto token = of("1", "phone_token");
  EXPECT_NE(token, of("2", "phone_token"));
  const auto done = accept(names().at(0));
  EXPECT_EQ(done.changed, 1U);
  EXPECT_EQ(of("1"), "138****8000");
  EXPECT_EQ(of("1", "phone_token"), of("2", "phone_token"));
  EXPECT_EQ(clear_phone("1"), "13800138000");
  EXPECT_EQ(total().repaired, before.repaired + 1);
  EXPECT_THAT(proposals(), IsEmpty());
  EXPECT_THAT(findings_of("customer", "phone"),
              Contains(testing::StartsWith("repaired decided_value 13****00#")));
  EXPECT_THAT(leaks(), IsEmpty());
  EXPECT_EQ(accept(done.decisions[0].value).changed, 0U) << "once more the same changes nothing";

  undo_all(done);
  EXPECT_EQ(of("1"), "13****00");
  EXPECT_EQ(of("1", "phone_token"), token);
  EXPECT_EQ(clear_phone("1"), "138OO138000");
  EXPECT_EQ(total(), before);
  EXPECT_EQ(findings_of("customer", "phone"), findings);
  EXPECT_THAT(leaks(), IsEmpty());
  EXPECT_EQ(accept(names().at(0)).changed, 1U) << "and may be accepted again";
  EXPECT_EQ(clear_phone("1"), "13800138000");
}

TEST_F(PersonalRepairTest, TwoValuesOfOneMaskAreTwoDecisions) {
  open();
  ingest_rows("a.csv", "customer", kCustomer, "1,138OO138000\n2,138O2138000\n");
  const auto both = names();
  ASSERT_THAT(both, SizeIs(2));
  EXPECT_EQ(both[0].substr(0, both[0].find('#')), both[1].substr(0, both[1].find('#')));
  accept(both[0]);
  EXPECT_THAT(names(), ElementsAre(both[1]));
  const auto changed = of("1") == "138****8000" ? "1" : "2";
  EXPECT_EQ(clear_phone(changed), changed == std::string("1") ? "13800138000" : "13802138000");
  EXPECT_EQ(of(changed == std::string("1") ? "2" : "1"), "13****00");
}

TEST_F(PersonalRepairTest, WhatIsReadLaterIsSealedAsDecidedAndUndoneWithTheRest) {
  open();
  ingest_rows("a.csv", "customer", kCustomer, "1,138OO138000\n");
  const auto done = accept(names().at(0));
  const auto ledger =
      ingest_rows("b.csv", "customer", kCustomer, "1,138OO138000\n3,138OO138000\n4,138O2138000\n");
  EXPECT_EQ(ledger.duplicates, 1U) << "the same row is the same record, decided or not";
  EXPECT_EQ(clear_phone("3"), "13800138000");
  EXPECT_EQ(of("3", "phone_token"), of("1", "phone_token"));
  EXPECT_THAT(names(), SizeIs(1)) << "another number of the same mask is asked about";
  EXPECT_EQ(clear_phone("4"), "138O2138000");
  EXPECT_THAT(leaks(), IsEmpty());
  undo_all(done);
  for (const auto* const id : {"1", "3"}) EXPECT_EQ(clear_phone(id), "138OO138000") << id;
  EXPECT_THAT(names(), SizeIs(2));
  accept(done.decisions[0].value);
  for (const auto* const id : {"1", "3"}) EXPECT_EQ(clear_phone(id), "13800138000") << id;
  EXPECT_EQ(clear_phone("4"), "138O2138000");
}

TEST_F(PersonalRepairTest, RejectedItStaysAsItStoodAndLaterOnesToo) {
  open();
  ingest_rows("a.csv", "customer", kCustomer, "1,138OO138000\n");
  const auto name = names().at(0);
  const auto done = decide_one("customer", "phone", name, "", Verdict::reject, "138****8000");
  EXPECT_EQ(done.changed, 0U);
  ingest_rows("b.csv", "customer", kCustomer, "3,138OO138000\n");
  EXPECT_THAT(proposals(), IsEmpty());
  EXPECT_EQ(clear_phone("3"), "138OO138000");
  EXPECT_THAT(findings_of("customer", "phone"),
              Contains("flagged phone_letters " + name + " -> 138****8000 0.60"));
  undo_all(done);
  EXPECT_THAT(names(), ElementsAre(name));
  EXPECT_EQ(accept(name).changed, 2U);
  for (const auto* const id : {"1", "3"}) EXPECT_EQ(clear_phone(id), "13800138000") << id;
  EXPECT_THAT(leaks(), IsEmpty());
}

TEST_F(PersonalRepairTest, AValueIsNamedByMaskAndSignOnly) {
  open();
  ingest_rows("a.csv", "customer", kCustomer, "1,138OO138000\n");
  for (const auto* const name : {"13****00", "138OO138000", "13****00#0000000000"}) {
    const auto refused =
        decide(*session_, {"customer", "phone", {name}, "138****8000", "", Verdict::accept}, {});
    ASSERT_FALSE(refused) << name;
    EXPECT_THAT(refused.error().message, HasSubstr("nothing of the kind is proposed"));
  }
  EXPECT_EQ(clear_phone("1"), "138OO138000");
}

TEST_F(PersonalRepairTest, ErasedWithItsPersonTheDecisionTellsNothing) {
  open();
  ingest_rows("a.csv", "customer", kCustomer, "1,138OO138000\n2,138OO138000\n3,138O2138000\n");
  for (const auto& name : names()) accept(name);
  for (const auto* const id : {"3", "1"}) {
    const auto erased = erase_customer(*session_, id, {"owner", "a letter"});
    ASSERT_TRUE(erased) << erased.error().message;
  }
  const auto decisions = store::value_decisions(session_->store(), records::Viewer::owner());
  ASSERT_TRUE(decisions);
  std::vector<std::string> left;
  for (const auto& one : *decisions) left.push_back(one.value.empty() ? one.state : "in force");
  EXPECT_THAT(left, UnorderedElementsAre("undone", "in force"))
      << "one of two persons with the value is still there";
  EXPECT_EQ(clear_phone("2"), "13800138000");
}

}  // namespace
}  // namespace aftercare::pipeline
