#include "pipeline/conveyor.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "fresh_workspace.hpp"
#include "intake/reader.hpp"
#include "pipeline/ingest.hpp"
#include "store/duckdb/write_side.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::pipeline {
namespace {

constexpr int kOrders = 45'000;

// Wants no more as soon as a slice is stored.
struct OneSlice : base::Progress {
  void begin(std::string_view, std::uint64_t, std::string_view) override {}
  void update(std::uint64_t) override {}
  void end() override {}
  bool wanted() const override { return false; }
};

class HalfReadTest : public testing::Test {
 protected:
  void SetUp() override {
    session_ = Session::open(fresh_.open().value()).value();
    file_ = fresh_.folder.path / "orders.csv";
    std::ofstream out(file_);
    out << "order_id,customer_id,status,amount\n";
    for (int i = 0; i < kOrders; ++i)
      out << fmt::format("SO{:06},C{},paid,{}.50\n", i, i % 700, i % 90);
  }

  IngestedFile read(base::Progress& progress) {
    const auto report = ingest(*session_, {file_}, {}, {}, progress);
    EXPECT_TRUE(report) << report.error().message;
    return report->files.at(0);
  }
  void change(const std::string& sql) {
    const auto changed = store::Writer(session_->store()).change([&](store::WriteSide& side) {
      return side.connection.execute(sql).map([](auto&&) {});
    });
    ASSERT_TRUE(changed) << changed.error().message;
  }
  std::int64_t number(const std::string& sql) const {
    return std::get<std::int64_t>(session_->store().read(sql)->rows[0][0]);
  }

  // As a version left it that did not note its cut: one slice, of 20,000 records with the header.
  void leave_to_older_version() {
    OneSlice one;
    const auto file_id = read(one).file_id;
    change(
        "DELETE FROM slice; DELETE FROM \"order\"; DELETE FROM order_fact; "
        "UPDATE file SET slices = 0, rows_read = 0, slice_rows = NULL;");
    const auto plan = plan_file(*session_, file_, {}).value();
    const auto stages = Stages::make(*session_, {}).value();
    const Begun older{.cut = {.limits = {20'000, 4 << 20}, .header_counts = true}};
    Conveyor conveyor(*stages, session_->vault(), plan.mapper, plan.repair_threshold, file_id,
                      intake::open(file_, plan.open).value(), older, 1);
    ASSERT_TRUE(
        store::Writer(session_->store()).commit(std::move((*conveyor.next().value()).slice)));
    ASSERT_EQ(number("SELECT count(*) FROM \"order\""), 19'999);
  }

  FreshWorkspace fresh_;
  std::unique_ptr<Session> session_;
  std::filesystem::path file_;
};

TEST_F(HalfReadTest, IsReadOnUnderTheCutOfTheVersionThatBeganIt) {
  leave_to_older_version();
  base::NoProgress quiet;
  const auto done = read(quiet);
  ASSERT_FALSE(done.error) << done.error->message;
  EXPECT_EQ(done.ledger.rows, std::uint64_t{kOrders});
  EXPECT_EQ(done.ledger.stored, std::uint64_t{kOrders});
  EXPECT_EQ(number("SELECT count(DISTINCT order_id) FROM \"order\""), kOrders);
  EXPECT_EQ(number("SELECT slices FROM file"), 4);  // 19,999, 20,000, 5,001 and the end.
}

TEST_F(HalfReadTest, IsReadOnUnderItsNotedCut) {
  OneSlice one;
  EXPECT_TRUE(read(one).error);
  base::NoProgress quiet;
  EXPECT_FALSE(read(quiet).error);
  EXPECT_EQ(number("SELECT count(*) FROM \"order\""), kOrders);
  EXPECT_EQ(number("SELECT slice_rows FROM file"), 5'120);
}

TEST_F(HalfReadTest, IsRefusedIfNoKnownCutGivesWhatIsStored) {
  OneSlice one;
  read(one);
  change("UPDATE file SET slice_rows = 5000");  // What is stored was cut at 5,120.
  base::NoProgress quiet;
  const auto refused = read(quiet);
  ASSERT_TRUE(refused.error);
  EXPECT_THAT(refused.error->message, testing::HasSubstr("5121 rows are stored"));
  EXPECT_THAT(refused.error->message_zh, testing::HasSubstr("分片方式不同"));
  EXPECT_EQ(number("SELECT count(*) FROM \"order\""), 5'120);
}

}  // namespace
}  // namespace aftercare::pipeline
