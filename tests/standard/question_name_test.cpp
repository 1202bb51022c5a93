#include "standard/question_name.hpp"

#include <gtest/gtest.h>

namespace aftercare::standard {

TEST(QuestionNameTest, ASentenceToAPersonAsks) {
  for (const auto* name :
       {"2.您对我们的服务满意吗？", "4、您还有什么意见和建议",
        "How satisfied are you with our service?", "Q3: What could we do better next time",
        "1) 您的订单号", "你愿意把我们推荐给朋友吗"})
    EXPECT_TRUE(as_question(name).asks) << name;
}

TEST(QuestionNameTest, AShortNameDoesNot) {
  for (const auto* name :
       {"Paid?", "Timely response?", "是否超时", "订单编号", "3D model", "Q1", "2026.03",
        "1 day reply", "1. Name", "address 2", "买家实际支付金额", ""})
    EXPECT_FALSE(as_question(name).asks) << name;
}

TEST(QuestionNameTest, TheNumberBeforeItIsTakenOff) {
  EXPECT_EQ(as_question("12. Order number").text, "Order number");
  EXPECT_EQ(as_question("Q3: Comment").text, "Comment");
  EXPECT_EQ(as_question("4、意见").text, "意见");
  EXPECT_EQ(as_question("2026.03").text, "2026.03");
  EXPECT_EQ(as_question("1.").text, "1.");
}

}  // namespace aftercare::standard
