#include "pipeline/same_people.hpp"

#include <gmock/gmock.h>

#include "metrics/answer.hpp"
#include "pipeline/same_review.hpp"
#include "same_town.hpp"

namespace aftercare::pipeline {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class SamePeopleTest : public SameTown {
 protected:
  ComparedRecords compare() {
    const auto done = compare_customers(*session_, progress_);
    EXPECT_TRUE(done) << done.error().message;
    return done.value_or(ComparedRecords{});
  }
  void complain(const std::string& rows) {
    take("tickets", "case",
         "case_id: no, channel: via, kind: kind, customer_id: who, opened_at: at, text: said",
         "no,via,kind,who,at,said\n" + rows);
  }
};

TEST_F(SamePeopleTest, OnePersonInTwoSourcesIsOne) {
  take_two_sources();
  const auto done = compare();
  EXPECT_EQ(done.records, 324U);
  EXPECT_EQ(done.groups, 24U);
  EXPECT_EQ(done.repeated, 24U);
  EXPECT_THAT(group("customer", "s13"), testing::UnorderedElementsAre("c13", "s13"));
  EXPECT_THAT(group("customer", "s14"), ElementsAre("s14"));
}

TEST_F(SamePeopleTest, FactsCountThePersonNotTheAccounts) {
  take_two_sources();
  complain(
      "1,email,complaint,s13,2026-03-01 10:00:00,充电器坏了要求退款\n"
      "2,chat,complaint,c13,2026-03-05 10:00:00,充电器坏了还没有退款\n"
      "3,chat,complaint,s14,2026-03-05 10:00:00,充电器坏了要求退款\n");
  const auto persons = "SELECT count(DISTINCT person_id) FROM case_fact";
  EXPECT_EQ(one_value(persons), "3");
  compare();
  EXPECT_EQ(one_value(persons), "2");
  // The second complaint is the same person's again.
  EXPECT_EQ(one_value("SELECT count(*) FROM case_fact WHERE is_repeat AND case_key = '2'"), "1");
  EXPECT_EQ(one_value("SELECT count(*) FROM case_fact WHERE is_repeat"), "1");
  // So it is for a case that comes afterwards.
  complain("4,phone,complaint,c13,2026-03-09 10:00:00,充电器坏了第三次来电\n");
  EXPECT_EQ(one_value(persons), "2");
}

TEST_F(SamePeopleTest, APairThatWasSplitIsNeverJoinedAgain) {
  take_two_sources();
  complain(
      "1,email,complaint,s13,2026-03-01 10:00:00,充电器坏了\n"
      "2,chat,complaint,c13,2026-03-05 10:00:00,充电器坏了\n");
  compare();
  const auto split = say_apart(*session_, "customer", {"s13", "c13"}, "lin");
  ASSERT_TRUE(split) << split.error().message;
  EXPECT_THAT(group("customer", "s13"), ElementsAre("s13"));
  EXPECT_EQ(one_value("SELECT count(DISTINCT person_id) FROM case_fact"), "2");
  compare();
  EXPECT_THAT(group("customer", "s13"), ElementsAre("s13"));
  // Nor by a third record that is like both, nor when the record comes again in a new version.
  take("crm", "customer", kCustomerFields, "id,name,phone,mail,address\n" + again(13, "d13"));
  take("crm", "customer", kCustomerFields, "id,name,phone,mail,address\n" + again(13, "c13"));
  compare();
  EXPECT_NE(group("customer", "s13"), group("customer", "c13"));

  const auto undone = unsay(*session_, split->verdict, "lin");
  ASSERT_TRUE(undone) << undone.error().message;
  compare();
  EXPECT_THAT(group("customer", "s13"), testing::UnorderedElementsAre("c13", "d13", "s13"));
}

TEST_F(SamePeopleTest, MergedByHandStaysMergedUntilItIsUndone) {
  take_two_sources();
  compare();
  const auto merged = say_same(*session_, "customer", {"s1", "s2", "s13"}, "lin");
  ASSERT_TRUE(merged) << merged.error().message;
  EXPECT_EQ(group("customer", "s1").size(), 4U);
  compare();
  EXPECT_EQ(group("customer", "s2").size(), 4U);
  ASSERT_TRUE(unsay(*session_, merged->verdict, "lin"));
  EXPECT_THAT(group("customer", "s1"), ElementsAre("s1"));
  EXPECT_EQ(group("customer", "s13").size(), 2U);
}

TEST_F(SamePeopleTest, OneRecordIsTakenOutOfItsGroup) {
  take_two_sources();
  compare();
  ASSERT_TRUE(say_same(*session_, "customer", {"s1", "s13"}, "lin"));
  ASSERT_TRUE(say_apart(*session_, "customer", {"s1"}, "lin"));
  EXPECT_THAT(group("customer", "s1"), ElementsAre("s1"));
  EXPECT_EQ(group("customer", "s13").size(), 2U);
}

TEST_F(SamePeopleTest, WhoDecidedAndWhenIsKept) {
  take_two_sources();
  ASSERT_TRUE(say_apart(*session_, "customer", {"s1", "s2"}, "lin"));
  const auto verdicts =
      store::pair_verdicts(session_->store(), records::Viewer::owner(), "customer", false);
  ASSERT_TRUE(verdicts);
  ASSERT_EQ(verdicts->size(), 1U);
  EXPECT_EQ((*verdicts)[0].by, "lin");
  EXPECT_FALSE((*verdicts)[0].same);
  EXPECT_GT((*verdicts)[0].at.time_since_epoch().count(), 0);
}

TEST_F(SamePeopleTest, SourcesThatNameThePersonAreBelieved) {
  take("members", "customer", "customer_id: id, person_id: person, name: name, phone: phone",
       "id,person,name,phone\n"
       "m1,P1,王建国,13900001111\n"
       "m2,P1,王建国,\n"
       "m3,P3,顾念慈,13700001234\n"
       "m4,P4,顾念慈,13700001234\n");
  take("shop", "customer", kCustomerFields, town("s", 200));
  compare();
  EXPECT_THAT(group("customer", "m1"), ElementsAre("m1", "m2"));
  EXPECT_THAT(group("customer", "m3"), ElementsAre("m3"));
  EXPECT_EQ(one_value("SELECT group_key FROM same_record WHERE record_key = 'm2'"), "P1");
  // But not against a person who knows better.
  ASSERT_TRUE(say_apart(*session_, "customer", {"m1", "m2"}, "lin"));
  EXPECT_NE(group("customer", "m1"), group("customer", "m2"));
  ASSERT_TRUE(say_same(*session_, "customer", {"m3", "m4"}, "lin"));
  EXPECT_THAT(group("customer", "m4"), ElementsAre("m3", "m4"));
}

TEST_F(SamePeopleTest, NonsenseIsRefusedInWords) {
  take_two_sources();
  const auto unknown = say_same(*session_, "customer", {"s1", "nobody"}, "lin");
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().message, HasSubstr("no such customer: nobody"));
  EXPECT_FALSE(say_same(*session_, "customer", {"s1"}, "lin"));
  EXPECT_FALSE(say_same(*session_, "customer", {"s1", "s1"}, "lin"));
  EXPECT_FALSE(say_apart(*session_, "customer", {"s1"}, "lin"));
  EXPECT_FALSE(say_apart(*session_, "order", {"s1", "s2"}, "lin"));
  EXPECT_FALSE(unsay(*session_, 99, "lin"));
  EXPECT_EQ(one_value("SELECT count(*) FROM pair_verdict"), "0");
}

TEST_F(SamePeopleTest, AnEmptyStoreAndOneCustomerAreNoTrouble) {
  EXPECT_EQ(compare().records, 0U);
  take("shop", "customer", kCustomerFields, town("s", 1));
  EXPECT_EQ(compare().records, 1U);
  EXPECT_EQ(compare().groups, 0U);
}

}  // namespace
}  // namespace aftercare::pipeline
