#include "pipeline/replay.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "opened_workspace.hpp"
#include "store/duckdb/overview.hpp"
#include "store/duckdb/quarantine.hpp"

namespace aftercare::pipeline {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kCustomers =
    "客户编号,姓名,手机号,邮箱,省份,城市,收货地址,会员等级,性别,注册时间\n"
    "C1,王小明,13812345678,,广东,深圳,,,,2026-01-01 10:00:00\n"
    ",李晓红,13987654321,,广东,深圳,,,,2026-01-02 10:00:00\n";

class ReplayTest : public OpenedWorkspace {
 protected:
  std::vector<store::SetAside> rows_waiting() const {
    auto rows = store::quarantine_list(session_->store(), records::Viewer::owner());
    EXPECT_TRUE(rows) << rows.error().message;
    return std::move(*rows);
  }

  std::vector<std::int64_t> waiting() const {
    std::vector<std::int64_t> ids;
    const auto rows = rows_waiting();
    for (const auto& one : rows) ids.push_back(one.id);
    return ids;
  }

  std::string text_of(const std::string& case_id) const {
    const auto frame =
        session_->store().read("SELECT text FROM \"case\" WHERE case_id = ?", {case_id});
    EXPECT_TRUE(frame) << frame.error().message;
    if (!frame || frame->rows.empty()) return "no such case";
    return std::get<std::string>(frame->rows[0][0]);
  }

  std::int64_t count(const std::string& table) const {
    const auto frame = session_->store().read("SELECT count(*) FROM \"" + table + "\"");
    EXPECT_TRUE(frame) << frame.error().message;
    return std::get<std::int64_t>(frame->rows[0][0]);
  }
};

TEST_F(ReplayTest, AMendedRowIsStoredAndMovesInTheLedger) {
  const auto ledger = ingest_text("customers.csv", kCustomers);
  EXPECT_EQ(ledger.rows, 2U);
  EXPECT_EQ(ledger.stored, 1U);
  EXPECT_EQ(ledger.quarantined, 1U);
  ASSERT_EQ(waiting().size(), 1U);
  const auto id = waiting()[0];

  const auto clear = row_in_clear(*session_, records::Viewer::owner(), id, {"tester", "a call"});
  ASSERT_TRUE(clear) << clear.error().message;
  EXPECT_THAT(clear->cells, testing::Contains("李晓红"));

  const auto as_it_is = replay(*session_, {}, {}, std::nullopt);
  ASSERT_TRUE(as_it_is) << as_it_is.error().message;
  EXPECT_EQ(as_it_is->tried, 1U);
  EXPECT_EQ(as_it_is->replayed, 0U);
  EXPECT_THAT(as_it_is->refused, ElementsAre(std::pair(id, std::string("required_missing"))));

  const auto mended = replay(*session_, {id}, {{"客户编号", "C2"}}, std::nullopt);
  ASSERT_TRUE(mended) << mended.error().message;
  EXPECT_EQ(mended->replayed, 1U);
  EXPECT_THAT(waiting(), IsEmpty());
  EXPECT_EQ(count("customer"), 2);

  const auto again = replay(*session_, {id}, {{"客户编号", "C2"}}, std::nullopt);
  ASSERT_FALSE(again);
  EXPECT_THAT(again.error().message, HasSubstr("does not wait"));
}

TEST_F(ReplayTest, RefusesWhatItCannotDo) {
  ingest_text("customers.csv", kCustomers);
  const auto id = waiting().at(0);
  const auto no_column = replay(*session_, {id}, {{"客户号", "C2"}}, std::nullopt);
  ASSERT_FALSE(no_column);
  EXPECT_EQ(no_column.error().kind, base::ErrorKind::usage);
  EXPECT_THAT(no_column.error().message, HasSubstr("客户号"));
  EXPECT_FALSE(replay(*session_, {}, {{"客户编号", "C2"}}, std::nullopt));
  EXPECT_FALSE(replay(*session_, {id + 100}, {}, std::nullopt));
  EXPECT_THAT(waiting(), ElementsAre(id));
}

TEST_F(ReplayTest, ACustomerWhoCameThroughQuarantineIsMaskedInOlderTexts) {
  ingest_text("reviews.csv",
              "评价编号,订单号,商品编号,客户编号,评分,评价内容,评价时间\n"
              "R1,,,C2,1,给李晓红的电池坏了,2026-03-01 10:00:00\n");
  ingest_text("customers.csv", kCustomers);
  EXPECT_THAT(text_of("R1"), HasSubstr("李晓红"));  // Nobody knows yet who C2 is.
  ASSERT_TRUE(replay(*session_, {}, {}, std::nullopt));
  ASSERT_TRUE(replay(*session_, waiting(), {{"客户编号", "C2"}}, std::nullopt));
  EXPECT_EQ(text_of("R1"), "给[姓名]的电池坏了");
}

// A mapping of an export in which each row is a case and, where he is named, its customer.
class DeskExportTest : public ReplayTest {
 protected:
  void SetUp() override {
    ReplayTest::SetUp();
    std::ofstream(mapping_.mapping_file = fresh_.folder.path / "desk.yaml") << R"(
name: desk_export
label: {zh: 客服导出, en: Desk export}
source: desk
entities:
  - entity: case
    fields: {case_id: id, customer_id: customer, text: words, opened_at: at, channel: {constant: ticket}}
  - entity: customer
    when: {column: customer_name, not_empty: true}
    fields: {customer_id: customer, name: customer_name}
)";
  }

  IngestOptions mapping_;
};

TEST_F(DeskExportTest, CustomersWithinTheFileAreMaskedInAllItsTexts) {
  const auto ledger = ingest_text("desk.csv",
                                  "id,at,customer,customer_name,words\n"
                                  "1,2026-03-01 10:00:00,C1,,到货时欧阳锋不在家\n"
                                  "2,2026-03-02 10:00:00,C1,欧阳锋,欧阳锋要退货\n"
                                  "3,2026-03-03 10:00:00,C3,,欧阳锋要换货\n",
                                  mapping_);
  EXPECT_EQ(ledger.stored, 3U);
  EXPECT_EQ(text_of("1"), "到货时[姓名]不在家");
  EXPECT_EQ(text_of("2"), "[姓名]要退货");
  EXPECT_EQ(text_of("3"), "欧阳锋要换货");  // Another customer, who may mean the swordsman.
}

TEST_F(DeskExportTest, AnUpdatedNameIsMaskedFromThenOnAndTheOldOneToo) {
  const std::string header = "id,at,customer,customer_name,words\n";
  ingest_text("desk1.csv", header + "1,2026-03-01 10:00:00,C1,欧阳锋,你好\n", mapping_);
  ingest_text("desk2.csv", header + "2,2026-03-02 10:00:00,C1,司徒雷,你好啊\n", mapping_);
  ingest_text("desk3.csv", header + "3,2026-03-03 10:00:00,C1,,司徒雷就是欧阳锋\n", mapping_);
  EXPECT_EQ(text_of("3"), "[姓名]就是[姓名]");
}

TEST_F(DeskExportTest, ASecondRecordThatCannotBeStoredWaitsWithoutCounting) {
  const auto ledger = ingest_text("desk.csv",
                                  "id,at,customer,customer_name,words\n"
                                  "1,2026-03-01 10:00:00,,欧阳锋,要退货\n"
                                  ",2026-03-02 10:00:00,,司徒雷,要换货\n",
                                  mapping_);
  EXPECT_EQ(ledger.rows, 2U);
  EXPECT_EQ(ledger.stored, 1U);
  EXPECT_EQ(ledger.quarantined, 1U);
  EXPECT_TRUE(ledger.balanced());
  std::vector<std::string> entities;
  const auto rows = rows_waiting();
  for (const auto& one : rows) entities.push_back(one.row.entity);
  EXPECT_THAT(entities, testing::UnorderedElementsAre("customer", "case"));
}

}  // namespace
}  // namespace aftercare::pipeline
