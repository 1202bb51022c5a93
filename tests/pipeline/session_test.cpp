#include "pipeline/session.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "fresh_workspace.hpp"
#include "language/analyser.hpp"

namespace aftercare::pipeline {

TEST(SessionTest, TheUsersWordsCountAsSoonAsTheyAreWritten) {
  FreshWorkspace fresh;
  auto workspace = fresh.open();
  ASSERT_TRUE(workspace) << workspace.error().message;
  const auto root = workspace->root();
  const auto session = Session::open(std::move(*workspace));
  ASSERT_TRUE(session) << session.error().message;
  language::Scratch scratch;
  const auto mood = [&scratch](const language::Analyser& analyser) {
    return analyser.analyse("这个东西很嘎巴脆", {}, scratch).sentiment;
  };
  const auto before = (*session)->analyser();
  ASSERT_TRUE(before) << before.error().message;
  EXPECT_EQ((*session)->analyser(), *before);  // Nothing has changed: the same.
  EXPECT_NE(mood(**before), language::Sentiment::negative);

  std::filesystem::create_directories(root / "catalog/lexicons");
  std::ofstream(root / "catalog/lexicons/own.yaml")
      << "lexicon: sentiment\nlabel: {zh: 自有, en: Own}\ngroups:\n- {weight: -2, words: "
         "[嘎巴脆]}\n";
  const auto after = (*session)->analyser();
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_NE(*after, *before);
  EXPECT_EQ(mood(**after), language::Sentiment::negative);
  EXPECT_NE(mood(**before), language::Sentiment::negative);  // Who still reads with it may.

  std::ofstream(root / "catalog/lexicons/own.yaml") << "lexicon: [\n";
  const auto bad = (*session)->analyser();
  ASSERT_FALSE(bad);
  EXPECT_NE(bad.error().message.find("own.yaml"), std::string::npos) << bad.error().message;
}

}  // namespace aftercare::pipeline
