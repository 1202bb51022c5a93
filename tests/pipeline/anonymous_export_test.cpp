#include "pipeline/anonymous_export.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "base/progress.hpp"
#include "fresh_workspace.hpp"
#include "pipeline/ingest.hpp"
#include "privacy/rows_in_memory.hpp"
#include "simulate/shop.hpp"
#include "store/duckdb/write_side.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::pipeline {
namespace {

using TextRows = std::vector<std::vector<std::string>>;

const Actor kAnalyst{"analyst", "test"};

class AnonymousExportTest : public testing::Test {
 protected:
  void SetUp() override {
    auto workspace = fresh_.open();
    ASSERT_TRUE(workspace) << workspace.error().message;
    simulate::ShopPlan plan;
    plan.customers = 400;
    plan.days = 120;
    plan.seed = 3;
    plan.end = records::Day{std::chrono::sys_days(std::chrono::year(2026) / 3 / 31)};
    ASSERT_TRUE(simulate::simulate_shop(plan, workspace->root(), progress_));
    session_ = Session::open(std::move(*workspace)).value();
    ASSERT_TRUE(ingest_sources(*session_, "", std::nullopt, progress_));
  }

  // A fact's rows as texts, as anybody would ask for them.
  TextRows rows_of(const ExportPlan& plan, const std::string& where = "") const {
    std::string list;
    for (const auto& column : plan.columns)
      list += (list.empty() ? "" : ", ") + fmt::format("coalesce(\"{}\"::VARCHAR, '')", column);
    const auto frame =
        session_->store().read(fmt::format("SELECT {} FROM {} {}", list, plan.fact, where));
    EXPECT_TRUE(frame) << frame.error().message;
    TextRows rows;
    for (const auto& row : frame->rows) {
      rows.emplace_back();
      for (const auto& cell : row) rows.back().push_back(std::get<std::string>(cell));
    }
    return rows;
  }

  TextRows exported(const ExportPlan& plan, const privacy::AnonymityDemand& demand,
                    privacy::AnonymityReport& report,
                    const std::optional<records::Day>& from = std::nullopt) const {
    TextRows rows;
    const auto out = export_anonymous(*session_, plan.name, from, std::nullopt, demand, kAnalyst,
                                      [&rows](const auto& row) -> base::Result<void> {
                                        rows.push_back(row);
                                        return {};
                                      });
    EXPECT_TRUE(out) << out.error().message;
    if (out) report = out->report;
    return rows;
  }

  base::NoProgress progress_;
  FreshWorkspace fresh_;
  std::unique_ptr<Session> session_;
};

TEST_F(AnonymousExportTest, WhatTheEngineGroupsIsWhatGroupingTheRowsInMemoryComesTo) {
  const auto plans = export_plans(session_->workspace().root()).value();
  ASSERT_GE(plans.size(), 3U);
  for (const auto& plan : plans)
    for (const privacy::AnonymityDemand demand :
         {privacy::AnonymityDemand{2, 1, 0.1}, privacy::AnonymityDemand{5, 2, 0.05},
          privacy::AnonymityDemand{20, 1, 0.01}, privacy::AnonymityDemand{100'000, 1, 0}}) {
      auto expected = rows_of(plan);
      ASSERT_GT(expected.size(), 10U) << plan.name;
      const auto wanted = make_anonymous(expected, plan.quasi, plan.sensitive, demand);
      privacy::AnonymityReport report;
      const auto rows = exported(plan, demand, report);
      const auto what = fmt::format("{} k={} l={}", plan.name, demand.k, demand.l);
      EXPECT_EQ(rows, expected) << what;
      EXPECT_EQ(report.levels, wanted.levels) << what;
      EXPECT_EQ(report.rows, wanted.rows) << what;
      EXPECT_EQ(report.left_out, wanted.left_out) << what;
      EXPECT_EQ(report.groups, wanted.groups) << what;
      EXPECT_EQ(report.smallest_group, wanted.smallest_group) << what;
      EXPECT_EQ(report.least_different, wanted.least_different) << what;
      EXPECT_EQ(report.unique_before, wanted.unique_before) << what;
    }
}

TEST_F(AnonymousExportTest, OnlyRowsOfThePeriodAreThere) {
  const auto plan = export_plans(session_->workspace().root()).value().front();
  const auto from = records::Day{std::chrono::sys_days(std::chrono::year(2026) / 3 / 1)};
  privacy::AnonymityReport report;
  exported(plan, {2, 1, 0.1}, report, from);
  const auto all = rows_of(plan).size();
  const auto later = rows_of(plan, "WHERE " + plan.day + " >= DATE '2026-03-01'").size();
  EXPECT_EQ(report.rows, later);
  EXPECT_LT(later, all);
}

// What this process held at most, in MB.
double most_held() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word)
    if (word == "VmHWM:") {
      double kilobytes = 0;
      status >> kilobytes;
      return kilobytes / 1000;
    }
  return 0;
}

TEST_F(AnonymousExportTest, AMillionRowsGoOutWithoutBeingHeld) {
  store::Writer writer(session_->store());
  const auto filled = writer.change([](store::WriteSide& side) -> base::Result<void> {
    const auto made = side.connection.change(
        "INSERT INTO order_fact (order_key, ordered_day, province, city, paid_amount, status) "
        "SELECT "
        "'x' || i, DATE '2025-01-01' + (i % 365)::INTEGER, 'province ' || (i % 30), 'city ' || (i "
        "% "
        "300), (i * 7919 % 100000) / 100, 'status ' || (i % 4) FROM range(1000000) t(i)",
        {});
    if (!made) return base::failure_of(made);
    return {};
  });
  ASSERT_TRUE(filled) << filled.error().message;
  const auto before = most_held();
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  const auto out = export_anonymous(*session_, "orders", std::nullopt, std::nullopt, {5, 1, 0.05},
                                    kAnalyst, [&](const auto& row) -> base::Result<void> {
                                      ++rows;
                                      for (const auto& cell : row)
                                        bytes += sizeof cell + cell.size();
                                      return {};
                                    });
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(rows + out->report.left_out, out->report.rows);
  EXPECT_GT(rows, 900'000U);
  // The engine takes what it is allowed; beside it there is next to nothing.
  const auto allowed = session_->workspace().settings().memory_mb + 100.0;
  EXPECT_GT(static_cast<double>(bytes) / 1e6, allowed) << "else this proves nothing";
  EXPECT_LT(most_held() - before, allowed);
}

}  // namespace
}  // namespace aftercare::pipeline
