#include "metrics/glossary.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "metrics/small_shop.hpp"

namespace aftercare::metrics {

TEST(Glossary, SaysOfEveryMetricWhatItCountsAndWhen) {
  const auto json = glossary_json(shipped_model());
  EXPECT_EQ(json["metrics"].size(), shipped_model().metrics().size());
  for (const auto& metric : json["metrics"])
    for (const auto* key : {"label", "description", "formula", "population", "counted_on", "clock"})
      for (const auto* language : {"zh", "en"})
        EXPECT_FALSE(metric[key][language].get<std::string>().empty())
            << metric["name"] << " " << key << " " << language;
}

TEST(Glossary, ReadsPopulationAndDayOutOfTheDefinition) {
  const auto& csat = **shipped_model().metric("csat");
  const auto terms = terms_of(shipped_model(), csat);
  EXPECT_EQ(terms.population.en, "one row per survey; Survey score known");
  EXPECT_EQ(terms.population.zh, "每份问卷一行；满意度评分已知");
  EXPECT_EQ(terms.counted_on.en, "Answered on");
  EXPECT_EQ(terms.clock.zh, "自然时间");
  const auto& negative = **shipped_model().metric("negative_share");
  EXPECT_EQ(terms_of(shipped_model(), negative).exclusions.en, "Is noise");
  EXPECT_EQ(terms_of(shipped_model(), negative).population.en,
            "one row per case; Sentiment: Positive, Neutral, Negative");
}

TEST(Glossary, ThePageInTheDocsIsTheOneOfTheDefinitions) {
  std::ifstream file(std::filesystem::path(__FILE__).parent_path() / "../../docs/metrics.md");
  std::stringstream page;
  page << file.rdbuf();
  EXPECT_EQ(page.str(), glossary_markdown(shipped_model()))
      << "run: aftercare glossary > docs/metrics.md";
}

}  // namespace aftercare::metrics
