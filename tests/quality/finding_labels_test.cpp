#include "quality/finding_labels.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "small_dictionary.hpp"

namespace aftercare::quality {

TEST(FindingLabelsTest, KnowsRulesAndWhatOtherStagesFind) {
  const auto labels = FindingLabels::load({});
  ASSERT_TRUE(labels.has_value()) << labels.error().message;
  for (const auto* const code :
       {"not_a_moment", "not_a_number", "not_a_boolean", "not_in_code_list", "required_missing",
        "out_of_range", "pattern_mismatch", "double_encoding", "replaced_invalid", "column_count",
        "unclosed_quote", "line_too_long", "bad_json", "case_rating_possible"}) {
    EXPECT_NE(labels->of(code).en, code);
    EXPECT_NE(labels->of(code).zh, code);
  }
  EXPECT_EQ(labels->of("unheard_of").en, "unheard_of");
}

TEST(FindingLabelsTest, AWorkspaceMayNameThemAnew) {
  const DefinitionFile one("findings:\n  - {code: a, label: {zh: 一, en: One}}\n");
  const DefinitionFile two("findings:\n  - {code: a, label: {zh: 二, en: Two}}\n");
  EXPECT_EQ(FindingLabels::load_files({one.path, two.path}).value().of("a").zh, "二");
}

TEST(FindingLabelsTest, NeedsBothLanguages) {
  const DefinitionFile file("findings:\n  - {code: a, label: {en: One}}\n");
  EXPECT_THAT(FindingLabels::load_files({file.path}).error().message,
              testing::HasSubstr("needs zh and en: a"));
}

}  // namespace aftercare::quality
