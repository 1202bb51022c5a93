// Our cutting against cppjieba's, of one column of a CSV, on one core.
//
//   cut_speed FILE COLUMN [ROUNDS]
//
// Rounds go in turn through cppjieba (into a vector of words that is used again) and ours
// (places, then strings), with the model of characters and without; medians are compared. Prints
// one JSON line.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cppjieba/MixSegment.hpp>
#include <cstdlib>
#include <string>
#include <vector>

#include "language/segmenter.hpp"

#include "texts_of_column.hpp"

namespace aftercare::bench {
namespace {

using Clock = std::chrono::steady_clock;
using language::Unknown;

double seconds_since(Clock::time_point begun) {
  return std::chrono::duration<double>(Clock::now() - begun).count();
}

// Runs of one way of cutting all texts.
struct Way {
  std::vector<double> seconds;
  std::size_t words = 0;

  template <typename Cut>
  void run(const std::vector<std::string>& texts, Cut cut) {
    const auto begun = Clock::now();
    std::size_t sum = 0;
    for (const auto& text : texts) sum += cut(text);
    seconds.push_back(seconds_since(begun));
    words = sum;
  }
  double median() {
    std::ranges::sort(seconds);
    return seconds[seconds.size() / 2];
  }
};

int run(const std::string& file, const std::string& column, int rounds) {
  const auto texts = texts_of(file, column);
  auto begun = Clock::now();
  auto segmenter = language::load_segmenter({});
  const double load = seconds_since(begun);
  if (!texts || !segmenter) {
    fmt::print(stderr, "cut_speed: {}\n", (texts ? segmenter.error() : texts.error()).message);
    return 3;
  }
  const std::string folder = AFTERCARE_JIEBA_DICT;
  const cppjieba::DictTrie trie(folder + "/jieba.dict.utf8");
  const cppjieba::HMMModel model(folder + "/hmm_model.utf8");
  const cppjieba::MixSegment jieba(&trie, &model);

  const auto scratch = (*segmenter)->make_scratch();
  std::vector<cppjieba::Word> words;
  std::vector<std::string> strings;
  std::vector<language::Word> places;
  Way oracle[2], offsets[2], copied[2];
  for (int round = 0; round < rounds; ++round)
    for (const auto unknown : {Unknown::by_model, Unknown::singles}) {
      const auto mode = static_cast<std::size_t>(unknown);
      oracle[mode].run(*texts, [&](const std::string& text) {
        jieba.Cut(text, words, unknown == Unknown::by_model);
        return words.size();
      });
      offsets[mode].run(*texts, [&](const std::string& text) {
        (*segmenter)->cut(std::string_view(text), *scratch, places, unknown);
        return places.size();
      });
      copied[mode].run(*texts, [&](const std::string& text) {
        (*segmenter)->cut(std::string_view(text), *scratch, places, unknown);
        strings.resize(places.size());
        for (std::size_t i = 0; i < places.size(); ++i)
          strings[i].assign(text, places[i].begin, places[i].end - places[i].begin);
        return strings.size();
      });
    }
  double bytes = 0;
  for (const auto& text : *texts) bytes += static_cast<double>(text.size());
  std::string json = fmt::format(R"({{"texts":{},"load_ms":{:.2f})", texts->size(), load * 1000);
  for (std::size_t mode = 0; mode < 2; ++mode) {
    if (oracle[mode].words != offsets[mode].words || oracle[mode].words != copied[mode].words) {
      fmt::print(stderr, "cut_speed: {} words, where cppjieba has {}\n", offsets[mode].words,
                 oracle[mode].words);
      return 4;
    }
    json += fmt::format(R"(,"{}":{{"cppjieba_mb":{:.1f},"offsets_mb":{:.1f},"strings_mb":{:.1f},)"
                        R"("offsets":{:.2f},"strings":{:.2f}}})",
                        mode == 0 ? "model" : "singles", bytes / oracle[mode].median() / 1e6,
                        bytes / offsets[mode].median() / 1e6, bytes / copied[mode].median() / 1e6,
                        oracle[mode].median() / offsets[mode].median(),
                        oracle[mode].median() / copied[mode].median());
  }
  fmt::print("{}}}\n", json);
  return 0;
}

}  // namespace
}  // namespace aftercare::bench

int main(int count, char** words) {
  const int rounds = count > 3 ? std::atoi(words[3]) : 5;
  if (count < 3 || rounds < 1) {
    fmt::print(stderr, "Usage: cut_speed FILE COLUMN [ROUNDS]\n");
    return 2;
  }
  return aftercare::bench::run(words[1], words[2], rounds);
}
