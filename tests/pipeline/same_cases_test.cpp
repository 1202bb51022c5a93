#include "pipeline/same_cases.hpp"

#include <gmock/gmock.h>

#include "pipeline/same_review.hpp"
#include "same_town.hpp"

namespace aftercare::pipeline {
namespace {

using testing::ElementsAre;

const std::string kLeaking =
    "上周三买的破壁机用了两次就漏水，底座里全是黑色的油，打电话三次都没有人处理，要求退货退款";
const std::string kTorn =
    "快递放在门口三天没有通知我，雨淋湿了整个箱子，里面的两本画册全部不能看了，请你们赔偿";

class SameCasesTest : public SameTown {
 protected:
  // no, channel, customer, order, product, moment, text.
  void say(const std::vector<std::vector<std::string>>& cases) {
    std::string rows = "no,via,who,order,what,at,said\n";
    for (const auto& one : cases) rows += fmt::format("{}\n", fmt::join(one, ","));
    take("voices", "case",
         "case_id: no, channel: via, customer_id: who, order_id: order, product_id: what, "
         "opened_at: at, text: said",
         rows);
  }
  ComparedRecords compare() {
    const auto done = compare_cases(*session_, progress_);
    EXPECT_TRUE(done) << done.error().message;
    return done.value_or(ComparedRecords{});
  }
  std::string copies() const {
    return one_value("SELECT count(*) FROM finding WHERE rule = 'near_copy'");
  }
};

TEST_F(SameCasesTest, OneComplaintOnThreeChannelsIsFlaggedTwiceAndCountedThrice) {
  say({{"e1", "email", "k1", "", "P1", "2026-03-01 09:00:00", "您好！" + kLeaking + "。此致敬礼"},
       {"h1", "chat", "k1", "", "P1", "2026-03-01 11:00:00", kLeaking},
       {"w1", "social", "", "", "", "2026-03-02 08:00:00", "#破壁机# " + kLeaking + "！！"},
       {"h2", "chat", "k2", "", "P2", "2026-03-01 12:00:00", kTorn}});
  const auto done = compare();
  EXPECT_EQ(done.fresh, 4U);
  EXPECT_EQ(done.repeated, 2U);
  EXPECT_THAT(group("case", "w1"), ElementsAre("e1", "h1", "w1"));
  EXPECT_EQ(copies(), "2");
  EXPECT_EQ(one_value("SELECT \"before\" FROM finding WHERE rule = 'near_copy' AND record_key = "
                      "'w1'"),
            "e1");
  EXPECT_EQ(one_value("SELECT count(*) FROM case_fact"), "4");
}

TEST_F(SameCasesTest, AnotherProductOrAnotherPersonIsAnotherVoice) {
  say({{"a", "review", "k1", "", "P1", "2026-03-01 09:00:00", kLeaking},
       {"b", "review", "k1", "", "P2", "2026-03-02 09:00:00", kLeaking},
       {"c", "review", "k2", "", "P1", "2026-03-03 09:00:00", kLeaking},
       {"d", "review", "k1", "o1", "P1", "2026-03-04 09:00:00", kLeaking},
       {"e", "review", "k1", "o2", "P1", "2026-03-05 09:00:00", kLeaking}});
  compare();
  EXPECT_THAT(group("case", "b"), ElementsAre("b"));
  EXPECT_THAT(group("case", "c"), ElementsAre("c"));
  EXPECT_NE(group("case", "d"), group("case", "e"));
}

TEST_F(SameCasesTest, WhatTwoPersonsSayInTheirOwnWordsIsNotOne) {
  say({{"a", "chat", "", "", "", "2026-03-01 09:00:00", kLeaking},
       {"b", "social", "", "", "", "2026-03-02 09:00:00",
        "破壁机漏水，客服电话打不通，买的时候说三年保修现在没有人管"},
       {"c", "review", "", "", "", "2026-03-02 10:00:00", "很好"},
       {"d", "review", "", "", "", "2026-03-02 11:00:00", "很好"}});
  EXPECT_EQ(compare().repeated, 0U);
}

TEST_F(SameCasesTest, WhatComesLaterIsComparedWithWhatIsStored) {
  say({{"e1", "email", "k1", "", "", "2026-03-01 09:00:00", kLeaking}});
  EXPECT_EQ(compare().fresh, 1U);
  EXPECT_EQ(compare().fresh, 0U);
  say({{"w1", "social", "", "", "", "2026-03-02 09:00:00", "#家电# " + kLeaking},
       {"h1", "chat", "k1", "", "", "2026-03-03 09:00:00", "你好，" + kLeaking}});
  const auto done = compare();
  EXPECT_EQ(done.fresh, 2U);
  EXPECT_THAT(group("case", "e1"), ElementsAre("e1", "h1", "w1"));
  // An earlier one that arrives last is the original.
  say({{"p0", "phone", "k1", "", "", "2026-02-28 09:00:00", kLeaking}});
  compare();
  EXPECT_EQ(group("case", "e1").front(), "p0");
  EXPECT_EQ(copies(), "3");
}

TEST_F(SameCasesTest, TemplatesAndSignaturesDoNotMakeACopy) {
  const char* wishes[] = {"想问问蓝色的床单什么时候补货",     "发票的抬头写错了需要重新开一张",
                          "优惠券在结算的时候用不了",         "请把收货地址改成公司的前台",
                          "说明书里没有写怎样清洗滤网",       "孩子把遥控器弄丢了能不能单买",
                          "安装师傅约了周六却一直没有来",     "少了一个配件袋里面是螺丝",
                          "会员积分两个月都没有到账",         "想换一个大一码的同款跑鞋",
                          "退回去的包裹显示签收了还没有退款", "屏幕右下角有一条很细的绿线"};
  std::vector<std::vector<std::string>> mails;
  int i = 0;
  for (const auto* wish : wishes)
    mails.push_back({fmt::format("e{}", ++i), "email", "", "", "",
                     fmt::format("2026-03-{:02} 09:00:00", i),
                     fmt::format("尊敬的星河商城客户服务中心：{}。本邮件由星河手机客户端发送，"
                                 "请勿直接回复本邮件，谢谢您的理解与支持",
                                 wish)});
  say(mails);
  EXPECT_EQ(compare().repeated, 0U);
  // One by one as well: what is stored shows the template.
  say({{"late", "email", "", "", "", "2026-03-20 09:00:00",
        "尊敬的星河商城客户服务中心：洗衣机的排水管太短接不到地漏。本邮件由星河手机客户端发送，"
        "请勿直接回复本邮件，谢谢您的理解与支持"}});
  EXPECT_EQ(compare().repeated, 0U);
}

TEST_F(SameCasesTest, ASplitCopyIsNotFlaggedAgain) {
  say({{"e1", "email", "k1", "", "", "2026-03-01 09:00:00", kLeaking},
       {"h1", "chat", "k1", "", "", "2026-03-02 09:00:00", kLeaking}});
  compare();
  EXPECT_EQ(copies(), "1");
  const auto split = say_apart(*session_, "case", {"h1"}, "lin");
  ASSERT_TRUE(split) << split.error().message;
  EXPECT_EQ(copies(), "0");
  say({{"h1", "chat", "k1", "", "", "2026-03-02 09:00:00", kLeaking + "！"}});
  compare();
  EXPECT_EQ(copies(), "0");
  ASSERT_TRUE(unsay(*session_, split->verdict, "lin"));
  EXPECT_EQ(copies(), "1");
}

TEST_F(SameCasesTest, AVersionThatSaysSomethingElseIsNoCopyAnyMore) {
  say({{"e1", "email", "k1", "", "", "2026-03-01 09:00:00", kLeaking},
       {"h1", "chat", "k1", "", "", "2026-03-02 09:00:00", kLeaking}});
  compare();
  EXPECT_EQ(copies(), "1");
  say({{"h1", "chat", "k1", "", "", "2026-03-02 09:00:00", kTorn}});
  compare();
  EXPECT_EQ(copies(), "0");
  EXPECT_THAT(group("case", "h1"), ElementsAre("h1"));
}

}  // namespace
}  // namespace aftercare::pipeline
