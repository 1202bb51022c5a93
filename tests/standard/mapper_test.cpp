#include "standard/mapper.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "raw_rows.hpp"
#include "standard/mapping_file.hpp"

namespace aftercare::standard {
namespace {

namespace fs = std::filesystem;
using records::RowState;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

/// Batches of a mapping written down in the test.
std::vector<records::Batch> map_rows(const std::string& entities, const records::RawBatch& raw) {
  const auto file = fs::temp_directory_path() / ("aftercare_map_" + std::to_string(getpid()));
  std::ofstream(file) << "name: own\nlabel: {zh: 自有, en: Own}\n" + entities;
  const auto mapping = load_mapping(file, shipped().dictionary());
  fs::remove(file);
  if (!mapping) throw std::runtime_error(mapping.error().message);
  const auto zone = records::Zone::named("Asia/Shanghai").value();
  return shipped().mapper(*mapping, zone).value().apply(raw);
}

TEST(MapperTest, AnOrderReportBecomesOrders) {
  const auto raw = raw_rows({"订单编号", "总金额", "买家实际支付金额", "收货地址 ", "订单创建时间",
                             "订单付款时间 ", "退款金额"},
                            {{"7", "178.8", "0.0", "上海", "2020-02-21 00:00:00", "", "0.0"},
                             {"\xE2\x80\x8B 8 ", "¥1,021.00", "21", "内蒙古自治区",
                              "2020-02-20 23:59:54", "2020/2/21 0:00", "3.5"}});
  const auto batches = shipped_mapper("order_report").apply(raw);
  ASSERT_EQ(batches.size(), 1U);
  const auto& orders = batches[0];
  EXPECT_EQ(orders.entity->name, "order");
  EXPECT_TRUE(orders.main);
  EXPECT_EQ(value_text(orders, "order_id", 1), "8");
  EXPECT_EQ(value_text(orders, "amount", 1), "1021.0000");
  EXPECT_EQ(value_text(orders, "province", 0), "上海");
  EXPECT_EQ(value_text(orders, "province", 1), "内蒙古");
  EXPECT_EQ(value_text(orders, "ordered_at", 0), "2020-02-20T16:00:00Z");
  EXPECT_EQ(value_text(orders, "paid_at", 0), "null");
  EXPECT_EQ(value_text(orders, "refund_amount", 0), "0.0000");
  EXPECT_THAT(orders.findings, IsEmpty());
  EXPECT_EQ(orders.origins[1].row, 3U);
}

TEST(MapperTest, ACellThatIsNoValueIsNullAndAFinding) {
  const auto raw = raw_rows({"订单编号", "总金额", "买家实际支付金额", "收货地址", "订单创建时间",
                             "订单付款时间", "退款金额"},
                            {{"7", "free", "N/A", "Mars", "2020-02-30", "-", "1,23"}});
  const auto orders = shipped_mapper("order_report").apply(raw)[0];
  EXPECT_THAT(finding_texts(orders),
              UnorderedElementsAre("0 flagged not_a_number amount free",
                                   "0 flagged not_a_moment ordered_at 2020-02-30",
                                   "0 flagged not_a_number refund_amount 1,23"));
  for (const auto* field : {"amount", "paid_amount", "ordered_at", "paid_at", "refund_amount"})
    EXPECT_EQ(value_text(orders, field, 0), "null") << field;
  EXPECT_EQ(value_text(orders, "province", 0), "Mars");
  EXPECT_EQ(orders.states[0], RowState::good);
}

TEST(MapperTest, ARowWithoutItsKeyIsQuarantined) {
  const auto raw = raw_rows({"退货单号", "订单号", "申请时间", "售后类型", "退货原因", "退款金额"},
                            {{"", "O1", "2026-03-01", "换货", "", ""},
                             {"R2", "", "2026-03-01", "换新", "", ""},
                             {"NULL", "O3", "", "trade", "", ""}});
  const auto returns = shipped_mapper("shop_returns").apply(raw)[0];
  EXPECT_THAT(returns.states,
              ElementsAre(RowState::quarantined, RowState::good, RowState::quarantined));
  EXPECT_THAT(finding_texts(returns),
              UnorderedElementsAre("0 quarantined required_missing return_id",
                                   "2 quarantined required_missing return_id",
                                   "2 flagged not_in_code_list return_kind trade"));
  EXPECT_EQ(value_text(returns, "return_kind", 0), "exchange");
  EXPECT_EQ(value_text(returns, "return_kind", 1), "exchange");
}

TEST(MapperTest, ACodeMayBeWrittenInManyWays) {
  const auto raw = raw_rows({"工单号", "创建时间", "首次响应时间", "工单类型", "渠道", "客户编号",
                             "标题", "内容", "处理客服", "状态"},
                            {{"1", "", "", "投诉", "", "", "", "", "", "已解决"},
                             {"2", "", "", "咨询", "APP", "", "", "", "", "IN PROGRESS"},
                             {"3", "", "", "", "热线", "", "", "", "", "ＯＰＥＮ"},
                             {"4", "", "", "投诉吗", "电话", "", "", "", "", "無"}});
  const auto cases = shipped_mapper("shop_tickets").apply(raw)[0];
  EXPECT_EQ(value_text(cases, "kind", 0), "complaint");
  EXPECT_EQ(value_text(cases, "kind", 1), "pre_sale");
  EXPECT_EQ(value_text(cases, "kind", 2), "null");
  EXPECT_EQ(value_text(cases, "channel", 0), "ticket");
  EXPECT_EQ(value_text(cases, "channel", 1), "ticket");
  EXPECT_EQ(value_text(cases, "channel", 2), "phone");
  EXPECT_EQ(value_text(cases, "status", 0), "resolved");
  EXPECT_EQ(value_text(cases, "status", 1), "pending");
  EXPECT_EQ(value_text(cases, "status", 2), "open");
  EXPECT_THAT(finding_texts(cases), UnorderedElementsAre("3 flagged not_in_code_list kind 投诉吗",
                                                         "3 flagged not_in_code_list status 無"));
}

TEST(MapperTest, FreeTextKeepsWhatElsewhereSaysNothing) {
  const auto raw = raw_rows({"cat", "label", "review"}, {{"平板", "1", "无"},
                                                         {"无", "0", " \n好用　\n"},
                                                         {"平板", "2", "NULL"},
                                                         {"平板", "1", "\xEF\xBB\xBF-"}});
  const auto cases = shipped_mapper("labelled_reviews").apply(raw)[0];
  EXPECT_EQ(value_text(cases, "text", 0), "无");
  EXPECT_EQ(value_text(cases, "text", 1), "好用");
  EXPECT_EQ(value_text(cases, "text", 2), "null");
  EXPECT_EQ(value_text(cases, "text", 3), "\xEF\xBB\xBF-");  // A text is kept as it was given.
  EXPECT_EQ(value_text(cases, "category", 1), "null");
  EXPECT_EQ(value_text(cases, "given_sentiment", 0), "positive");
  EXPECT_EQ(value_text(cases, "given_sentiment", 1), "negative");
  EXPECT_EQ(value_text(cases, "channel", 3), "review");
  EXPECT_THAT(finding_texts(cases), ElementsAre("2 flagged not_in_code_list given_sentiment 2"));
}

TEST(MapperTest, AKeyOfTwoColumnsNeedsBoth) {
  const auto raw = raw_rows({"review_id", "order_id", "review_score", "review_comment_title",
                             "review_comment_message", "review_creation_date"},
                            {{"r1", "o1", "5", "", "ótimo", "2018-06-12 00:00:00"},
                             {"r1", "o2", "6", "", "", ""},
                             {"r3", "", "1", "", "", ""}});
  const auto cases = shipped_mapper("olist_reviews").apply(raw)[0];
  EXPECT_EQ(value_text(cases, "case_id", 0), "r1/o1");
  EXPECT_EQ(value_text(cases, "case_id", 1), "r1/o2");
  EXPECT_EQ(value_text(cases, "rating", 1), "6.0");
  EXPECT_EQ(cases.states[2], RowState::quarantined);
}

TEST(MapperTest, ASecondEntityTakesTheRowsThatSayIt) {
  const auto raw = raw_rows(
      {"survey_id", "case_id", "customer_id", "sent_at", "answered_at", "score", "comment"},
      {{"s1", "c1", "u1", "2026-03-01 08:00:00", "", "", ""},
       {"s2", "c2", "u2", "2026-03-01 08:00:00", "2026-03-01 09:00:00", "2", "太慢了"}});
  const auto batches = shipped_mapper("shop_surveys").apply(raw);
  ASSERT_EQ(batches.size(), 2U);
  EXPECT_EQ(batches[0].rows(), 2U);
  ASSERT_EQ(batches[1].rows(), 1U);
  EXPECT_FALSE(batches[1].main);
  EXPECT_EQ(batches[1].entity->name, "case");
  EXPECT_EQ(batches[1].origins[0].row, 3U);
  EXPECT_EQ(value_text(batches[1], "case_id", 0), "s2");
  EXPECT_EQ(value_text(batches[1], "text", 0), "太慢了");
  EXPECT_EQ(value_text(batches[1], "opened_at", 0), "2026-03-01T01:00:00Z");
}

TEST(MapperTest, ACallIsAnsweredAfterItsWait) {
  const auto raw = raw_rows({"call_id", "started_at", "ended_at", "agent_id", "customer_id",
                             "order_id", "wait_seconds", "resolved", "transcript"},
                            {{"1", "2026-03-01T08:00:00+08:00", "2026-03-01T08:05:00+08:00", "a",
                              "c", "", "42", "true", "喂"},
                             {"2", "2026-03-01T08:00:00+08:00", "2026-03-01T08:05:00+08:00", "a",
                              "c", "", "", "false", "喂"},
                             {"3", "2026-03-01T08:00:00+08:00", "", "a", "c", "", "long", "", ""}});
  const auto cases = shipped_mapper("shop_calls").apply(raw)[0];
  EXPECT_EQ(value_text(cases, "first_response_at", 0), "2026-03-01T00:00:42Z");
  EXPECT_EQ(value_text(cases, "first_response_at", 1), "null");
  EXPECT_EQ(value_text(cases, "resolved_at", 0), "2026-03-01T00:05:00Z");
  EXPECT_EQ(value_text(cases, "resolved_at", 1), "null");
  EXPECT_EQ(value_text(cases, "status", 1), "open");
  EXPECT_THAT(finding_texts(cases), ElementsAre("2 flagged not_a_number first_response_at long"));
}

TEST(MapperTest, MendedBytesAreTold) {
  auto raw =
      raw_rows({"cat", "label", "review"}, {{"a", "1", "x"}, {"a", "1", "y"}, {"a", "1", "z"}});
  raw.repairs[1] = records::TextRepair::double_encoded;
  raw.repairs[2] = records::TextRepair::replaced_invalid;
  EXPECT_THAT(finding_texts(shipped_mapper("labelled_reviews").apply(raw)[0]),
              ElementsAre("1 repaired double_encoding", "2 repaired replaced_invalid"));
}

TEST(MapperTest, AColumnThatIsNotThereIsNull) {
  const auto cases = shipped_mapper("labelled_reviews").apply(raw_rows({"review"}, {{"好"}}))[0];
  EXPECT_EQ(value_text(cases, "category", 0), "null");
  EXPECT_EQ(value_text(cases, "text", 0), "好");
  EXPECT_EQ(shipped_mapper("labelled_reviews").apply(raw_rows({"review"}, {}))[0].rows(), 0U);
}

TEST(MapperTest, FirstJoinScaleAndDateFormatOfAnOwnMapping) {
  const auto raw = raw_rows({"id", "day", "cents", "first", "last", "state"},
                            {{"1", "03/01/2026", "1250", "Ann", "Lee", "广东省深圳市"},
                             {"2", "13/01/2026", "x", "", "Wu", ""}});
  const auto orders = map_rows(
      "entities:\n  - entity: order\n    fields:\n      order_id: id\n"
      "      ordered_at: {column: day, format: month/day/year}\n"
      "      amount: {column: cents, scale: 0.01}\n"
      "      receiver_name: {join: [first, last], with: \" \"}\n"
      "      city: {first: [town, state]}\n      province: {column: state, otherwise: 海南}\n"
      "      currency: {constant: CNY}\n",
      raw)[0];
  EXPECT_EQ(value_text(orders, "ordered_at", 0), "2026-02-28T16:00:00Z");
  EXPECT_EQ(value_text(orders, "ordered_at", 1), "null");
  EXPECT_EQ(value_text(orders, "amount", 0), "12.5000");
  EXPECT_EQ(value_text(orders, "receiver_name", 0), "Ann Lee");
  EXPECT_EQ(value_text(orders, "receiver_name", 1), "Wu");
  EXPECT_EQ(value_text(orders, "city", 0), "广东省深圳市");
  EXPECT_EQ(value_text(orders, "province", 0), "广东");
  EXPECT_EQ(value_text(orders, "province", 1), "海南");
  EXPECT_EQ(value_text(orders, "currency", 1), "CNY");
}

records::RawBatch chat(const std::vector<Row>& rows) {
  return raw_rows(
      {"session_id", "time", "sender", "agent_id", "customer_id", "order_id", "text", "resolved"},
      rows);
}

TEST(MapperTest, AdjacentMessagesOfASessionAreOneCase) {
  const auto raw = chat({
      {"s1", "2026-03-01T08:00:00+08:00", "bot", "", "c1", "", "您好", ""},
      {"s1", "2026-03-01T08:00:10+08:00", "customer", "", "c1", "", "手机坏了", ""},
      {"s1", "2026-03-01T08:00:11+08:00", "bot", "", "c1", "", "请稍等", ""},
      {"s1", "2026-03-01T08:01:10+08:00", "agent", "a7", "c1", "o9", "我来处理", ""},
      {"s1", "2026-03-01T08:02:00+08:00", "customer", "", "c1", "", "谢谢", "true"},
      {"s2", "2026-03-01T09:00:00+08:00", "agent", "a1", "c2", "", "在吗", ""},
      {"s2", "2026-03-01T09:05:00+08:00", "customer", "", "c2", "", "在", "false"},
      {"", "2026-03-01T09:06:00+08:00", "customer", "", "c2", "", "?", ""},
  });
  const auto batches = shipped_mapper("shop_chats").apply(raw);
  ASSERT_EQ(batches.size(), 2U);
  const auto& messages = batches[0];
  const auto& cases = batches[1];
  EXPECT_EQ(messages.rows(), 8U);
  EXPECT_EQ(value_text(messages, "message_id", 4), "s1/5");
  EXPECT_EQ(value_text(messages, "position", 5), "1");
  EXPECT_EQ(value_text(messages, "sender", 2), "bot");
  EXPECT_EQ(messages.states[7], RowState::quarantined);

  ASSERT_EQ(cases.rows(), 2U);
  EXPECT_EQ(value_text(cases, "case_id", 0), "s1");
  EXPECT_EQ(value_text(cases, "channel", 0), "chat");
  EXPECT_EQ(value_text(cases, "customer_id", 0), "c1");
  EXPECT_EQ(value_text(cases, "order_id", 0), "o9");
  EXPECT_EQ(value_text(cases, "agent_id", 0), "a7");
  EXPECT_EQ(value_text(cases, "opened_at", 0), "2026-03-01T00:00:10Z");
  EXPECT_EQ(value_text(cases, "first_response_at", 0), "2026-03-01T00:01:10Z");
  EXPECT_EQ(value_text(cases, "resolved_at", 0), "2026-03-01T00:02:00Z");
  EXPECT_EQ(value_text(cases, "status", 0), "resolved");
  EXPECT_EQ(value_text(cases, "text", 0), "手机坏了\n谢谢");
  EXPECT_EQ(cases.origins[1].row, 7U);
  // What the agent wrote before the customer is no answer.
  EXPECT_EQ(value_text(cases, "first_response_at", 1), "null");
  EXPECT_EQ(value_text(cases, "resolved_at", 1), "null");
  EXPECT_EQ(value_text(cases, "status", 1), "open");
}

TEST(MapperTest, LowestAndHighestCompareValuesNotTexts) {
  const auto raw = raw_rows(
      {"id", "when", "sum"},
      {{"1", "2026/10/1", "9"}, {"1", "2026/9/1", "10"}, {"1", "soon", "-"}, {"2", "soon", "-"}});
  const auto orders = map_rows(
      "group_by: id\nentities:\n  - entity: message\n    fields: {message_id: id, case_id: id}\n"
      "  - entity: order\n    per: group\n    fields:\n      order_id: id\n"
      "      ordered_at: {column: when, take: lowest}\n"
      "      paid_at: {column: when, take: highest}\n"
      "      amount: {column: sum, take: highest}\n",
      raw)[1];
  EXPECT_EQ(value_text(orders, "ordered_at", 0), "2026-08-31T16:00:00Z");
  EXPECT_EQ(value_text(orders, "paid_at", 0), "2026-09-30T16:00:00Z");
  EXPECT_EQ(value_text(orders, "amount", 0), "10.0000");
  EXPECT_EQ(value_text(orders, "ordered_at", 1), "null");
}

TEST(MapperTest, AnyBytesAreRowsAndNeverACrash) {
  std::mt19937 random(7);
  constexpr std::string_view pieces[] = {
      "2026", "-",  "/", ":", "年",  "月", "1", "99", ".",        ",", "¥",       "万",
      "\xFF", "星", "★", "T", "+08", "Z",  "(", " ",  "\xE5\xB9", "%", "9999999", "Mar"};
  for (const auto* name :
       {"shop_orders", "shop_tickets", "shop_chats", "shop_calls", "shop_agents", "order_report"}) {
    const auto mapper = shipped_mapper(name);
    const auto columns = columns_of(mapper.mapping());
    std::vector<Row> rows(300);
    for (auto& row : rows)
      for (std::size_t i = 0; i < columns.size(); ++i) {
        std::string cell;
        for (auto left = random() % 9; left > 0; --left)
          cell += pieces[random() % std::size(pieces)];
        row.push_back(cell);
      }
    const auto raw = raw_rows(columns, rows);
    const auto batches = mapper.apply(raw);
    EXPECT_EQ(batches[0].rows(), rows.size()) << name;
    shipped().suggest(columns, raw);
  }
}

}  // namespace
}  // namespace aftercare::standard
