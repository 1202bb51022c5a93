// What topics are found by has changed, or has not.

#include "pipeline/topic_rules.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "fresh_workspace.hpp"

namespace aftercare::pipeline {
namespace {

TEST(TopicRulesTest, ContentsCountOfWhatTopicsAreFoundByAlone) {
  const FreshWorkspace fresh;
  auto workspace = fresh.open();
  ASSERT_TRUE(workspace) << workspace.error().message;
  const auto root = workspace->root();
  const auto session = Session::open(std::move(*workspace));
  ASSERT_TRUE(session) << session.error().message;
  const auto now = [&] {
    const auto digest = topic_rules_digest(**session);
    EXPECT_TRUE(digest) << digest.error().message;
    return digest ? *digest : "";
  };
  const auto write = [&root](const std::string& name, const std::string& bytes) {
    std::filesystem::create_directories((root / name).parent_path());
    std::ofstream(root / name) << bytes;
  };
  const auto first = now();
  for (const std::string name :
       {"catalog/topics.yaml", "catalog/lexicons/own.yaml", "catalog/forms.yaml",
        "catalog/recognisers.yaml", "models/topic/model"}) {
    const auto before = now();
    write(name, "a: 1\n");
    const auto changed = now();
    EXPECT_NE(changed, before) << name;
    write(name, "a: 1\n");
    EXPECT_EQ(now(), changed) << name << " was only touched";
    write(name, "a: 2\n");
    EXPECT_NE(now(), changed) << name;
    std::filesystem::remove(root / name);
    EXPECT_EQ(now(), before) << name;
  }
  // Not what topics are found by; a model that was refused.
  for (const std::string name :
       {"catalog/metrics.yaml", "catalog/rules/own.yaml", "models/topic/refused",
        "models/topic/story.jsonl", "models/notes"})
    write(name, "a: 1\n");
  EXPECT_EQ(now(), first);
}

}  // namespace
}  // namespace aftercare::pipeline
