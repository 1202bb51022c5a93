// Bare cppjieba over one column of a CSV: what the speed of the whole path is compared with.
//
//   jieba_cut FILE COLUMN [THREADS]
//
// Cuts every text with MixSegment (dictionary and HMM) into vectors that are used again, each
// thread over a range of its own. Prints one JSON line; reading the file and loading the
// dictionary are told apart from the cutting.

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cppjieba/MixSegment.hpp>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "texts_of_column.hpp"

namespace aftercare::bench {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begun) {
  return std::chrono::duration<double>(Clock::now() - begun).count();
}

double processor_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

// Cuts [begin, end) and counts the words, so that nothing is optimised away.
void cut(const cppjieba::MixSegment& segmenter, const std::vector<std::string>& texts,
         std::size_t begin, std::size_t end, std::size_t& count) {
  std::vector<cppjieba::Word> words;
  std::size_t sum = 0;
  for (std::size_t i = begin; i < end; ++i) {
    segmenter.Cut(texts[i], words);
    sum += words.size();
  }
  count = sum;
}

int run(const std::string& file, const std::string& column, std::size_t threads) {
  auto begun = Clock::now();
  const auto read = texts_of(file, column);
  if (!read) {
    fmt::print(stderr, "jieba_cut: {}\n", read.error().message);
    return 3;
  }
  const auto& texts = *read;
  const double read_seconds = seconds_since(begun);

  begun = Clock::now();
  const std::string folder = AFTERCARE_JIEBA_DICT;
  const cppjieba::MixSegment segmenter(folder + "/jieba.dict.utf8", folder + "/hmm_model.utf8");
  const double load_seconds = seconds_since(begun);

  begun = Clock::now();
  const double processor = processor_seconds();
  std::vector<std::size_t> counts(threads);
  std::vector<std::thread> running;
  for (std::size_t i = 0; i < threads; ++i)
    running.emplace_back([&, i] {
      cut(segmenter, texts, texts.size() * i / threads, texts.size() * (i + 1) / threads,
          counts[i]);
    });
  for (auto& thread : running) thread.join();
  const double seconds = seconds_since(begun);
  const double processor_used = processor_seconds() - processor;

  std::size_t bytes = 0;
  for (const auto& text : texts) bytes += text.size();
  std::size_t words = 0;
  for (const auto count : counts) words += count;
  fmt::print(
      R"({{"texts":{},"bytes":{},"words":{},"threads":{},"seconds":{:.4f},"mb_per_second":{:.2f},)"
      R"("processor_seconds":{:.4f},"load_seconds":{:.4f},"read_seconds":{:.4f}}})"
      "\n",
      texts.size(), bytes, words, threads, seconds, static_cast<double>(bytes) / seconds / 1e6,
      processor_used, load_seconds, read_seconds);
  return 0;
}

}  // namespace
}  // namespace aftercare::bench

int main(int count, char** words) {
  const std::size_t threads = count > 3 ? std::strtoul(words[3], nullptr, 10) : 1;
  if (count < 3 || threads == 0 || threads > 256) {
    fmt::print(stderr, "Usage: jieba_cut FILE COLUMN [THREADS]\n");
    return 2;
  }
  return aftercare::bench::run(words[1], words[2], threads);
}
