// Writes a CSV of a given size to stdout, for measuring the speed and the memory of an ingest.
//
//   large_csv orders|receivers|cases|worn MEGABYTES
//
// "orders": numbers, moments and codes, as a shop's order export. "receivers": the same with name,
// phone and address, which are sealed. "cases": texts, as its reviews. "worn": parcels of shops
// that determine their columns, one row in fifty with a fault. Every row has its own key; the same
// arguments give the same bytes.

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace aftercare::bench {
namespace {

constexpr std::array<std::string_view, 8> kProvinces = {"广东", "浙江", "江苏", "上海",
                                                        "四川", "北京", "山东", "湖北"};
constexpr std::array<std::string_view, 6> kShops = {"旗舰店", "专营店", "直播间",
                                                    "小程序", "门店",   "企业购"};
constexpr std::array<std::string_view, 8> kClauses = {
    "东西收到了，包装有点破，不过里面没有坏",
    "用了三天就充不进电，电池肯定有问题，联系客服一直没有人回复",
    "快递太慢了，等了十天才到，而且没有送上门",
    "质量不错，手感很好，家里老人也喜欢，会再来买",
    "申请退款两次都被拒绝，说好的七天无理由根本不算数",
    "屏幕上有一条划痕，像是别人退回来的，我要求换一个新的",
    "客服态度很好，半个小时就帮我处理完了，谢谢",
    "价格比活动的时候贵了一百多，刚买完就降价，希望能补差价"};

// Numbers that look like chance and are the same each time.
class Sequence {
 public:
  std::uint64_t next(std::uint64_t below) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return (state_ >> 33) % below;
  }

 private:
  std::uint64_t state_ = 1;
};

std::string moment(std::uint64_t row, std::uint64_t minutes_later) {
  const auto minute = row / 40 + minutes_later;
  const auto day = minute / 1440 % 360;
  return fmt::format("2025-{:02}-{:02} {:02}:{:02}:{:02}", day / 30 % 12 + 1, day % 28 + 1,
                     minute / 60 % 24, minute % 60, row % 60);
}

constexpr std::array<std::string_view, 12> kNames = {"王", "李", "张", "刘", "陈", "杨",
                                                     "芳", "伟", "娜", "敏", "静", "磊"};

void add_receiver(std::string& out, Sequence& chance) {
  fmt::format_to(std::back_inserter(out), ",{}{}{},1{:010},{}人民路{}号{}室",
                 kNames[chance.next(6)], kNames[6 + chance.next(6)], kNames[6 + chance.next(6)],
                 3'000'000'000 + chance.next(6'000'000'000),
                 kProvinces[chance.next(kProvinces.size())], 1 + chance.next(900),
                 100 + chance.next(3000));
}

void add_order(std::string& out, std::uint64_t row, Sequence& chance, bool receiver) {
  const auto cents = 900 + chance.next(90'000);
  const bool refunded = chance.next(12) == 0;
  fmt::format_to(
      std::back_inserter(out), "SO{:012},C{:08},{},{},{},{},{},{},{}.{:02},{}.{:02},{},{},{}", row,
      chance.next(2'000'000), kShops[chance.next(kShops.size())], moment(row, 0), moment(row, 2),
      moment(row, 700), moment(row, 4000), refunded ? "已退款" : "已完成", cents / 100, cents % 100,
      cents / 100, cents % 100, refunded ? fmt::format("{}.{:02}", cents / 100, cents % 100) : "0",
      "SF", kProvinces[chance.next(kProvinces.size())]);
  if (receiver) add_receiver(out, chance);
  out += '\n';
}

void add_case(std::string& out, std::uint64_t row, Sequence& chance) {
  fmt::format_to(std::back_inserter(out), "RV{:012},SO{:012},P{:05},C{:08},{},\"", row,
                 chance.next(9'000'000), chance.next(3000), chance.next(2'000'000),
                 1 + chance.next(5));
  for (auto count = 2 + chance.next(6); count > 0; --count)
    fmt::format_to(std::back_inserter(out), "{}{}", kClauses[chance.next(kClauses.size())],
                   chance.next(4) == 0 ? "！" : "，");
  fmt::format_to(std::back_inserter(out), "订单{}。\",{}\n", chance.next(1'000'000'000),
                 moment(row, 0));
}

// One fault of those that people and exports make; `fault` 0 to 6, any other none.
void add_parcel(std::string& out, std::uint64_t row, Sequence& chance) {
  const auto fault = chance.next(350);
  const auto shop = chance.next(400);
  const auto province = kProvinces[shop % kProvinces.size()];
  auto name = fmt::format("{}{}{}号店", province, kShops[shop % kShops.size()], shop);
  if (fault == 0) name.erase(0, 3);
  const auto phone = 10'000'000 + chance.next(89'999'999);
  const auto number = 1'000'000'000'000 + row;
  const auto cents = 900 + chance.next(90'000);
  const auto day = moment(row, 0);
  fmt::format_to(
      std::back_inserter(out), "PK{:012},S{:04},{},{},{},{},{},{},{}\n", row, shop, name,
      fault == 1 ? "" : province,
      fault == 2 ? fmt::format("+86 139-{}", phone) : fmt::format("139{}", phone),
      fault == 3 ? "SF Express" : "顺丰速运",
      fault == 4 ? fmt::format("sf {}", number) : fmt::format("SF{}", number),
      fault == 5 ? fmt::format("¥{}.{:02}", cents / 100, cents % 100)
                 : fmt::format("{}.{:02}", cents / 100, cents % 100),
      fault == 6 ? day.substr(0, 4) + "/" + day.substr(5, 2) + "/" + day.substr(8) : day);
}

enum class Kind : std::uint8_t { orders, receivers, cases, worn };

std::string_view header_of(Kind kind) {
  switch (kind) {
    case Kind::cases:
      return "评价编号,订单号,商品编号,客户编号,评分,评价内容,评价时间\n";
    case Kind::worn:
      return "parcel,shop_id,shop,province,phone,carrier,tracking,amount,sent_at\n";
    case Kind::receivers:
      return "order_id,customer_id,shop,ordered_at,paid_at,shipped_at,delivered_at,status,amount,"
             "paid_amount,refund_amount,carrier,province,receiver_name,receiver_phone,"
             "receiver_address\n";
    default:
      return "order_id,customer_id,shop,ordered_at,paid_at,shipped_at,delivered_at,status,amount,"
             "paid_amount,refund_amount,carrier,province\n";
  }
}

int run(Kind kind, std::uint64_t bytes) {
  std::string out(header_of(kind));
  Sequence chance;
  std::uint64_t written = 0;
  for (std::uint64_t row = 1; written + out.size() < bytes; ++row) {
    switch (kind) {
      case Kind::cases:
        add_case(out, row, chance);
        break;
      case Kind::worn:
        add_parcel(out, row, chance);
        break;
      default:
        add_order(out, row, chance, kind == Kind::receivers);
    }
    if (out.size() < (1 << 20)) continue;
    if (std::fwrite(out.data(), 1, out.size(), stdout) != out.size()) return 4;
    written += out.size();
    out.clear();
  }
  return std::fwrite(out.data(), 1, out.size(), stdout) == out.size() ? 0 : 4;
}

}  // namespace
}  // namespace aftercare::bench

int main(int count, char** words) {
  const std::string_view kind = count == 3 ? words[1] : "";
  const auto megabytes = count == 3 ? std::strtoull(words[2], nullptr, 10) : 0;
  using aftercare::bench::Kind;
  if ((kind != "orders" && kind != "receivers" && kind != "cases" && kind != "worn") ||
      megabytes == 0) {
    fmt::print(stderr, "Usage: large_csv orders|receivers|cases|worn MEGABYTES\n");
    return 2;
  }
  return aftercare::bench::run(kind == "cases"       ? Kind::cases
                               : kind == "worn"      ? Kind::worn
                               : kind == "receivers" ? Kind::receivers
                                                     : Kind::orders,
                               megabytes * 1'000'000);
}
