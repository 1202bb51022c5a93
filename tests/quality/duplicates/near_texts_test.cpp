#include "quality/duplicates/near_texts.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <string>

#include "quality/duplicates/row_context.hpp"
#include "table_of.hpp"

namespace aftercare::quality {
namespace {

SameTexts same_of(const std::vector<std::string>& texts, unsigned workers = 1) {
  const auto simplifier = text::Simplifier::load();
  EXPECT_TRUE(simplifier.has_value());
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  base::NoProgress progress;
  return find_same_texts(views, simplifier->get(), {workers, {}}, progress);
}

bool are_same(const std::string& one, const std::string& other) {
  const auto same =
      same_of({"快递到了之后打开箱子，里面的杯子碎成了两半。", one,
               "The zipper broke after a week and nobody answered my letters.", other});
  return same.cluster[1] == same.cluster[3];
}

constexpr const char* kStory =
    "上个月在你们店买的电饭煲，用了不到三周内胆涂层就开始脱落，联系客服说要寄回检测，"
    "运费还得自己出。希望尽快给个说法。";

}  // namespace

TEST(NearTextsTest, EditsThatPeopleMakeLeaveATextTheSame) {
  const std::pair<const char*, const char*> edits[] = {
      {"typing errors",
       "上个月再你们店买的电饭煲，用了不到三周内胆涂层就开始托落，联系客服说要寄回检测，运费还的自"
       "己出。希望尽快给个说法。"},
      {"signs put in",
       "上个月在你们店买的电饭煲，，用了不到三周内胆涂层就开始脱落😡😡联系客服说要寄回检测！！运费还"
       "得自己出~希望尽快给个说法…"},
      {"another order",
       "希望尽快给个说法。上个月在你们店买的电饭煲，联系客服说要寄回检测，用了不到三周内胆涂层就开"
       "始脱落，运费还得自己出。"},
      {"cut off", "上个月在你们店买的电饭煲，用了不到三周内胆涂层就开始脱落，联系客服说要寄回检测"},
      {"signed",
       "上个月在你们店买的电饭煲，用了不到三周内胆涂层就开始脱落，联系客服说要寄回检测，运费还得自"
       "己出。希望尽快给个说法。——来自手机客户端"},
      {"traditional",
       "上個月在你們店買的電飯煲，用了不到三周內膽塗層就開始脫落，聯繫客服說要寄回檢測，運費還得自"
       "己出。希望盡快給個說法。"}};
  for (const auto& [edit, text] : edits) EXPECT_TRUE(are_same(kStory, text)) << edit;
  EXPECT_TRUE(are_same("My ORDER 12345 never arrived, please refund me now.",
                       "my order １２３４５ never arrived; please refund me now"));
}

TEST(NearTextsTest, TextsThatShareOnlyAPhraseAreTwo) {
  EXPECT_FALSE(
      are_same(kStory, "上个月在你们店买的风扇声音特别大，晚上根本睡不着，想换一台新的。"));
  EXPECT_FALSE(are_same("物流很快，包装完好，鞋子穿着很舒服，会推荐给同事们。",
                        "物流很快，包装完好，耳机音质一般，低音有点浑浊。"));
}

TEST(NearTextsTest, AnEqualShortTextIsNoDuplicate) {
  const auto same = same_of({"好评", "好评！", "很好", "OK", "ok"});
  for (std::uint32_t row = 0; row < 5; ++row) EXPECT_EQ(same.cluster[row], row);
  EXPECT_EQ(same.short_repeats, 2U);
}

TEST(NearTextsTest, AnEqualShortTextIsOneWhereTheRestOfTheRowIsEqualAndTells) {
  const auto table = table_of({"id", "order", "product", "review"}, {{"1", "A100", "cup", "好评"},
                                                                     {"2", "A100", "cup", "好评"},
                                                                     {"3", "A101", "cup", "好评"},
                                                                     {"4", "", "cup", "好评"},
                                                                     {"5", "", "cup", "好评"}});
  std::vector<std::string_view> texts;
  for (std::size_t row = 0; row < table.rows(); ++row) texts.push_back(table.cell(row, 3));
  const auto contexts = row_contexts(table, 3, 0);
  base::NoProgress progress;
  const auto same = find_same_texts(texts, nullptr, {1, contexts}, progress);
  EXPECT_EQ(same.cluster, (std::vector<std::uint32_t>{0, 0, 2, 3, 4}));
}

TEST(NearTextsTest, EmptyTextsAreNotTheSame) {
  const auto same = same_of({"", "", "！！！", "😀😀😀😀😀😀😀😀😀😀"});
  EXPECT_EQ(same.cluster, (std::vector<std::uint32_t>{0, 1, 2, 3}));
}

TEST(NearTextsTest, ATemplateAroundDifferentTextsDoesNotJoinThem) {
  std::vector<std::string> texts;
  const char* troubles[] = {
      "厨房水龙头一直漏水关不紧", "电视屏幕左上角有一道划痕", "羽绒服袖口的线开了",
      "遥控器按键没有反应",       "订的是灰色却发来了米色",   "一箱袜子里少了两双",
      "自行车链条刚骑就掉",       "台灯插上电之后不亮",       "书的后半本全是空白页",
      "奶粉罐底鼓起来了",         "枕头有一股刺鼻气味",       "行李箱拉杆卡住拔不出"};
  for (const auto* trouble : troubles)
    texts.push_back(
        fmt::format("尊敬的客服您好，感谢贵公司一直以来的优质服务。{}。以上情况属实，请在三个工作日"
                    "内予以回复处理，谢谢合作，祝工作顺利。",
                    trouble));
  const auto same = same_of(texts);
  for (std::uint32_t row = 0; row < texts.size(); ++row) EXPECT_EQ(same.cluster[row], row);
  EXPECT_GT(same.boilerplate, 0U);
}

TEST(NearTextsTest, AThousandCopiesOfOneTextAreOne) {
  std::vector<std::string> texts;
  for (int i = 0; i < 1000; ++i) texts.push_back(fmt::format("{}（第{}次投诉）", kStory, i));
  const auto same = same_of(texts);
  for (std::uint32_t row = 0; row < texts.size(); ++row) EXPECT_EQ(same.cluster[row], 0U);
}

TEST(NearTextsTest, HostileBytesAreReadAsTheyCome) {
  const std::string broken("\xff\xfe\x80 broken \xe4\xb8 bytes in the middle of a longer text", 50);
  const auto same = same_of({broken, broken, std::string(100'000, 'a'), std::string("\0\0", 2)});
  EXPECT_EQ(same.cluster, (std::vector<std::uint32_t>{0, 0, 2, 3}));
}

TEST(NearTextsTest, TheResultDoesNotDependOnThreads) {
  std::vector<std::string> texts;
  for (int i = 0; i < 9000; ++i)
    texts.push_back(
        fmt::format("case {} of customer {}: {}", i / 3, i * 7919 % 1000,
                    i % 3 == 0 ? kStory : "the parcel was opened before it came to us"));
  const auto one = same_of(texts, 1);
  const auto four = same_of(texts, 4);
  EXPECT_EQ(one.cluster, four.cluster);
}

}  // namespace aftercare::quality
