#include "pipeline/consent.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/progress.hpp"
#include "fresh_workspace.hpp"
#include "pipeline/anonymous_export.hpp"
#include "pipeline/ingest.hpp"
#include "pipeline/retention.hpp"
#include "store/duckdb/overview.hpp"

namespace aftercare::pipeline {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

const Actor kOfficerOfShop{"officer", "by letter"};

records::Moment at_noon(int year, unsigned month, unsigned day) {
  return std::chrono::sys_days(std::chrono::year(year) / static_cast<int>(month) /
                               static_cast<int>(day)) +
         std::chrono::hours(12);
}

class LawfulShopTest : public testing::Test {
 protected:
  void SetUp() override {
    auto workspace = fresh_.open();
    ASSERT_TRUE(workspace) << workspace.error().message;
    auto opened = Session::open(std::move(*workspace));
    ASSERT_TRUE(opened) << opened.error().message;
    session_ = std::move(*opened);
    read("customers.csv",
         "客户编号,姓名,手机号,邮箱,省份,城市,收货地址,会员等级,性别,注册时间\n"
         "C1,欧阳锋,13812345678,,广东,深圳,,,,2020-01-01 10:00:00\n"
         "C2,司徒雷,13787654321,,广东,深圳,,,,2020-01-02 10:00:00\n"
         "C3,慕容复,13787654399,,广东,深圳,,,,2020-01-02 10:00:00\n");
    read("reviews.csv",
         "评价编号,订单号,商品编号,客户编号,评分,评价内容,评价时间\n"
         "R1,,,C1,1,打13812345678找我 电池坏了,2021-03-01 10:00:00\n"
         "R2,,,C2,1,电池鼓包了很危险,2025-12-01 10:00:00\n");
  }

  records::Ledger read(const std::string& name, std::string_view content) {
    const auto file = fresh_.folder.path / name;
    std::ofstream(file) << content;
    const auto report = ingest(*session_, {file}, {}, std::nullopt, progress_);
    EXPECT_TRUE(report) << report.error().message;
    if (!report) return {};
    EXPECT_FALSE(report->files[0].error) << report->files[0].error->message;
    return report->total;
  }

  std::int64_t count(const std::string& from) const {
    const auto frame = session_->store().read("SELECT count(*) FROM " + from);
    EXPECT_TRUE(frame) << frame.error().message;
    return frame ? std::get<std::int64_t>(frame->rows[0][0]) : -1;
  }

  base::NoProgress progress_;
  FreshWorkspace fresh_;
  std::unique_ptr<Session> session_;
};

constexpr std::string_view kEventHeader =
    "event_id,event_kind,customer_id,product_id,happened_at,detail\n";

TEST_F(LawfulShopTest, WithdrawnConsentStopsThePurposeAndNothingElse) {
  read("events.csv", std::string(kEventHeader) +
                         "E1,view,C1,,2026-03-01 10:00:00,\n"
                         "E2,view,C2,,2026-03-01 10:00:00,\n");
  ASSERT_EQ(count("event WHERE customer_id = 'C1'"), 1);
  const auto noted = withdraw_consent(*session_, "C1", "analysis", kOfficerOfShop);
  ASSERT_TRUE(noted) << noted.error().message;
  EXPECT_EQ(noted->rows, 1U);
  EXPECT_EQ(count("event WHERE customer_id = 'C1'"), 0);
  EXPECT_EQ(count("event"), 2) << "it is still counted";
  EXPECT_EQ(count("event WHERE customer_id = 'C2'"), 1);
  EXPECT_EQ(count("customer WHERE customer_id = 'C1'"), 1);

  const auto ledger = read("more.csv", std::string(kEventHeader) +
                                           "E3,view,C1,,2026-03-02 10:00:00,\n"
                                           "E4,view,C2,,2026-03-02 10:00:00,\n");
  EXPECT_EQ(ledger.stored, 1U);
  EXPECT_EQ(ledger.quarantined, 1U);
  EXPECT_TRUE(ledger.balanced());
  EXPECT_EQ(count("quarantine WHERE reason = 'consent_withdrawn' AND sealed IS NULL"), 1);
  const auto reviews = read("later.csv",
                            "评价编号,订单号,商品编号,客户编号,评分,评价内容,评价时间\n"
                            "R3,,,C1,1,充电器坏了,2026-03-01 10:00:00\n");
  EXPECT_EQ(reviews.stored, 1U) << "a case rests on the contract";

  ASSERT_TRUE(give_consent(*session_, "C1", "analysis", kOfficerOfShop));
  const auto again =
      read("again.csv", std::string(kEventHeader) + "E5,view,C1,,2026-03-03 10:00:00,\n");
  EXPECT_EQ(again.stored, 1U);
  const auto all = store::consents(session_->store(), records::Viewer::owner(), "C1");
  ASSERT_THAT(*all, SizeIs(2));
  EXPECT_FALSE(all->front().withdrawn) << "the newest first";
}

TEST_F(LawfulShopTest, OnlyWhatRestsOnConsentCanBeWithdrawn) {
  EXPECT_THAT(withdraw_consent(*session_, "C1", "service", kOfficerOfShop).error().message,
              HasSubstr("does not rest on consent"));
  EXPECT_THAT(withdraw_consent(*session_, "C1", "fun", kOfficerOfShop).error().message,
              HasSubstr("no such purpose"));
  EXPECT_EQ(count("consent"), 0);
}

TEST_F(LawfulShopTest, WhatIsTooOldIsEmptiedAndStillCounts) {
  const auto as_of = at_noon(2026, 3, 1);
  const auto looked = expired(*session_, as_of);
  ASSERT_TRUE(looked) << looked.error().message;
  const auto cases = [](const RetentionReport& report) {
    for (const auto& one : report.counts)
      if (one.entity->name == "case") return one.rows;
    return std::uint64_t{99};
  };
  EXPECT_EQ(cases(*looked), 1U) << "R1 is of 2021, kept for three years";
  EXPECT_EQ(looked->idle, (std::vector<std::string>{"C1", "C3"}));
  EXPECT_EQ(count("\"case\" WHERE text IS NOT NULL"), 2) << "nothing was changed yet";

  const auto done = apply_retention(*session_, as_of, kOfficerOfShop);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->erased, 2U);
  EXPECT_EQ(count("\"case\""), 2);
  EXPECT_EQ(count("\"case\" WHERE text IS NULL AND sealed IS NULL AND case_id = 'R1'"), 1);
  EXPECT_EQ(count("\"case\" WHERE text IS NOT NULL AND sealed IS NOT NULL AND case_id = 'R2'"), 1);
  EXPECT_EQ(count("customer WHERE customer_id IN ('C1', 'C3')"), 0);
  EXPECT_EQ(count("customer WHERE customer_id = 'C2' AND name IS NOT NULL"), 1);
  EXPECT_EQ(count("audit WHERE action = 'retention'"), 1);
  const auto again = expired(*session_, as_of);
  EXPECT_EQ(cases(*again), 0U);
  EXPECT_TRUE(again->idle.empty());
}

TEST_F(LawfulShopTest, IdleCustomersOfSeveralBatchesAllGoEachWithAReceipt) {
  std::string many = "客户编号,姓名,手机号,邮箱,省份,城市,收货地址,会员等级,性别,注册时间\n";
  for (int i = 100; i < 400; ++i)
    many += "C" + std::to_string(i) + ",王小明," + std::to_string(13800000000 + i) +
            ",,浙江,杭州,,,,2019-01-01 10:00:00\n";
  read("many_customers.csv", many);
  const auto as_of = at_noon(2026, 3, 1);
  const auto idle = expired(*session_, as_of)->idle;
  ASSERT_THAT(idle, SizeIs(302));
  const auto done = apply_retention(*session_, as_of, kOfficerOfShop);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->erased, 302U);
  EXPECT_EQ(done->idle, idle);
  EXPECT_EQ(count("erasure"), 302);
  EXPECT_EQ(count("audit WHERE action = 'erasure' AND reason = 'retention'"), 302);
  EXPECT_EQ(count("customer WHERE name IS NOT NULL"), 1);
  EXPECT_TRUE(expired(*session_, as_of)->idle.empty());
}

TEST_F(LawfulShopTest, AnEmptiedRowDoesNotComeBackWithTheSameFile) {
  ASSERT_TRUE(apply_retention(*session_, at_noon(2029, 1, 1), kOfficerOfShop));
  EXPECT_EQ(count("\"case\" WHERE text IS NOT NULL"), 0);
  const auto ledger = read("reviews_copy.csv",
                           "评价编号,订单号,商品编号,客户编号,评分,评价内容,评价时间\n"
                           "R2,,,C2,1,电池鼓包了很危险,2025-12-01 10:00:00\n"
                           "R9,,,C9,5,很好,2028-12-01 10:00:00\n");
  EXPECT_EQ(ledger.quarantined, 1U) << "C2 was idle by then, and erased";
  EXPECT_EQ(count("\"case\" WHERE text IS NOT NULL"), 1);
}

TEST_F(LawfulShopTest, PeriodsAreCountedByTheCalendar) {
  EXPECT_EQ(before_period(at_noon(2026, 3, 31), "1m"), at_noon(2026, 2, 28));
  EXPECT_EQ(before_period(at_noon(2024, 2, 29), "1y"), at_noon(2023, 2, 28));
  EXPECT_EQ(before_period(at_noon(2026, 3, 1), "30d"), at_noon(2026, 1, 30));
  EXPECT_EQ(before_period(at_noon(2026, 3, 1), "3y"), at_noon(2023, 3, 1));
}

TEST_F(LawfulShopTest, AnExportForAnalystsHoldsNobodyAlone) {
  std::string reviews = "评价编号,订单号,商品编号,客户编号,评分,评价内容,评价时间\n";
  for (int i = 0; i < 60; ++i)
    reviews += "X" + std::to_string(i) + ",,,C" + std::to_string(1 + i % 3) + ",1," +
               (i % 2 == 0 ? "电池坏了" : "快递太慢了") + ",2026-03-" + (i % 20 < 9 ? "0" : "") +
               std::to_string(1 + i % 20) + " 10:00:00\n";
  read("many.csv", reviews);
  std::vector<std::vector<std::string>> rows;
  const auto take = [&rows](const std::vector<std::string>& row) -> base::Result<void> {
    rows.push_back(row);
    return {};
  };
  const auto out = export_anonymous(*session_, "cases", std::nullopt, std::nullopt, {5, 1, 0.05},
                                    kOfficerOfShop, take);
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_EQ(rows.size() + out->report.left_out, 62U);
  EXPECT_GE(out->report.smallest_group, 5U);
  for (const auto& row : rows)
    for (const auto& cell : row) EXPECT_THAT(cell, testing::Not(HasSubstr("C1")));
  EXPECT_EQ(count("audit WHERE action = 'export' AND subject LIKE 'anonymous/cases%'"), 1);
  EXPECT_THAT(
      export_anonymous(*session_, "secrets", {}, {}, {}, kOfficerOfShop, take).error().message,
      HasSubstr("cases"));
}

TEST_F(LawfulShopTest, AnExportPlanThatNamesAPersonIsRefused) {
  const auto root = session_->workspace().root();
  const auto refused = [&](const std::string& column) {
    std::ofstream(root / "catalog" / "anonymous_exports.yaml")
        << "exports:\n  - {name: own, label: {zh: 自, en: own}, fact: case_fact, quasi: [{column: "
        << column << ", how: category}]}\n";
    return !export_plans(root).has_value();
  };
  EXPECT_TRUE(refused("customer_id"));
  EXPECT_TRUE(refused("case_key"));
  EXPECT_TRUE(refused("no_such_column"));
  EXPECT_FALSE(refused("province"));
  EXPECT_TRUE(refused("province, how: number}, {column: city")) << "no number";
}

}  // namespace
}  // namespace aftercare::pipeline
