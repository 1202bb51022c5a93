// The first run of a shop of half a year, at the least memory that the settings allow.

#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "place/place.hpp"
#include "program.hpp"

namespace aftercare::scenario {
namespace {

// Hundreds of thousands of rows come in one group: the widest facts are made of all of them at its
// end, beside what the group holds in memory.
TEST(FirstRunTest, ManyConversationsAtOnceFitInTheLeastMemory) {
  if (place::kSanitized)
    GTEST_SKIP() << "sanitizers keep memory of their own; the engine's is the same";
  const Shop shop;
  const auto made =
      shop.run({"demo", "shop", "--customers", "8000", "--days", "120", "--seed", "1"});
  ASSERT_EQ(made.code, 0) << made.err;
  const auto settings = shop.workspace() / "aftercare.yaml";
  std::string text, line;
  for (std::ifstream lines(settings); std::getline(lines, line);)
    text += (line.starts_with("memory_mb:") ? "memory_mb: 128" : line) + "\n";
  ASSERT_NE(text.find("memory_mb: 128"), text.npos);
  std::ofstream(settings) << text;

  const auto run = shop.run({"run", "--json"});
  ASSERT_EQ(run.code, 0) << run.err;
  const auto json = run.json();
  EXPECT_TRUE(json.at("balanced"));
  EXPECT_GT(json.at("total").at("rows"), 300'000);
  for (const auto& file : json.at("files")) EXPECT_FALSE(file.contains("error")) << file;
}

}  // namespace
}  // namespace aftercare::scenario
