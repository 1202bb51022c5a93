#include "quality/repair/rewriting.hpp"

#include <gtest/gtest.h>

namespace aftercare::quality {

TEST(RewritingTest, LearnsFromFewExamples) {
  const struct {
    std::vector<RewritingExample> examples;
    const char* before;
    const char* after;
  } cases[] = {
      {{{"12 kg", "12"}, {"7 kg", "7"}}, "31 kg", "31"},
      {{{"AB", "ab"}}, "XyZ", "xyz"},
      {{{"2026/3/7", "2026-03-07"}}, "2026/11/2", "2026-11-02"},
      {{{"13800001111", "138-0000-1111"}}, "13922223333", "139-2222-3333"},
      {{{"red (new)", "red"}}, "blue (old)", "blue"},
      {{{"SKU-17", "17"}}, "SKU-204", "204"},
      {{{"17", "P17"}}, "204", "P204"},
      {{{"1,299", "1299"}}, "12,000", "12000"},
  };
  for (const auto& one : cases) {
    const auto rewriting = learn_rewriting(one.examples);
    ASSERT_NE(rewriting, nullptr) << one.before;
    EXPECT_EQ(rewriting->apply(one.before), one.after);
  }
}

TEST(RewritingTest, IsSilentWhereTheExamplesDisagreeOrTeachNothing) {
  EXPECT_EQ(learn_rewriting({}), nullptr);
  EXPECT_EQ(learn_rewriting({{"a", "a"}}), nullptr);
  EXPECT_EQ(learn_rewriting({{"", "full"}}), nullptr);
  EXPECT_EQ(learn_rewriting({{"ab", "x9"}, {"cd", "y7"}}), nullptr);
  // A person who keeps one upper-case value does not want lower case everywhere.
  const auto careful = learn_rewriting({{"AB", "ab"}, {"CD", "CD"}});
  EXPECT_TRUE(careful == nullptr || !careful->apply("EF"));
}

}  // namespace aftercare::quality
