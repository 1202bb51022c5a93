// What the rows of a file are, where several entities could explain its columns.

#include "standard/entity_reading.hpp"

#include <gmock/gmock.h>

#include <map>

#include "raw_rows.hpp"
#include "standard/suggested_mapping.hpp"

namespace aftercare::standard {
namespace {

Suggestion read_as(const std::vector<std::string>& columns, const std::vector<Row>& rows) {
  return shipped().suggest(columns, raw_rows(columns, rows));
}

std::string field_of(const Suggestion& suggestion, const std::string& column) {
  return std::ranges::find(suggestion.columns, column, &ColumnSuggestion::column)->choice.field;
}

TEST(EntityReadingTest, QuestionsAboutAServiceAreASurveyThoughNoNameSaysSo) {
  const auto suggestion = read_as(
      {"编号", "提交时间", "1、您的订单号", "2、您对客服的处理满意吗？", "3、您想对我们说什么"},
      {{"1", "2026-03-01 08:00", "D1", "5", "处理得很快，谢谢你们"},
       {"2", "2026-03-02 09:00", "D2", "1", "打了三次电话都没有人接"}});
  EXPECT_EQ(suggestion.entity, "survey");
  EXPECT_EQ(field_of(suggestion, "2、您对客服的处理满意吗？"), "score");
  EXPECT_EQ(field_of(suggestion, "3、您想对我们说什么"), "comment");
  EXPECT_EQ(field_of(suggestion, "1、您的订单号"), "order_id");
  EXPECT_EQ(field_of(suggestion, "编号"), "survey_id");
}

TEST(EntityReadingTest, AScoreAndAWordAboutATicketAreASurvey) {
  const auto suggestion =
      read_as({"response_id", "ticket_id", "sent_at", "responded_at", "nps", "comment"},
              {{"7", "T1", "2026-03-01", "2026-03-02", "9", "Very helpful and quick, thank you"},
               {"8", "T2", "2026-03-01", "2026-03-03", "2", "Nobody called me back for a week"}});
  EXPECT_EQ(suggestion.entity, "survey");
  EXPECT_EQ(field_of(suggestion, "nps"), "score");
  EXPECT_EQ(field_of(suggestion, "ticket_id"), "case_id");
}

TEST(EntityReadingTest, ATicketThatWasRatedIsStillATicket) {
  const auto suggestion = read_as(
      {"Ticket ID", "Subject", "Status", "Agent", "Created at", "Survey score", "Survey comment"},
      {{"1", "Broken screen", "Open", "Kim", "2026-03-01 08:00", "5", "Quick help, thank you"},
       {"2", "Late parcel", "Closed", "Sam", "2026-03-01 09:00", "1", "I had to wait for days"}});
  EXPECT_EQ(suggestion.entity, "case");
}

TEST(EntityReadingTest, AReviewIsNoSurvey) {
  const auto suggestion =
      read_as({"评价编号", "商品编号", "评分", "评价内容", "评价时间"},
              {{"1", "P1", "5", "灯光很柔和，装起来也简单", "2026-03-01 08:00"},
               {"2", "P2", "1", "用了两周就坏了，没有人管", "2026-03-02 08:00"}});
  EXPECT_EQ(suggestion.entity, "case");
}

TEST(EntityReadingTest, AParcelWithItsReceiverIsNoOrder) {
  const auto suggestion =
      read_as({"运单号", "订单号", "运单状态", "揽收时间", "签收时间", "收件人", "收件电话",
               "收件地址", "收件省", "收件市", "重量(kg)", "运费"},
              {{"SF1", "D1", "已签收", "2026-03-01 15:00", "2026-03-02 10:00", "张三",
                "13800000001", "文一路1号", "浙江省", "杭州市", "1.2", "12.00"},
               {"SF2", "D2", "运输中", "2026-03-01 16:00", "", "李四", "13800000002", "科技园3栋",
                "广东省", "深圳市", "0.8", "10.00"}});
  EXPECT_EQ(suggestion.entity, "shipment");
  EXPECT_EQ(field_of(suggestion, "运单号"), "shipment_id");
}

TEST(EntityReadingTest, AnOrderWithItsParcelIsAnOrder) {
  const auto suggestion = read_as({"订单号", "下单时间", "实付金额", "订单状态", "运单号",
                                   "快递公司", "发货时间", "收件人", "收件电话", "收件地址"},
                                  {{"D1", "2026-03-01 08:00", "59.00", "已发货", "SF1", "顺丰速运",
                                    "2026-03-01 15:00", "张三", "13800000001", "文一路1号"},
                                   {"D2", "2026-03-01 09:00", "19.00", "待发货", "", "", "", "李四",
                                    "13800000002", "科技园3栋"}});
  EXPECT_EQ(suggestion.entity, "order");
}

TEST(EntityReadingTest, ABareNumberIsTheKeyOfWhatTheRowsAre) {
  const auto suggestion =
      read_as({"ID", "Return reason", "Refund amount", "Order number", "Requested at"},
              {{"1", "Broken", "12.00", "D1", "2026-03-01 08:00"},
               {"2", "Too small", "8.00", "D2", "2026-03-02 08:00"}});
  EXPECT_EQ(suggestion.entity, "return");
  EXPECT_EQ(field_of(suggestion, "ID"), "return_id");
}

TEST(EntityReadingTest, TheNumberOfSomethingElseIsNoKey) {
  const auto suggestion =
      read_as({"Warehouse ID", "Return reason", "Refund amount", "Requested at"},
              {{"1", "Broken", "12.00", "2026-03-01 08:00"},
               {"2", "Too small", "8.00", "2026-03-02 08:00"}});
  EXPECT_NE(field_of(suggestion, "Warehouse ID"), "return_id");
}

TEST(EntityReadingTest, NumbersOfQuestionsAreASurveysOnlyWhereAnAnswerIsSpokenOf) {
  const std::vector<Row> rows = {{"R1", "10", "The courier was kind and quick"},
                                 {"R2", "3", "Nobody answered my three mails"}};
  const auto answers = read_as({"Response ID", "Q1", "Q2"}, rows);
  EXPECT_EQ(answers.entity, "survey");
  EXPECT_EQ(field_of(answers, "Q1"), "score");
  EXPECT_EQ(field_of(answers, "Q2"), "comment");
  const auto quarters = read_as({"Product code", "Q1", "Q2", "Q3", "Q4"},
                                {{"P1", "10", "12", "9", "14"}, {"P2", "3", "2", "5", "4"}});
  EXPECT_NE(quarters.entity, "survey");
  EXPECT_EQ(field_of(quarters, "Q1"), "");
}

TEST(EntityReadingTest, OfSeveralQuestionsThatNumbersAnswerNoneIsGuessed) {
  const auto suggestion = read_as({"Response ID", "Q1", "Q2", "Q3"},
                                  {{"R1", "5", "4", "The courier was kind and quick"},
                                   {"R2", "3", "1", "Nobody answered my three mails"}});
  EXPECT_EQ(field_of(suggestion, "Q1"), "");
  EXPECT_EQ(field_of(suggestion, "Q2"), "");
}

TEST(EntityReadingTest, ACompanyIsComplainedAboutWhereTheFileSpeaksOfComplaints) {
  const std::vector<Row> rows = {
      {"1", "They charged me twice for one lamp", "Northwind", "2026-03-01"},
      {"2", "The parcel never came to my house", "Contoso", "2026-03-02"}};
  EXPECT_EQ(
      field_of(read_as({"Complaint ID", "Description", "Company", "Created at"}, rows), "Company"),
      "target");
  // Of a help desk it is where the customer works.
  EXPECT_EQ(
      field_of(read_as({"Ticket ID", "Description", "Company", "Created at"}, rows), "Company"),
      "");
}

TEST(EntityReadingTest, AColumnThatOneEntityHasNoFieldForIsAFieldOfAnother) {
  const auto ticket = read_as({"Ticket ID", "Subject", "Origin channel", "Created at"},
                              {{"1", "Broken screen", "email", "2026-03-01 08:00"},
                               {"2", "Late parcel", "chat", "2026-03-01 09:00"}});
  EXPECT_EQ(field_of(ticket, "Origin channel"), "channel");
  const auto order = read_as(
      {"Order ID", "Order date", "Total", "Channel"},
      {{"1", "2026-03-01 08:00", "12.00", "web"}, {"2", "2026-03-01 09:00", "8.00", "pos"}});
  EXPECT_EQ(field_of(order, "Channel"), "");
}

TEST(EntityReadingTest, TwoLettersAreInitialsOnlyAmongInitials) {
  const std::vector<Row> rows = {{"H1", "金卡", "2024-01-01", "文一路1号"},
                                 {"H2", "银卡", "2025-02-03", "科技园3栋"}};
  const auto initials = read_as({"hyid", "hydj", "zcsj", "dz"}, rows);
  EXPECT_EQ(initials.entity, "customer");
  EXPECT_EQ(field_of(initials, "hyid"), "customer_id");
  EXPECT_EQ(field_of(initials, "dz"), "address");
  EXPECT_EQ(field_of(read_as({"Customer ID", "Member level", "Joined at", "dz"}, rows), "dz"), "");
}

TEST(EntityReadingTest, TheStateOfAPlaceIsAProvinceAndThatOfAParcelIsNot) {
  const auto suggestion =
      read_as({"tracking_no", "state", "dest_state", "origin_state", "delivered_at"},
              {{"T1", "delivered", "CA", "TX", "2026-03-04"}, {"T2", "shipped", "FL", "TX", ""}});
  EXPECT_EQ(field_of(suggestion, "dest_state"), "province");
  EXPECT_EQ(field_of(suggestion, "origin_state"), "");
}

TEST(EntityReadingTest, SmallNumbersMayBeCodesLargeOnesAreNot) {
  const auto status_of = [](const std::string& one, const std::string& other) {
    return field_of(read_as({"return_id", "reason", "refund_amount", "status"},
                            {{"R1", "Broken", "12.00", one}, {"R2", "Too small", "8.00", other}}),
                    "status");
  };
  EXPECT_EQ(status_of("0", "2"), "status");
  EXPECT_EQ(status_of("18230", "77120"), "");
}

TEST(EntityReadingTest, LinksAreNoText) {
  const auto suggestion =
      read_as({"Call ID", "Started at", "Message"},
              {{"1", "2026-03-01 08:00", "https://example.com/voice/mail/one"},
               {"2", "2026-03-01 09:00", "https://example.com/voice/mail/two"}});
  EXPECT_EQ(field_of(suggestion, "Message"), "");
}

TEST(EntityReadingTest, WhoLosesItsFieldIsLeftOut) {
  const auto suggestion = read_as({"订单号", "下单时间", "订单时间", "订单总额", "商品总金额"},
                                  {{"D1", "2026-03-01", "2026-03-01", "12", "10"},
                                   {"D2", "2026-03-02", "2026-03-02", "8", "8"}});
  for (const auto& column : suggestion.columns)
    EXPECT_THAT((std::vector<std::string>{"order_id", "ordered_at", "amount", ""}),
                testing::Contains(column.choice.field))
        << column.column;
}

TEST(EntityReadingTest, OfTwoAlikeTheOneNamedAsTheRecordsAre) {
  const auto suggestion =
      read_as({"售后编号", "订单号", "退款状态", "售后状态", "退款金额", "售后原因"},
              {{"S1", "D1", "未退款", "待审核", "20.00", "质量问题"},
               {"S2", "D2", "退款成功", "已完成", "35.50", "少件"}});
  EXPECT_EQ(suggestion.entity, "return");
  EXPECT_EQ(field_of(suggestion, "售后状态"), "status");
  EXPECT_EQ(field_of(suggestion, "退款状态"), "");
}

TEST(EntityReadingTest, ByBeforeTimesIsUntilWhen) {
  const auto suggestion =
      read_as({"Ticket ID", "Subject", "Created at", "Resolve by", "Resolved by", "Resolved at"},
              {{"1", "Broken screen", "2026-03-01 08:00", "2026-03-04 08:00", "Kim Agent",
                "2026-03-02 08:00"},
               {"2", "Late parcel", "2026-03-01 09:00", "2026-03-04 09:00", "Sam Agent",
                "2026-03-03 09:00"}});
  EXPECT_EQ(suggestion.entity, "case");
  EXPECT_EQ(field_of(suggestion, "Resolved at"), "resolved_at");
  EXPECT_EQ(field_of(suggestion, "Resolve by"), "");
}

TEST(EntityReadingTest, YesAndNoSayNothingByThemselves) {
  const auto suggestion =
      read_as({"Ticket ID", "Subject", "Created at", "Merged", "One contact resolution"},
              {{"1", "Broken screen", "2026-03-01 08:00", "false", "true"},
               {"2", "Late parcel", "2026-03-01 09:00", "true", "false"}});
  EXPECT_EQ(suggestion.entity, "case");
  EXPECT_EQ(field_of(suggestion, "Merged"), "");
  EXPECT_EQ(field_of(suggestion, "One contact resolution"), "first_contact");
}

TEST(EntityReadingTest, ANameIsNoNumberOfACustomer) {
  const auto suggestion =
      read_as({"退货单号", "订单号", "买家姓名", "退款金额", "退货原因"},
              {{"R1", "D1", "张三", "20.00", "质量问题"}, {"R2", "D2", "李四", "35.50", "少件"}});
  EXPECT_EQ(suggestion.entity, "return");
  EXPECT_EQ(field_of(suggestion, "买家姓名"), "");
}

TEST(EntityReadingTest, WhenSomethingShouldArriveIsNotWhenItDid) {
  const auto suggestion =
      read_as({"运单号", "订单号", "应送达时间", "送达时间", "运单状态", "重量KG"},
              {{"SF1", "D1", "2026-03-03 23:59", "2026-03-02 10:00", "已签收", "1.2"},
               {"SF2", "D2", "2026-03-03 23:59", "", "运输中", "0.8"}});
  EXPECT_EQ(suggestion.entity, "shipment");
  EXPECT_EQ(field_of(suggestion, "应送达时间"), "promised_at");
  EXPECT_EQ(field_of(suggestion, "送达时间"), "delivered_at");
  EXPECT_EQ(field_of(suggestion, "重量KG"), "weight");
}

TEST(EntityReadingTest, MoneyIsNoCountHoweverMuchElseIsTheSame) {
  const auto suggestion = read_as({"订单号", "商品总金额"}, {{"D1", "12"}, {"D2", "8"}});
  EXPECT_NE(field_of(suggestion, "商品总金额"), "goods_count");
}

TEST(EntityReadingTest, ARequestForMoneyBackIsAReturnAndOneForHelpIsNot) {
  const auto refund = read_as(
      {"Application No", "Order", "Customer Email", "Refund Amount", "Refund Reason", "Requested"},
      {{"1", "D1", "a@example.com", "20.00", "Defective", "2026-03-01 08:00"},
       {"2", "D2", "b@example.com", "5.50", "Wrong item", "2026-03-02 08:00"}});
  EXPECT_EQ(refund.entity, "return");
  EXPECT_EQ(field_of(refund, "Application No"), "return_id");
  EXPECT_EQ(field_of(refund, "Requested"), "requested_at");
  const auto help = read_as(
      {"Request ID", "Order", "Customer Email", "Subject", "Description", "Requested"},
      {{"1", "D1", "a@example.com", "Late", "Where is my parcel, it should be here", "2026-03-01"},
       {"2", "D2", "b@example.com", "Broken", "The lamp came broken, what now", "2026-03-02"}});
  EXPECT_EQ(help.entity, "case");
  EXPECT_EQ(field_of(help, "Request ID"), "case_id");
}

TEST(EntityReadingTest, GoodsInStockAreProductsThoughTheyHaveATitleAndAText) {
  const auto suggestion =
      read_as({"Variant SKU", "Title", "Body", "Tags", "Variant Price", "Inventory"},
              {{"L1", "Desk lamp", "A warm light for reading at night", "light", "29.00", "12"},
               {"S2", "Wool scarf", "Soft and warm, made of fine wool", "winter", "60.00", "40"}});
  EXPECT_EQ(suggestion.entity, "product");
  EXPECT_EQ(field_of(suggestion, "Variant SKU"), "product_id");
  EXPECT_EQ(field_of(suggestion, "Variant Price"), "price");
  EXPECT_EQ(field_of(suggestion, "Title"), "name");
  EXPECT_EQ(field_of(suggestion, "Inventory"), "");
}

TEST(EntityReadingTest, WhoIsListedWithAContactAndAnOwnerIsACustomer) {
  const auto suggestion =
      read_as({"Record No", "Contact", "Mail", "Mobile", "Home City", "Added On", "Contact Owner"},
              {{"7001", "Ann Lee", "ann@example.com", "13800000001", "Leeds", "2025-03-01", "Kim"},
               {"7002", "Bo Chen", "bo@example.com", "13800000002", "York", "2025-04-01", "Sam"}});
  EXPECT_EQ(suggestion.entity, "customer");
}

TEST(EntityReadingTest, AParcelOfACustomersOrderWithoutAPriceIsNoOrder) {
  const auto suggestion =
      read_as({"运单编号", "客户订单编号", "揽收时间", "收件人姓名", "收件人手机", "收件城市",
               "收件地址", "支付方式", "签收时间", "当前状态"},
              {{"JT1", "SO1", "2026-03-01 18:00", "张三", "13800000001", "北京市", "朝阳路1号",
                "寄付月结", "2026-03-03 12:00", "已签收"},
               {"JT2", "SO2", "2026-03-01 19:00", "李四", "13800000002", "上海市", "浦东大道2号",
                "到付现结", "", "运输中"}});
  EXPECT_EQ(suggestion.entity, "shipment");
  EXPECT_EQ(field_of(suggestion, "客户订单编号"), "order_id");
}

TEST(EntityReadingTest, ANumberIsACountWhereItsValuesAreSmallAndComeAgain) {
  const auto counted = read_as({"refund_sn", "goods_num", "refund_reason", "apply_time"},
                               {{"T1", "1", "破损", "2026-03-01 08:00"},
                                {"T2", "1", "少件", "2026-03-01 09:00"},
                                {"T3", "2", "破损", "2026-03-02 08:00"}});
  EXPECT_EQ(field_of(counted, "goods_num"), "quantity");
  const auto numbered = read_as({"refund_sn", "goods_num", "refund_reason", "apply_time"},
                                {{"T1", "880001", "破损", "2026-03-01 08:00"},
                                 {"T2", "880002", "少件", "2026-03-01 09:00"},
                                 {"T3", "880003", "破损", "2026-03-02 08:00"}});
  EXPECT_EQ(field_of(numbered, "goods_num"), "product_id");
}

TEST(EntityReadingTest, CouriersAreKnownByTheirNames) {
  const auto suggestion =
      read_as({"order_sn", "add_time", "pay_price", "real_name", "delivery_name", "paid"},
              {{"W1", "2026-03-01 08:00", "95.00", "张三", "顺丰速运", "1"},
               {"W2", "2026-03-01 09:00", "140.00", "李四", "圆通速递", "1"},
               {"W3", "2026-03-02 08:00", "68.00", "王五", "", "0"}});
  EXPECT_EQ(field_of(suggestion, "delivery_name"), "carrier");
  EXPECT_EQ(field_of(suggestion, "real_name"), "receiver_name");
  EXPECT_EQ(field_of(suggestion, "pay_price"), "paid_amount");
  EXPECT_NE(field_of(suggestion, "paid"), "paid_amount");
}

TEST(EntityReadingTest, AStateOfTheRecordsIsNoProvince) {
  const auto suggestion =
      read_as({"Ticket ID", "Subject", "Description", "Created", "Status", "State"},
              {{"1", "Late parcel", "The parcel was due on Monday and is not here",
                "2026-03-01 08:00", "New", "Open"},
               {"2", "Broken lamp", "The glass was in pieces when I opened it", "2026-03-02 08:00",
                "Done", "Closed"}});
  EXPECT_NE(field_of(suggestion, "State"), "province");
}

TEST(EntityReadingTest, ANameBesideANicknameIsTheName) {
  const auto suggestion =
      read_as({"Customer ID", "Username", "First Name", "Last Name", "Email", "Date Registered"},
              {{"11", "annlee", "Ann", "Lee", "ann@example.com", "2025-03-01"},
               {"12", "bochen", "Bo", "Chen", "bo@example.com", "2025-04-01"}});
  EXPECT_EQ(suggestion.entity, "customer");
  EXPECT_EQ(field_of(suggestion, "First Name"), "name");
  EXPECT_NE(field_of(suggestion, "Username"), "name");
}

TEST(EntityReadingTest, AnotherSessionOfASessionIsNoOrder) {
  const auto suggestion =
      read_as({"工单ID", "工单内容", "创建时间", "关联会话ID"},
              {{"7001", "退款一直没有到账，请帮忙查一下", "2026-03-01 08:00", "9001"},
               {"7002", "室内机一直往下滴水，请派人来", "2026-03-02 08:00", "9003"}});
  EXPECT_EQ(field_of(suggestion, "关联会话ID"), "");
}

TEST(EntityReadingTest, AReviewInAnswerToQuestionsIsStillAReview) {
  const auto suggestion = read_as(
      {"Review Id", "Review Date", "Overall Star Rating", "Headline", "What do you like best?",
       "What do you dislike?", "Reviewer Name"},
      {{"7001", "2026-03-01", "5", "Does the job", "The search is quick and finds all I need",
        "The phone app is missing a few things", "Ann L."},
       {"7002", "2026-03-02", "2", "Slow", "Hardly anything, to be honest with you",
        "It takes a minute to open one ticket", "Bo C."}});
  EXPECT_EQ(suggestion.entity, "case");
  EXPECT_EQ(field_of(suggestion, "Review Id"), "case_id");
}

}  // namespace
}  // namespace aftercare::standard
