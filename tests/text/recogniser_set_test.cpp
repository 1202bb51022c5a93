#include "text/recogniser_set.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

namespace aftercare::text {

using testing::HasSubstr;

const RecogniserSet& shipped_recognisers() {
  static const auto set = RecogniserSet::load({});
  EXPECT_TRUE(set.has_value()) << set.error().message;
  return *set;
}

// What was found as "kind:text", offsets taken back to the text as given.
std::vector<std::string> entities_in(const std::string& given) {
  static RecogniserScratch scratch;
  NormalText text;
  text.add(given, nullptr);
  std::vector<Found> found;
  shipped_recognisers().find(text, 0, text.size(), scratch, found);
  std::vector<std::string> entities;
  for (const auto& one : found) {
    const auto begin = text.begin_of(one.begin), end = text.end_of(one.end - 1);
    entities.push_back(shipped_recognisers().recognisers()[one.recogniser].spec().entity + ":" +
                       given.substr(begin, end - begin));
  }
  return entities;
}

struct EntityCase {
  std::string text;
  std::vector<std::string> entities;
};

void expect_entities(const std::vector<EntityCase>& table) {
  for (const auto& [text, entities] : table) EXPECT_EQ(entities_in(text), entities) << text;
}

TEST(RecogniserSetTest, PhonesAndWhatOnlyLooksLikeOne) {
  expect_entities({
      {"我的电话是13800138000，请回电", {"phone:13800138000"}},
      {"打 138-0013-8000 或 +86 139 1234 5678", {"phone:138-0013-8000", "phone:+86 139 1234 5678"}},
      {"手机１３８００１３８０００谢谢", {"phone:１３８００１３８０００"}},
      {"座机010-62345678转801", {"phone:010-62345678转801"}},
      {"客服热线400-820-8820打不通", {"phone:400-820-8820"}},
      {"call me at (415) 555-0132", {"phone:(415) 555-0132"}},
      {"ring +44 20 7946 0958 please", {"phone:+44 20 7946 0958"}},
      {"Phone: 0412 34 56 78", {"phone:0412 34 56 78"}},
      {"please call me at (08) 8123 4567, thanks", {"phone:(08) 8123 4567"}},
      {"Fax: 555-867-5309x041", {"phone:555-867-5309x041"}},
      {"Desk: +41 (0)44 123 45 67", {"phone:+41 (0)44 123 45 67"}},
      // Near misses.
      {"call me on 2026-11-20", {"date:2026-11-20"}},
      {"phone 12 is better than phone 11", {}},
      {"流水 913800138000912", {}},
      {"编码12800138000", {}},
      {"订单号13800138000", {"order_number:13800138000"}},
      {"1380013800", {}},
  });
}

TEST(RecogniserSetTest, OrderAndTrackingNumbers) {
  expect_entities({
      {"订单号：202611010001234567 还没到", {"order_number:202611010001234567"}},
      {"order number is DD-20261101-77 thanks", {"order_number:DD-20261101-77"}},
      {"Where is order #58231?", {"order_number:58231"}},
      {"113-4567890-1234567", {"order_number:113-4567890-1234567"}},
      {"运单号SF1234567890123一直不动", {"tracking_number:SF1234567890123"}},
      {"圆通YT2233445566778", {"tracking_number:YT2233445566778"}},
      {"京东快递JDVA12345678901", {"tracking_number:JDVA12345678901"}},
      {"快递单号是 78512345678901", {"tracking_number:78512345678901"}},
      {"tracking number 1Z999AA10123456784", {"tracking_number:1Z999AA10123456784"}},
      // Near misses: a model, a word of the same letters, too few digits, a bare count.
      {"SF12345", {}},
      {"这款 YT2000 型号不错", {"model:YT2000"}},
      {"order now", {}},
      {"订单很多", {}},
      {"in order 2 of them", {}},
  });
}

TEST(RecogniserSetTest, MailAndSocialAccounts) {
  expect_entities({
      {"发到 li.ming+shop@mail.example.com.cn。", {"email:li.ming+shop@mail.example.com.cn"}},
      {"ＡＢＣ＠example.com", {"email:ＡＢＣ＠example.com"}},
      {"加微信：xiao_ming88 聊", {"account:xiao_ming88"}},
      {"QQ号12345678", {"account:12345678"}},
      {"RT @some_body99: late again @AnAirline", {"account:@some_body99", "account:@AnAirline"}},
      // Near misses.
      {"3斤@2元", {"quantity:3斤", "amount:2元"}},
      {"user@localhost", {}},
      {"微信支付失败", {}},
      {"qq群里说", {}},
  });
}

TEST(RecogniserSetTest, CardsAndPapersNeedTheirCheckDigits) {
  expect_entities({
      {"身份证11010519491231002X", {"id_card:11010519491231002X"}},
      {"身份证号110105491231002", {"id_card:110105491231002"}},
      {"卡号6222021234567890128", {"bank_card:6222021234567890128"}},
      {"card 4111 1111 1111 1111", {"bank_card:4111 1111 1111 1111"}},
      {"my card 378282246310005 is lost", {"bank_card:378282246310005"}},
      {"card number 30569309025904", {"bank_card:30569309025904"}},
      {"IBAN is DE89370400440532013000", {"bank_card:DE89370400440532013000"}},
      {"to GB29 NWBK 6016 1331 9268 19 please", {"bank_card:GB29 NWBK 6016 1331 9268 19"}},
      {"护照E12345678", {"passport:E12345678"}},
      {"车牌京A12345，粤B·D12345", {"plate:京A12345", "plate:粤B·D12345"}},
      // Near misses: wrong check digit, no such day, no context, wrong Luhn digit.
      {"身份证110105194912310021", {}},
      {"身份证11010519491331002X", {}},
      {"110105491231002", {}},
      {"card 4111 1111 1111 1112", {}},
      {"card number 30569309025905", {}},
      {"GB29NWBK60161331926818", {}},
      {"型号E12345678", {"model:E12345678"}},
      {"京东ABC", {}},
  });
}

TEST(RecogniserSetTest, AmountsQuantitiesDates) {
  expect_entities({
      {"花了¥1,299.00元", {"amount:¥1,299.00"}},
      {"99元买的，1.2万元也有，还有50块钱", {"amount:99元", "amount:1.2万元", "amount:50块钱"}},
      {"refund $45.50 or RMB 300", {"amount:$45.50", "amount:RMB 300"}},
      {"一百二十元", {"amount:一百二十元"}},
      {"买了3箱", {"quantity:3箱"}},
      {"2026年3月1日下单，3月5号到", {"date:2026年3月1日", "date:3月5号"}},
      {"on 2026-11-20 and Nov 3, 2026", {"date:2026-11-20", "date:Nov 3, 2026"}},
      // Near misses.
      {"5元素", {}},
      {"3块电池", {}},
      {"2026-13-40", {}},
      {"2月30日", {}},
      {"3个月", {}},
      {"100%满意", {}},
  });
}

TEST(RecogniserSetTest, RelativeDatesAndWhatOnlyLooksLikeOne) {
  expect_entities({
      {"前天下午到的", {"date:前天下午"}},
      {"上周三寄的，说好本周末到", {"date:上周三", "date:本周末"}},
      {"3天前催过，两周前也催过", {"date:3天前", "date:两周前"}},
      {"It came last Monday, not the day before yesterday",
       {"date:last Monday", "date:the day before yesterday"}},
      // Near misses: lengths of time, cycles, weeks of something.
      {"用了3天就坏", {}},
      {"三天内必须处理", {}},
      {"每周三都上新", {}},
      {"周一到周五上班", {}},
      {"第一周期", {}},
      {"monthly payment", {}},
      {"8月龄的宝宝", {}},
      {"前置摄像头", {}},
      {"十号楼前面", {}},
  });
}

TEST(RecogniserSetTest, ModelsOfGoods) {
  expect_entities({
      {"型号KFR-35GW的空调", {"model:KFR-35GW"}},
      {"SKU: 10029883", {"model:10029883"}},
      {"索尼WH-1000XM5", {"model:WH-1000XM5"}},
      {"这款A52手机", {"model:A52"}},
      // Near misses: networks, codes, a size.
      {"5G信号差", {}},
      {"优惠券TX8837用不了", {}},
      {"XL码", {}},
      {"QQ群", {}},
  });
}

TEST(RecogniserSetTest, NamesNeedACueAndASurname) {
  expect_entities({
      {"我叫王小明，想退货", {"person_name:王小明"}},
      {"收货人：欧阳晓，地址不对", {"person_name:欧阳晓"}},
      {"联系人张伟的电话", {"person_name:张伟"}},
      {"我是李华，昨天买的", {"person_name:李华", "date:昨天"}},
      {"请联系陈女士", {"person_name:陈"}},
      {"My name is Anna Maria Schmidt.", {"person_name:Anna Maria Schmidt"}},
      {"Please ask Mr. Brown about it", {"person_name:Brown"}},
      {"请尽快处理。\n祝好\n何伟勇 敬上", {"person_name:何伟勇"}},
      {"帮我查一下。\n\n何伟勇", {"person_name:何伟勇"}},
      {"盼复\n邓妍欣\n13800138000", {"person_name:邓妍欣", "phone:13800138000"}},
      {"怎么弄\n邓家轩\n13543945418", {"person_name:邓家轩", "phone:13543945418"}},
      {"This is a formal complaint.\nSophia Kelly", {"person_name:Sophia Kelly"}},
      {"Best wishes,\nPeter Porter", {"person_name:Peter Porter"}},
      // Near misses.
      {"帮我查一下。\n谢谢亲", {}},
      {"好的。\n明天发货", {"date:明天"}},
      {"要哪个颜色\n白色", {}},
      {"It works.\nThank You", {}},
      {"我是江苏的", {}},
      {"我是高级会员，", {}},
      {"我是新手，", {}},
      {"收货人不在家", {}},
      {"安装女士专用车座", {}},
      {"I am very happy", {}},
  });
}

TEST(RecogniserSetTest, AddressesReachDownToAHouse) {
  expect_entities({
      {"寄到浙江省杭州市西湖区文三路12号3栋501室，谢谢",
       {"address:浙江省杭州市西湖区文三路12号3栋501室"}},
      {"北京中山路5号", {"address:北京中山路5号"}},
      {"上海市徐汇区漕溪路幸福小区，2号发货", {"address:上海市徐汇区漕溪路幸福小区", "date:2号"}},
      {"2号收到：广州市天河区体育西路三号楼", {"date:2号", "address:广州市天河区体育西路三号楼"}},
      {"地址是幸福小区8号楼2单元301室", {"address:幸福小区8号楼2单元301室"}},
      {"I live at 221 Baker Street, London", {"address:221 Baker Street, London"}},
      // Near misses: a region alone, a road in a sentence, numbers beside them.
      {"北京5号能到吗", {}},
      {"广东发货3天到", {}},
      {"走了一路也没坏，用了2年", {}},
      {"It broke 2 days ago in the street", {"date:2 days ago"}},
  });
}

TEST(RecogniserSetTest, LooksOnlyNearItsCuesAndWhereTheShapeIs) {
  const auto file = std::filesystem::path(testing::TempDir()) / "near_and_shape.yaml";
  std::ofstream(file)
      << "recognisers:\n"
         "- {name: room, entity: address, needs: {cues: [room, 房间], near: 4},\n"
         "   patterns: [{regex: '\\d{2,4}', score: 0.9}]}\n"
         "- {name: tag, entity: account, needs: {shape: '@[a-z]'},\n"
         "   patterns: [{regex: '[a-z]+@[a-z]+', score: 0.9}]}\n"
         "- {name: house, entity: place, needs: {ordered: 6, lead: [北京], cues: [路],\n"
         "   also: [大厦], numbered: [号]}, patterns: [{regex: '北京.*路.*', score: 1}]}\n";
  const auto set = RecogniserSet::load_files({file});
  ASSERT_TRUE(set.has_value()) << set.error().message;
  const auto texts_in = [&set](const std::string& given) {
    RecogniserScratch scratch;
    NormalText text;
    text.add(given, nullptr);
    std::vector<Found> found;
    set->find(text, 0, text.size(), scratch, found);
    std::vector<std::string> texts;
    for (const auto& one : found) {
      const auto begin = text.begin_of(one.begin);
      texts.push_back(given.substr(begin, text.end_of(one.end - 1) - begin));
    }
    return texts;
  };
  using Texts = std::vector<std::string>;
  EXPECT_EQ(texts_in("住房间 301，走了 4500 米"), Texts{"301"});
  EXPECT_EQ(texts_in("8808房间，也是房间302"), (Texts{"8808", "302"}));
  EXPECT_EQ(texts_in("room 12 and, much later, 3456"), Texts{"12"});
  EXPECT_EQ(texts_in("一共 301 间"), Texts{});
  EXPECT_EQ(texts_in("房间"), Texts{});
  EXPECT_EQ(texts_in("tell me@you"), Texts{"me@you"});
  EXPECT_EQ(texts_in("me@9you"), Texts{});
  EXPECT_EQ(texts_in("寄北京长安路8号"), Texts{"北京长安路8号"});
  EXPECT_EQ(texts_in("寄北京长安路三 号"), Texts{"北京长安路三 号"});
  EXPECT_EQ(texts_in("寄北京长安路银座大厦"), Texts{"北京长安路银座大厦"});
  EXPECT_EQ(texts_in("寄北京长安路口的型号"), Texts{});         // No number before it.
  EXPECT_EQ(texts_in("8号寄北京长安路"), Texts{});              // In another order.
  EXPECT_EQ(texts_in("北京的客服在电话里说路上8号"), Texts{});  // Too far behind.
  EXPECT_EQ(texts_in("寄北京，走路，8号"), Texts{});            // Each in a clause of its own.
}

TEST(RecogniserSetTest, AnyBytesEnd) {
  std::string bytes;
  for (int i = 0; i < 1 << 16; ++i) bytes.push_back(static_cast<char>(i * 7 + i / 256));
  entities_in(bytes);
  entities_in(std::string(200'000, '1'));
  entities_in(std::string(100'000, '@'));
  std::string many;
  for (int i = 0; i < 5'000; ++i) many += "13800138000 ";
  EXPECT_EQ(entities_in(many).size(), 5'000U);
}

TEST(RecogniserSetTest, AWorkspaceAddsReplacesAndIsToldItsMistakes) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "recogniser_overlay";
  std::filesystem::create_directories(folder);
  const auto load = [&folder](const std::string& yaml) {
    std::ofstream(folder / "own.yaml") << yaml;
    return RecogniserSet::load_files({folder / "own.yaml"});
  };
  const auto own = load(
      "recognisers:\n- {name: case_code, entity: order_number, edge: word,\n"
      "   patterns: [{regex: 'CASE\\d{3}', score: 0.9}]}\n");
  ASSERT_TRUE(own.has_value()) << own.error().message;
  EXPECT_EQ(own->recognisers().size(), 1U);

  const auto of_lists = load(
      "lists: {unit: [cups, mugs], size: [big, small]}\n"
      "recognisers:\n- {name: ware, entity: quantity, needs: {cues: ['{size} {unit}'], near: 3},\n"
      "   patterns: [{regex: '\\d {size} {unit}', score: 0.9}]}\n");
  ASSERT_TRUE(of_lists.has_value()) << of_lists.error().message;
  EXPECT_EQ(of_lists->recognisers()[0].spec().needs_cues,
            (std::vector<std::string>{"small cups", "small mugs", "big cups", "big mugs"}));

  const auto bad_pattern =
      load("recognisers:\n- {name: x, entity: phone, patterns: [{regex: '(', score: 0.9}]}\n");
  ASSERT_FALSE(bad_pattern.has_value());
  EXPECT_THAT(bad_pattern.error().message, HasSubstr("the pattern is not valid"));
  EXPECT_THAT(bad_pattern.error().message, HasSubstr("recogniser x"));
  EXPECT_FALSE(bad_pattern.error().message_zh.empty());

  const auto bad_check = load("recognisers:\n- {name: x, entity: phone, check: mod97}\n");
  ASSERT_FALSE(bad_check.has_value());
  EXPECT_THAT(bad_check.error().message, HasSubstr("own.yaml:2"));

  const auto bad_shape = load(
      "recognisers:\n- {name: x, entity: phone, needs: {shape: '['}, patterns: [{regex: a}]}\n");
  ASSERT_FALSE(bad_shape.has_value());
  EXPECT_THAT(bad_shape.error().message, HasSubstr("the pattern is not valid"));
  EXPECT_FALSE(
      load("recognisers:\n- {name: x, entity: phone, needs: {near: 3}, patterns: [{regex: a}]}\n")
          .has_value());

  EXPECT_FALSE(load("recognisers:\n- {name: x, entity: phone}\n").has_value());
  EXPECT_FALSE(
      load("recognisers:\n- {name: x, entity: phone, patterns: [{regex: 'a*'}]}\n").has_value());
}

}  // namespace aftercare::text
