#include "simulate/sources.hpp"

#include "simulate/clock.hpp"

namespace aftercare::simulate {
namespace {

using enum CellKind;

TableSpec customers_spec() {
  return {.file = "customers.csv",
          .encoding = Encoding::gb18030,
          .broken = 0.006,
          .exact = 0.004,
          .malformed = 0.0005,
          .columns = {{"客户编号", id},
                      {"姓名", text},
                      {"手机号", phone},
                      {"邮箱", text},
                      {"省份", province},
                      {"城市", text},
                      {"收货地址", text},
                      {"会员等级", code},
                      {"性别", code},
                      {"注册时间", moment}}};
}

TableSpec products_spec() {
  return {.file = "products.csv",
          .encoding = Encoding::utf8_bom,
          .columns = {{"商品编号", id},
                      {"商品名称", text},
                      {"品类", text},
                      {"品牌", text},
                      {"型号", text},
                      {"售价", amount},
                      {"上架时间", moment},
                      {"部件", text},
                      {"供应商", text}}};
}

TableSpec agents_spec() {
  return {.file = "agents.csv",
          .columns = {{"客服编号", id}, {"客服昵称", text}, {"班组", text}, {"是否机器人", flag}}};
}

TableSpec orders_spec() {
  return {.file = "orders.csv.gz",
          .encoding = Encoding::gb18030,
          .gzip = true,
          .broken = 0.006,
          .exact = 0.004,
          .malformed = 0.0003,
          .columns = {{"订单号", id},
                      {"客户编号", reference},
                      {"店铺", text},
                      {"下单时间", moment},
                      {"付款时间", moment},
                      {"发货时间", moment},
                      {"签收时间", moment},
                      {"承诺送达时间", moment},
                      {"订单状态", code},
                      {"订单金额", amount},
                      {"实付金额", amount},
                      {"退款金额", amount},
                      {"快递公司", text},
                      {"省份", province},
                      {"城市", text},
                      {"收货人", text},
                      {"收货电话", phone},
                      {"收货地址", text},
                      {"活动", text}}};
}

TableSpec order_items_spec() {
  return {.file = "order_items.tsv",
          .format = Format::tsv,
          .broken = 0.002,
          .exact = 0.002,
          .malformed = 0.0002,
          .columns = {{"order_id", reference},
                      {"item_no", text},
                      {"product_id", reference},
                      {"batch_no", text},
                      {"quantity", number},
                      {"unit_price", amount}}};
}

TableSpec shipments_spec() {
  return {.file = "shipments.csv",
          .broken = 0.004,
          .exact = 0.003,
          .columns = {{"运单号", id},
                      {"订单号", reference},
                      {"快递公司", text},
                      {"发货时间", moment},
                      {"承诺送达时间", moment},
                      {"签收时间", moment},
                      {"物流状态", code},
                      {"省份", province}}};
}

TableSpec returns_spec() {
  return {.file = "returns.csv",
          .encoding = Encoding::gb18030,
          .broken = 0.006,
          .exact = 0.004,
          .columns = {{"退货单号", id},
                      {"订单号", reference},
                      {"商品编号", reference},
                      {"客户编号", reference},
                      {"申请时间", moment},
                      {"收货时间", moment},
                      {"退款时间", moment},
                      {"售后类型", code},
                      {"退货原因", text},
                      {"原因说明", text},
                      {"退款金额", amount},
                      {"状态", code}}};
}

TableSpec chats_spec() {
  return {.file = "chats.jsonl.gz",
          .format = Format::jsonl,
          .gzip = true,
          .columns = {{"session_id", text},
                      {"time", text},
                      {"sender", text},
                      {"agent_id", text},
                      {"customer_id", text},
                      {"order_id", text},
                      {"text", text},
                      {"resolved", optional},
                      {"knowledge_hit", optional}}};
}

TableSpec emails_spec() {
  return {.file = "emails.jsonl",
          .format = Format::jsonl,
          .broken = 0.005,
          .exact = 0.004,
          .resent = 0.008,
          .malformed = 0.001,
          .columns = {{"message_id", id},
                      {"from", text},
                      {"from_name", text},
                      {"to", text},
                      {"subject", text},
                      {"body", text},
                      {"sent_at", moment},
                      {"first_reply_at", moment},
                      {"resolved_at", moment},
                      {"customer_id", reference},
                      {"order_id", reference}}};
}

TableSpec tickets_spec() {
  return {.file = "tickets.csv",
          .encoding = Encoding::utf8_bom,
          .broken = 0.01,
          .exact = 0.006,
          .resent = 0.01,
          .malformed = 0.001,
          .columns = {{"工单号", id},
                      {"创建时间", moment},
                      {"首次响应时间", moment},
                      {"解决时间", moment},
                      {"关闭时间", moment},
                      {"渠道", text},
                      {"工单类型", code},
                      {"客户编号", reference},
                      {"客户姓名", text},
                      {"联系电话", phone},
                      {"订单号", reference},
                      {"商品编号", reference},
                      {"标题", text},
                      {"内容", text},
                      {"处理客服", text},
                      {"状态", code},
                      {"更新时间", moment}}};
}

TableSpec calls_spec() {
  return {.file = "calls.jsonl",
          .format = Format::jsonl,
          .broken = 0.004,
          .exact = 0.003,
          .malformed = 0.0005,
          .columns = {{"call_id", id},
                      {"started_at", moment},
                      {"ended_at", moment},
                      {"agent_id", text},
                      {"customer_id", reference},
                      {"order_id", reference},
                      {"wait_seconds", number},
                      {"resolved", flag},
                      {"transcript", text}}};
}

TableSpec reviews_spec() {
  return {.file = "reviews.csv",
          .encoding = Encoding::gb18030,
          .broken = 0.006,
          .exact = 0.004,
          .resent = 0.008,
          .malformed = 0.0005,
          .columns = {{"评价编号", id},
                      {"订单号", reference},
                      {"商品编号", reference},
                      {"客户编号", reference},
                      {"评分", rating},
                      {"评价内容", text},
                      {"评价时间", moment}}};
}

TableSpec social_spec() {
  return {.file = "social.jsonl",
          .format = Format::jsonl,
          .broken = 0.004,
          .exact = 0.004,
          .resent = 0.01,
          .malformed = 0.001,
          .columns = {{"id", id},
                      {"platform", text},
                      {"user", text},
                      {"posted_at", moment},
                      {"text", text},
                      {"province", province},
                      {"likes", number}}};
}

TableSpec surveys_spec() {
  return {.file = "surveys.csv",
          .broken = 0.004,
          .exact = 0.003,
          .columns = {{"survey_id", id},
                      {"case_id", reference},
                      {"customer_id", reference},
                      {"sent_at", moment},
                      {"answered_at", moment},
                      {"score", rating},
                      {"comment", text}}};
}

TableSpec events_spec() {
  return {.file = "events.tsv.gz",
          .format = Format::tsv,
          .gzip = true,
          .broken = 0.001,
          .exact = 0.001,
          .columns = {{"event_id", id},
                      {"event_kind", code},
                      {"customer_id", reference},
                      {"product_id", reference},
                      {"happened_at", moment},
                      {"detail", text}}};
}

}  // namespace

base::Result<Sources> Sources::create(const std::filesystem::path& folder, std::uint64_t seed,
                                      const Gb18030& gb18030, Truth& truth,
                                      const std::vector<ProvinceForms>& provinces) {
  std::vector<Table> made;
  made.reserve(15);
  for (const auto& spec :
       {customers_spec(), products_spec(), agents_spec(), orders_spec(), order_items_spec(),
        shipments_spec(), returns_spec(), chats_spec(), emails_spec(), tickets_spec(), calls_spec(),
        reviews_spec(), social_spec(), surveys_spec(), events_spec()}) {
    auto table = Table::create(spec, folder, seed, gb18030, truth, provinces);
    if (!table) return base::failure_of(table);
    made.push_back(std::move(*table));
  }
  return Sources{std::move(made[0]),  std::move(made[1]),  std::move(made[2]),  std::move(made[3]),
                 std::move(made[4]),  std::move(made[5]),  std::move(made[6]),  std::move(made[7]),
                 std::move(made[8]),  std::move(made[9]),  std::move(made[10]), std::move(made[11]),
                 std::move(made[12]), std::move(made[13]), std::move(made[14])};
}

Row& Row::plain(std::int64_t at) {
  append_plain(next(), at);
  return *this;
}

Row& Row::slashed(std::int64_t at) {
  append_slashed(next(), at);
  return *this;
}

Row& Row::iso(std::int64_t at, const std::string& offset) {
  append_iso(next(), at, offset);
  return *this;
}

Row& Row::number(std::int64_t number) {
  append_number(next(), number);
  return *this;
}

Row& Row::cents(std::int64_t cents) {
  auto& cell = next();
  append_number(cell, cents / 100);
  cell.push_back('.');
  append_number(cell, cents % 100, 2);
  return *this;
}

}  // namespace aftercare::simulate
