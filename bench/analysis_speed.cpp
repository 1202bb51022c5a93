// The whole understanding of texts against bare cppjieba, of one column of a CSV, on one core.
//
//   analysis_speed FILE COLUMN [ROUNDS]
//
// Rounds go in turn through cppjieba (into a vector of words that is used again) and the analyser
// (everything that ingest asks of a text: normal form, words, entities, personal data, topics,
// kind, demands, moods by aspect, severity, keywords), then through the analyser on two threads;
// medians are compared. Prints one JSON line.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cppjieba/MixSegment.hpp>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "language/analyser.hpp"

#include "texts_of_column.hpp"

namespace aftercare::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Texts = std::vector<std::string>;

double seconds_since(Clock::time_point begun) {
  return std::chrono::duration<double>(Clock::now() - begun).count();
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

// How many of the texts [begin, end) have a mood, so that nothing is optimised away.
std::size_t analyse(const language::Analyser& analyser, const Texts& texts, std::size_t begin,
                    std::size_t end, language::Scratch& scratch) {
  const language::Hints hints{"review", {}, std::nullopt, std::nullopt};
  language::Analysis found;
  std::size_t judged = 0;
  for (std::size_t i = begin; i < end; ++i) {
    analyser.analyse({}, texts[i], hints, scratch, found);
    judged += found.sentiment != language::Sentiment::unscored;
  }
  return judged;
}

int run(const std::string& file, const std::string& column, int rounds) {
  const auto texts = texts_of(file, column);
  const auto analyser = language::Analyser::load({});
  if (!texts || !analyser) {
    fmt::print(stderr, "analysis_speed: {}\n", (texts ? analyser.error() : texts.error()).message);
    return 3;
  }
  const std::string folder = AFTERCARE_JIEBA_DICT;
  const cppjieba::MixSegment jieba(folder + "/jieba.dict.utf8", folder + "/hmm_model.utf8");
  std::vector<double> bare, one, two;
  std::vector<cppjieba::Word> words;
  language::Scratch scratch[2];
  std::size_t cut = 0, judged = 0;
  for (int round = 0; round < rounds; ++round) {
    auto begun = Clock::now();
    for (const auto& text : *texts) {
      jieba.Cut(text, words);
      cut += words.size();
    }
    bare.push_back(seconds_since(begun));
    begun = Clock::now();
    judged += analyse(**analyser, *texts, 0, texts->size(), scratch[0]);
    one.push_back(seconds_since(begun));
    begun = Clock::now();
    const std::size_t half = texts->size() / 2;
    std::thread other([&] { analyse(**analyser, *texts, half, texts->size(), scratch[1]); });
    analyse(**analyser, *texts, 0, half, scratch[0]);
    other.join();
    two.push_back(seconds_since(begun));
  }
  double bytes = 0;
  for (const auto& text : *texts) bytes += static_cast<double>(text.size());
  fmt::print(R"({{"texts":{},"words":{},"judged":{},"cppjieba_mb":{:.1f},"analysis_mb":{:.1f},)"
             R"("ratio":{:.3f},"second_core":{:.2f},"seconds":{:.4f},"two_seconds":{:.4f}}})"
             "\n",
             texts->size(), cut, judged, bytes / median(bare) / 1e6, bytes / median(one) / 1e6,
             median(bare) / median(one), median(one) / median(two), median(one), median(two));
  return 0;
}

}  // namespace
}  // namespace aftercare::bench

int main(int count, char** words) {
  const int rounds = count > 3 ? std::atoi(words[3]) : 5;
  if (count < 3 || rounds < 1) {
    fmt::print(stderr, "Usage: analysis_speed FILE COLUMN [ROUNDS]\n");
    return 2;
  }
  return aftercare::bench::run(words[1], words[2], rounds);
}
