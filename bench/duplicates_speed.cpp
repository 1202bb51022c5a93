// Finds near-duplicate texts and the same persons among generated ones and prints seconds and
// memory.
//
//   duplicates_speed                   texts of 10^4, 10^5, 10^6 and persons of 10^5, 10^6, each in
//                                      a process of its own, so that its memory is its own
//   duplicates_speed texts|people N    one of these
//
// A tenth of the texts are copies edited in some way, a tenth of the persons stand twice with a
// typing error; what was found beside what was made is printed, so that no speed is bought by
// finding less.

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "base/progress.hpp"
#include "quality/duplicates/near_texts.hpp"
#include "quality/duplicates/people.hpp"
#include "quality/duplicates/workers.hpp"
#include "text/pinyin.hpp"
#include "text/traditional.hpp"

namespace aftercare::bench {
namespace {

using Clock = std::chrono::steady_clock;

class Draw {
 public:
  std::uint32_t operator()(std::uint32_t below) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::uint32_t>((state_ >> 33) % below);
  }
  /// The lower the more often.
  std::uint32_t common(std::uint32_t below) { return std::min((*this)(below), (*this)(below)); }

 private:
  std::uint64_t state_ = 0x853C49E6748FEA9BULL;
};

double seconds_since(Clock::time_point begun) {
  return std::chrono::duration<double>(Clock::now() - begun).count();
}

long peak_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

// A character of the common block, the lower numbers more often.
void append_character(std::string& text, Draw& draw) {
  const auto point = 0x4E00 + draw.common(2500);
  text += static_cast<char>(0xE0 | point >> 12);
  text += static_cast<char>(0x80 | (point >> 6 & 0x3F));
  text += static_cast<char>(0x80 | (point & 0x3F));
}

// Sentences of words that many texts use, and some greeting or signature that many share.
std::string made_text(Draw& draw, const std::vector<std::string>& words) {
  std::string text = draw(4) == 0 ? "您好，我想反映一个问题。" : "";
  const auto sentences = 2 + draw(3);
  for (std::uint32_t i = 0; i < sentences; ++i) {
    for (auto left = 3 + draw(6); left > 0; --left) text += words[draw.common(60'000)];
    text += i + 1 < sentences ? "，" : "。";
  }
  if (draw(5) == 0) text += "盼复，谢谢您的理解与支持";
  return text;
}

std::string edited(std::string text, Draw& draw) {
  switch (draw(4)) {
    case 0:
      return "【转】" + text;
    case 1:
      return text + "请尽快处理！！";
    case 2:
      append_character(text, draw);
      return text;
    default:
      return text.substr(0, text.size() / 3 / 4 * 3 * 3);  // Cut off after three quarters.
  }
}

void texts(std::size_t count) {
  Draw draw;
  std::vector<std::string> words(60'000);
  for (auto& word : words)
    for (auto left = 1 + draw(3); left > 0; --left) append_character(word, draw);
  std::vector<std::string> all;
  all.reserve(count);
  std::size_t made = 0;
  while (all.size() < count) {
    if (all.size() > 100 && draw(10) == 0) {
      all.push_back(edited(all[draw(static_cast<std::uint32_t>(all.size()))], draw));
      ++made;
    } else {
      all.push_back(made_text(draw, words));
    }
  }
  const std::vector<std::string_view> views(all.begin(), all.end());
  const auto simplifier = text::Simplifier::load().value();
  base::NoProgress progress;
  const auto before = peak_mb();
  const auto begun = Clock::now();
  const auto same =
      quality::find_same_texts(views, simplifier.get(), {quality::default_workers(), {}}, progress);
  const auto seconds = seconds_since(begun);
  fmt::print("texts   {:>9}  {:7.2f} s  {:6.2f} us each  {:6} MB more  {} of {} copies found\n",
             count, seconds, seconds * 1e6 / static_cast<double>(count), peak_mb() - before,
             same.exact + same.near, made);
}

std::string word_of(std::uint32_t number, int syllables) {
  std::string word;
  for (int i = 0; i < syllables; ++i, number /= 75) {
    word += "bcdfghklmnprstv"[number % 15];
    word += "aeiou"[number / 15 % 5];
  }
  return word;
}

void people(std::size_t count) {
  Draw draw;
  std::vector<std::vector<std::string>> rows;
  rows.reserve(count);
  std::size_t made = 0;
  while (rows.size() < count) {
    if (rows.size() > 100 && draw(10) == 0) {
      auto copy = rows[draw(static_cast<std::uint32_t>(rows.size()))];
      auto& spelt = copy[draw(4)];
      if (spelt.size() > 3) spelt.erase(spelt.size() / 2, 1);
      if (draw(3) == 0) copy[5].clear();
      rows.push_back(std::move(copy));
      ++made;
      continue;
    }
    const auto town = draw.common(3000);
    rows.push_back({word_of(draw.common(4000), 3), word_of(draw.common(20'000) + 7, 3),
                    fmt::format("{} {} road", 1 + draw(200), word_of(town * 20 + draw(20), 4)),
                    word_of(town * 13 + 5, 4) + "ton",
                    fmt::format("{}-{:02}-{:02}", 1940 + draw(65), 1 + draw(12), 1 + draw(28)),
                    fmt::format("04{:08}", draw(100'000'000)), std::to_string(1000 + town)});
  }
  records::RawBatch table;
  table.columns = {"given_name", "surname", "street", "town", "date_of_birth", "phone", "postcode"};
  for (const auto& row : rows) {
    table.cells.insert(table.cells.end(), row.begin(), row.end());
    table.origins.push_back({table.origins.size() + 1, 0});
  }
  using quality::FieldKind;
  const std::vector<quality::PersonField> fields = {
      {0, FieldKind::given_name}, {1, FieldKind::surname}, {2, FieldKind::street},
      {3, FieldKind::locality},   {4, FieldKind::date},    {5, FieldKind::phone},
      {6, FieldKind::postcode}};
  base::NoProgress progress;
  const auto before = peak_mb();
  const auto begun = Clock::now();
  const auto workers = quality::default_workers();
  const auto linked = quality::People::link(quality::PersonTable::make(table, fields, {}, workers),
                                            {.workers = workers}, progress);
  const auto seconds = seconds_since(begun);
  std::size_t found = 0;
  for (std::size_t row = 0; row < rows.size(); ++row) found += linked->clusters()[row] != row;
  fmt::print("persons {:>9}  {:7.2f} s  {:6.2f} us each  {:6} MB more  {} of {} copies found\n",
             count, seconds, seconds * 1e6 / static_cast<double>(count), peak_mb() - before, found,
             made);
}

int run(int count, char** words) {
  if (count == 3) {
    const auto size = std::strtoull(words[2], nullptr, 10);
    std::string(words[1]) == "people" ? people(size) : texts(size);
    return 0;
  }
  for (const auto& [what, size] : {std::pair("texts", "10000"),
                                   {"texts", "100000"},
                                   {"texts", "1000000"},
                                   {"people", "100000"},
                                   {"people", "1000000"}}) {
    const auto child = ::fork();
    if (child == 0) ::execl("/proc/self/exe", words[0], what, size, nullptr);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (status != 0) return 1;
  }
  return 0;
}

}  // namespace
}  // namespace aftercare::bench

int main(int count, char** words) {
  return aftercare::bench::run(count, words);
}
