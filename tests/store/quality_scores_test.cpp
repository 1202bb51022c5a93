#include "store/duckdb/quality_scores.hpp"

#include <gtest/gtest.h>

#include <map>

#include "store/duckdb/write_side.hpp"
#include "tiny_shop.hpp"

namespace aftercare::store {
namespace {

using records::QualityDimension;

// A file with one slice of ten cases, of which some were late and some cells were empty.
std::string file_of(const std::string& id, const std::string& source, const std::string& entity,
                    const std::string& at, int late) {
  return fmt::format(
      "INSERT INTO file (file_id, source, name, entity, noted_at) VALUES ('{0}', '{1}', '{0}.csv', "
      "'{2}', TIMESTAMP '{3}'); INSERT INTO slice (file_id, number, \"rows\", duplicates, "
      "noted_at) "
      "VALUES ('{0}', 0, 10, 0, TIMESTAMP '{3}'); INSERT INTO slice_quality (file_id, "
      "slice_number, "
      "entity, dimension, checked, failed) VALUES ('{0}', 0, '{2}', {4}, 10, {5}), ('{0}', 0, "
      "'{2}', "
      "{6}, 40, 4);",
      id, source, entity, at, static_cast<int>(QualityDimension::timeliness), late,
      static_cast<int>(QualityDimension::completeness));
}

class QualityScoresTest : public testing::Test {
 protected:
  void SetUp() override {
    DatabaseOptions how;
    how.zone = "UTC";
    database_ = Database::open(folder_.file(), shop_dictionary(), how).value();
  }
  void keep(const std::string& sql) {
    Writer writer(*database_);
    const auto kept = writer.change([&sql](WriteSide& side) -> base::Result<void> {
      const auto done = side.connection.execute(sql);
      if (!done) return base::failure_of(done);
      return {};
    });
    ASSERT_TRUE(kept) << kept.error().message;
  }
  // By source: checked and failed of a dimension, over all days.
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> counts(
      QualityDimension dimension) {
    std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> sums;
    const auto all = score_counts(*database_, records::Viewer::owner());
    EXPECT_TRUE(all) << all.error().message;
    if (!all) return sums;
    for (const auto& one : *all)
      if (one.count.dimension == dimension) {
        sums[one.source].first += one.count.checked;
        sums[one.source].second += one.count.failed;
      }
    return sums;
  }
  TestFolder folder_;
  std::unique_ptr<Database> database_;
};

TEST_F(QualityScoresTest, TheYearsThatASourceBringsAtFirstAreNotLate) {
  keep(file_of("a", "tickets", "case", "2026-03-01 08:00:00", 10));
  keep(file_of("b", "tickets", "case", "2026-03-01 20:00:00", 9));
  EXPECT_TRUE(counts(QualityDimension::timeliness).empty()) << "nothing can be judged yet";
  EXPECT_EQ(counts(QualityDimension::completeness)["tickets"], std::pair(80UL, 8UL));

  keep(file_of("c", "tickets", "case", "2026-03-08 08:00:00", 2));
  EXPECT_EQ(counts(QualityDimension::timeliness)["tickets"], std::pair(10UL, 2UL));
}

TEST_F(QualityScoresTest, EachSourceAndWhatItBringsBeginsForItself) {
  keep(file_of("a", "tickets", "case", "2026-03-01 08:00:00", 10));
  keep(file_of("b", "reviews", "case", "2026-03-08 08:00:00", 10));
  keep(file_of("c", "tickets", "survey", "2026-03-08 09:00:00", 10));
  EXPECT_TRUE(counts(QualityDimension::timeliness).empty());
  keep(file_of("d", "reviews", "case", "2026-03-10 08:00:00", 1));
  const auto judged = counts(QualityDimension::timeliness);
  EXPECT_EQ(judged.size(), 1U);
  EXPECT_EQ(judged.at("reviews"), std::pair(10UL, 1UL));
}

}  // namespace
}  // namespace aftercare::store
