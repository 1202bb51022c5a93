// Whether a topic's score says how often it is right: own sentences that nothing was learnt from
// and no rule was tuned by.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "language/analyser.hpp"
#include "language/shipped/topic_calibration.hpp"

namespace aftercare::language {
namespace {

struct ScoredTopic {
  double score = 0;
  bool right = false;
};

std::vector<std::string> cells_of(const std::string& line, char separator) {
  std::vector<std::string> cells;
  std::istringstream in(line);
  for (std::string cell; std::getline(in, cell, separator);) cells.push_back(cell);
  return cells;
}

// Every topic found in the sentences of a file; right is any that its fourth column names.
std::vector<ScoredTopic> scored_topics(std::initializer_list<const char*> names) {
  std::vector<ScoredTopic> scored;
  const auto analyser = Analyser::load({});
  EXPECT_TRUE(analyser.has_value());
  Scratch scratch;
  Analysis found;
  std::vector<TopicReason> reasons;
  for (const auto* name : names) {
    std::ifstream file(std::filesystem::path(__FILE__).parent_path() / name);
    for (std::string line; std::getline(file, line);) {
      const auto cells = cells_of(line, '\t');
      if (line.starts_with('#') || cells.size() < 4 || cells[3] == "*") continue;
      if (cells[1] == "seen") continue;  // The rules were tuned by these.
      (*analyser)->analyse({}, cells[2], {}, scratch, found);
      (*analyser)->explain_topics(scratch, reasons);
      auto wanted = cells[3];
      std::ranges::replace(wanted, '|', '/');
      const auto meant = cells_of(wanted, '/');
      for (std::size_t at = 0; at < reasons.size(); ++at)
        scored.push_back({static_cast<double>(reasons[at].score),
                          std::ranges::find(meant, reasons[at].topic) != meant.end()});
    }
  }
  return scored;
}

// Mean distance between what is said and how often that is right, over tenths of what is said.
double calibration_error(const std::vector<ScoredTopic>& scored) {
  struct Tenth {
    double topics = 0, said = 0, right = 0;
  };
  std::array<Tenth, 10> tenths{};
  for (const auto& one : scored) {
    auto& tenth = tenths[std::min<std::size_t>(static_cast<std::size_t>(one.score * 10), 9)];
    ++tenth.topics;
    tenth.said += one.score;
    tenth.right += one.right;
  }
  double error = 0;
  for (const auto& tenth : tenths) {
    error += std::abs(tenth.said - tenth.right);
    if (tenth.topics > 0)
      fmt::print("said {:.2f}, right {:.2f}, of {}\n", tenth.said / tenth.topics,
                 tenth.right / tenth.topics, tenth.topics);
  }
  return error / static_cast<double>(scored.size());
}

// How often what is told with a score in [from, to) is right.
double right_between(const std::vector<ScoredTopic>& scored, double from, double to) {
  double topics = 0, right = 0;
  for (const auto& one : scored) {
    if (one.score < from || one.score >= to) continue;
    ++topics;
    right += one.right;
  }
  return topics > 0 ? right / topics : 0;
}

}  // namespace

TEST(TopicCalibrationTest, AScoreSaysHowOftenItIsRight) {
  const auto scored = scored_topics({"sentences.tsv", "sentences_held_out.tsv"});
  ASSERT_GT(scored.size(), 150U);
  const double error = calibration_error(scored);
  fmt::print("expected calibration error {:.3f} of {} topics\n", error, scored.size());
  EXPECT_LT(error, 0.15);
  // What is sure is right four times of five, what is unsure less than every other time.
  EXPECT_GE(right_between(scored, 0.8, 1.01), 0.8);
  EXPECT_LT(right_between(scored, 0, 0.2), 0.5);
  for (const auto& one : scored) {
    EXPECT_GE(one.score, 0);
    EXPECT_LE(one.score, 1);
  }
}

TEST(TopicCalibrationTest, MorePointsAndTheFirstPlaceSpeakForATopic) {
  TopicSigns signs;
  signs.points = 1.5F;
  signs.first = true;
  signs.found = 2;
  signs.chars = 30;
  const auto values = values_of(signs);
  EXPECT_EQ(values.front(), 1);
  signs.points = 3;
  EXPECT_GT(values_of(signs)[1], values[1]);
  // What the rules did not find has no points of theirs.
  signs.learnt = true;
  EXPECT_EQ(values_of(signs)[1], 0);
  signs.learnt = false;
  signs.points = 1e9F;
  signs.chars = 1U << 30;
  signs.found = 1000;
  for (const auto value : values_of(signs)) EXPECT_TRUE(std::isfinite(value));
}

}  // namespace aftercare::language
