// Rows of a file that nobody described can be mended and read again.

#include "pipeline/file_mapping.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "opened_workspace.hpp"
#include "pipeline/replay.hpp"
#include "store/duckdb/overview.hpp"
#include "store/duckdb/quarantine.hpp"

namespace aftercare::pipeline {
namespace {

using testing::ElementsAre;

class FileMappingTest : public OpenedWorkspace {
 protected:
  std::int64_t waiting_row() const {
    const auto waiting = store::quarantine_list(session_->store(), records::Viewer::owner());
    EXPECT_TRUE(waiting && waiting->size() == 1);
    return waiting && !waiting->empty() ? waiting->front().id : 0;
  }

  std::string ordered_at(const std::string& order) const {
    const auto frame = session_->store().read(
        "SELECT CAST(ordered_at AS VARCHAR) FROM \"order\" WHERE order_id = ?", {order});
    EXPECT_TRUE(frame) << frame.error().message;
    if (!frame || frame->rows.empty()) return "no row";
    return std::get<std::string>(frame->rows[0][0]);
  }
};

TEST_F(FileMappingTest, ARowOfASuggestedMappingIsReadAgainAsItsFileWas) {
  // Only the other rows say that the month comes first.
  const auto ledger = ingest_text("orders.csv",
                                  "order_id,customer_id,order_date,amount\n"
                                  "A1,C1,03/23/2026 10:00,5\n"
                                  ",C2,03/04/2026 10:00,6\n"
                                  "A3,C3,03/25/2026 10:00,7\n");
  EXPECT_EQ(ledger.quarantined, 1U);
  reopen();
  const auto replayed = replay(*session_, {waiting_row()}, {{"order_id", "A2"}}, std::nullopt);
  ASSERT_TRUE(replayed) << replayed.error().message;
  EXPECT_EQ(replayed->replayed, 1U);
  EXPECT_EQ(ordered_at("A2"), "2026-03-04 02:00:00") << "ten o'clock in Shanghai";
  const auto all = store::ledger(session_->store(), records::Viewer::owner());
  ASSERT_TRUE(all);
  EXPECT_TRUE(all->balanced && all->total.balanced());
  EXPECT_EQ(all->total.stored, 3U);
  EXPECT_EQ(all->total.quarantined, 0U);
}

TEST_F(FileMappingTest, SoIsOneOfAMappingThatWasGivenOnce) {
  const auto mapping = fresh_.folder.path / "once.yaml";
  std::ofstream(mapping)
      << "name: once\nlabel: {zh: 一次, en: Once}\nentities:\n  - entity: order\n "
         "   fields: {order_id: a, customer_id: b, ordered_at: {column: c, "
         "format: day/month/year}}\n";
  IngestOptions options;
  options.mapping_file = mapping.string();
  ingest_text("odd.csv", "a,b,c\nX1,C1,03/04/2026 10:00\n,C2,05/04/2026 10:00\n", options);
  std::filesystem::remove(mapping);
  const auto replayed = replay(*session_, {waiting_row()}, {{"a", "X2"}}, std::nullopt);
  ASSERT_TRUE(replayed) << replayed.error().message;
  EXPECT_EQ(replayed->replayed, 1U);
  EXPECT_EQ(ordered_at("X2"), "2026-04-05 02:00:00");
}

TEST_F(FileMappingTest, NothingIsKeptOfFilesWithoutSuchRows) {
  ingest_text("fine.csv",
              "order_id,customer_id,order_date,amount\nA1,C1,2026-03-23 10:00,5\n"
              "A2,C2,2026-03-24 10:00,6\n");
  const auto notes =
      session_->store().read("SELECT count(*) FROM setting WHERE name LIKE 'mapping of %'", {});
  ASSERT_TRUE(notes);
  EXPECT_EQ(std::get<std::int64_t>(notes->rows[0][0]), 0);
}

}  // namespace
}  // namespace aftercare::pipeline
