#include "standard/catalog.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "raw_rows.hpp"
#include "standard/cells.hpp"

namespace aftercare::standard {
namespace {

namespace fs = std::filesystem;
using Columns = std::vector<std::string>;

/// Headers of the sources that are known, as their files write them.
const std::map<std::string, Columns>& known_headers() {
  static const std::map<std::string, Columns> headers = {
      {"shop_customers",
       {"客户编号", "姓名", "手机号", "邮箱", "省份", "城市", "收货地址", "会员等级", "性别",
        "注册时间"}},
      {"shop_products",
       {"商品编号", "商品名称", "品类", "品牌", "型号", "售价", "上架时间", "部件", "供应商"}},
      {"shop_agents", {"客服编号", "客服昵称", "班组", "是否机器人"}},
      {"shop_orders",
       {"订单号", "客户编号", "店铺", "下单时间", "付款时间", "发货时间", "签收时间",
        "承诺送达时间", "订单状态", "订单金额", "实付金额", "退款金额", "快递公司", "省份", "城市",
        "收货人", "收货电话", "收货地址", "活动"}},
      {"shop_order_items",
       {"order_id", "item_no", "product_id", "batch_no", "quantity", "unit_price"}},
      {"shop_shipments",
       {"运单号", "订单号", "快递公司", "发货时间", "承诺送达时间", "签收时间", "物流状态",
        "省份"}},
      {"shop_returns",
       {"退货单号", "订单号", "商品编号", "客户编号", "申请时间", "收货时间", "退款时间",
        "售后类型", "退货原因", "原因说明", "退款金额", "状态"}},
      {"shop_chats",
       {"session_id", "time", "sender", "agent_id", "customer_id", "order_id", "text"}},
      {"shop_emails",
       {"message_id", "from", "from_name", "to", "subject", "body", "sent_at", "first_reply_at",
        "resolved_at", "customer_id", "order_id"}},
      {"shop_tickets",
       {"工单号", "创建时间", "首次响应时间", "解决时间", "关闭时间", "渠道", "工单类型",
        "客户编号", "客户姓名", "联系电话", "订单号", "商品编号", "标题", "内容", "处理客服",
        "状态", "更新时间"}},
      {"shop_calls",
       {"call_id", "started_at", "ended_at", "agent_id", "customer_id", "order_id", "wait_seconds",
        "resolved", "transcript"}},
      {"shop_reviews",
       {"评价编号", "订单号", "商品编号", "客户编号", "评分", "评价内容", "评价时间"}},
      {"shop_social", {"id", "platform", "user", "posted_at", "text", "province", "likes"}},
      {"shop_surveys",
       {"survey_id", "case_id", "customer_id", "sent_at", "answered_at", "score", "comment"}},
      {"shop_events",
       {"event_id", "event_kind", "customer_id", "product_id", "happened_at", "detail"}},
      {"olist_customers",
       {"customer_id", "customer_unique_id", "customer_zip_code_prefix", "customer_city",
        "customer_state"}},
      {"olist_orders",
       {"order_id", "customer_id", "order_status", "order_purchase_timestamp", "order_approved_at",
        "order_delivered_carrier_date", "order_delivered_customer_date",
        "order_estimated_delivery_date"}},
      {"olist_order_items",
       {"order_id", "order_item_id", "product_id", "seller_id", "shipping_limit_date", "price",
        "freight_value"}},
      {"olist_products",
       {"product_id", "product_category_name", "product_name_lenght", "product_description_lenght",
        "product_photos_qty", "product_weight_g", "product_length_cm", "product_height_cm",
        "product_width_cm"}},
      {"olist_categories", {"product_category_name", "product_category_name_english"}},
      {"olist_reviews",
       {"review_id", "order_id", "review_score", "review_comment_title", "review_comment_message",
        "review_creation_date", "review_answer_timestamp"}},
      {"olist_payments",
       {"order_id", "payment_sequential", "payment_type", "payment_installments", "payment_value"}},
      {"complaint_export", {"投诉标题", "投诉详情", "投诉对象", "投诉问题", "投诉要求"}},
      {"order_report",
       {"订单编号", "总金额", "买家实际支付金额", "收货地址 ", "订单创建时间", "订单付款时间 ",
        "退款金额"}},
      {"labelled_reviews", {"cat", "label", "review"}},
      {"mail",
       {"mail_id", "thread_id", "opens_thread", "from_address", "is_auto", "date", "sender",
        "customer_name", "customer_address", "subject", "text", "attachments"}},
      {"call_transcript",
       {"call_id", "turn", "second", "speaker", "sender", "sent_at", "text", "started_at",
        "ended_at", "agent_id", "customer_id", "order_id"}},
      {"picture_text",
       {"picture_id", "own_case", "case_id", "taken_at", "confidence", "text", "customer_id",
        "order_id"}},
      {"shopify_orders_json",
       {"id", "created_at", "updated_at", "total_price", "currency", "financial_status",
        "customer.id", "shipping_address.province", "shipping_address.city",
        "shipping_address.name", "shipping_address.phone", "shipping_address.address1",
        "shipping_address.address2", "line_items", "fulfillments"}},
      {"woocommerce_orders_json",
       {"id", "number", "status", "currency", "total", "customer_id", "date_created_gmt",
        "date_paid_gmt", "date_modified_gmt", "shipping.first_name", "shipping.last_name",
        "shipping.address_1", "shipping.address_2", "shipping.city", "shipping.phone",
        "billing.phone", "line_items"}},
  };
  return headers;
}

bool identifies(const Mapping& mapping, const Columns& header) {
  const Header known(header);
  return std::ranges::all_of(mapping.recognised,
                             [&](const auto& column) { return known.find(column) >= 0; });
}

TEST(CatalogTest, EveryShippedMappingIsRecognisedByItsHeaderAndNoOther) {
  EXPECT_EQ(shipped().mappings().size(), known_headers().size());
  for (const auto& [name, header] : known_headers())
    for (const auto& mapping : shipped().mappings())
      EXPECT_EQ(identifies(*mapping, header), mapping->name == name)
          << mapping->name << " of the header of " << name;
}

TEST(CatalogTest, AShippedMappingReadsOnlyColumnsOfItsHeader) {
  // A chat tells only on the last line of a session whether it was resolved, and only where a bot
  // answers what it knew.
  const Columns only_sometimes = {"knowledge_hit", "resolved"};
  const auto utc = records::Zone::utc();
  for (const auto& [name, header] : known_headers()) {
    ASSERT_NE(shipped().mapping(name), nullptr) << name;
    const auto missing =
        shipped().mapper(*shipped().mapping(name), utc).value().missing_columns(header);
    EXPECT_EQ(missing, name == "shop_chats" ? only_sometimes : Columns{}) << name;
  }
}

TEST(CatalogTest, AHeaderIsRecognisedDespiteMarksSpacesWidthAndCase) {
  const Columns header = {
      "\xEF\xBB\xBF"
      "CAT",
      " label ", "Ｒｅｖｉｅｗ"};
  const auto recognition = shipped().recognise(header, raw_rows(header, {}));
  ASSERT_TRUE(recognition);
  EXPECT_EQ(recognition->mapping->name, "labelled_reviews");
  EXPECT_EQ(recognition->confidence, 1.0);
  EXPECT_FALSE(recognition->suggestion);
  EXPECT_TRUE(recognition->sure());
}

TEST(CatalogTest, AColumnLessIsAnotherHeader) {
  const Columns header = {"cat", "review"};
  const auto recognition = shipped().recognise(header, raw_rows(header, {}));
  EXPECT_TRUE(!recognition || recognition->suggestion);
}

TEST(CatalogTest, NothingFitsColumnsThatMeanNothing) {
  const Columns header = {"x1", "x2", "x3"};
  const auto recognition =
      shipped().recognise(header, raw_rows(header, {{"1", "0.5", "a"}, {"2", "0.7", "b"}}));
  EXPECT_FALSE(recognition && recognition->sure());
}

class OverlayTest : public testing::Test {
 protected:
  void SetUp() override {
    workspace_ = fs::temp_directory_path() / ("aftercare_overlay_" + std::to_string(getpid()));
    fs::create_directories(workspace_ / "catalog" / "mappings");
  }
  void TearDown() override { fs::remove_all(workspace_); }
  void write(const std::string& text) {
    std::ofstream(workspace_ / "catalog" / "mappings" / "own.yaml") << text;
  }
  fs::path workspace_;
};

TEST_F(OverlayTest, TheWorkspaceWins) {
  write(
      "name: labelled_reviews\nlabel: {zh: 自有, en: Own}\n"
      "recognise: {columns: [cat, label, review]}\n"
      "entities:\n  - entity: case\n    fields:\n      channel: {constant: social}\n"
      "      text: review\n");
  const auto catalog = Catalog::load(workspace_);
  ASSERT_TRUE(catalog) << catalog.error().message;
  EXPECT_EQ(catalog->mappings().size(), shipped().mappings().size());
  EXPECT_EQ(catalog->mapping("labelled_reviews")->label.en, "Own");
}

TEST_F(OverlayTest, AWrongMappingNamesFileAndLine) {
  write("name: own\nlabel: {zh: 自有, en: Own}\nentities:\n  - entity: cases\n");
  const auto catalog = Catalog::load(workspace_);
  ASSERT_FALSE(catalog);
  EXPECT_THAT(catalog.error().message, testing::HasSubstr("unknown entity: cases, at "));
  EXPECT_THAT(catalog.error().message, testing::EndsWith("own.yaml:4"));
}

}  // namespace
}  // namespace aftercare::standard
