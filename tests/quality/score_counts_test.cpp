#include "quality/score_counts.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "small_dictionary.hpp"

namespace aftercare::quality {

using records::QualityDimension;

struct ScoreCountsTest : testing::Test {
  records::Dictionary dictionary = small_dictionary();

  RuleSet rules() const {
    const DefinitionFile file(R"(
rules:
  - {name: refund_small, table: ticket, column: refund, at_most: paid, label: {zh: 退款过大, en: Refund too large}}
  - {name: rating_possible, table: ticket, column: rating, in_range: [1, 5], repair: null, label: {zh: 评分, en: Rating}}
)");
    return RuleSet::load_files({file.path}, dictionary).value();
  }
  static records::QualityCount count_of(const records::Batch& batch, QualityDimension dimension) {
    const auto at = std::ranges::find(batch.quality, dimension, &records::QualityCount::dimension);
    return at == batch.quality.end() ? records::QualityCount{dimension, 0, 0} : *at;
  }
};

TEST_F(ScoreCountsTest, EachDimensionCountsWhatItJudged) {
  auto batch = batch_of(*dictionary.entity("ticket"), 4);
  auto& rating = batch.column_or_add("rating", records::FieldType::real);
  rating.set(0, 5.0);
  rating.set(1, 9.0);  // Out of range: emptied, but it was judged.
  auto& paid = batch.column_or_add("paid", records::FieldType::money);
  for (std::size_t row = 0; row < 4; ++row) paid.set(row, std::int64_t{100'000});
  auto& refund = batch.column_or_add("refund", records::FieldType::money);
  refund.set(0, std::int64_t{50'000});
  refund.set(1, std::int64_t{200'000});  // More than was paid.
  auto& opened = batch.column_or_add("opened_at", records::FieldType::moment);
  const CheckContext now{records::Moment(std::chrono::hours(24 * 100))};
  opened.set(0, (now.as_of->time_since_epoch() - std::chrono::hours(24 * 2)).count());
  opened.set(1, (now.as_of->time_since_epoch() - std::chrono::hours(24 * 30)).count());
  const auto set = rules();
  check(batch, set, now);
  count_quality(batch, set, now);

  const auto complete = count_of(batch, QualityDimension::completeness);
  EXPECT_EQ(complete.checked, 16U);  // Four columns of four rows.
  EXPECT_EQ(complete.failed, 3U + 0U + 2U + 2U);
  const auto valid = count_of(batch, QualityDimension::validity);
  EXPECT_EQ(valid.failed, 1U);
  EXPECT_GE(valid.checked, 9U);
  const auto consistent = count_of(batch, QualityDimension::consistency);
  EXPECT_EQ(consistent.checked, 2U);
  EXPECT_EQ(consistent.failed, 1U);
  const auto timely = count_of(batch, QualityDimension::timeliness);
  EXPECT_EQ(timely.checked, 2U);
  EXPECT_EQ(timely.failed, 1U);
}

TEST_F(ScoreCountsTest, AProposalIsAFailureOnlyWhereNothingCouldBeStored) {
  for (const bool stored : {false, true}) {
    auto batch = batch_of(*dictionary.entity("ticket"), 1);
    auto& currency = batch.column_or_add("currency", records::FieldType::code);
    if (stored) currency.set(0, std::string_view("CNY"));
    batch.column_or_add("count", records::FieldType::integer).set(0, std::int64_t{1});
    batch.findings.push_back(
        {0, records::FindingKind::proposed, "currency", "guess", "C N Y", "CNY", 0.5});
    count_quality(batch, rules());
    EXPECT_EQ(count_of(batch, QualityDimension::validity).failed, stored ? 0U : 1U);
  }
}

TEST_F(ScoreCountsTest, PartsAddUpToTheWhole) {
  const auto set = rules();
  const auto counted = [&](std::size_t rows) {
    auto batch = batch_of(*dictionary.entity("ticket"), rows);
    auto& rating = batch.column_or_add("rating", records::FieldType::real);
    for (std::size_t row = 0; row < rows; row += 2) rating.set(row, 3.0);
    check(batch, set);
    count_quality(batch, set);
    return count_of(batch, QualityDimension::completeness);
  };
  const auto whole = counted(100), left = counted(60), right = counted(40);
  EXPECT_EQ(whole.checked, left.checked + right.checked);
  EXPECT_EQ(whole.failed, left.failed + right.failed);
}

}  // namespace aftercare::quality
