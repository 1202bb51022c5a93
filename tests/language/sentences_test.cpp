// Own sentences: what they are about, their mood, kind and demands. Three hundred with which the
// rules were made (sentences.tsv), a hundred written later (sentences_held_out.tsv).
//
// AFTERCARE_SHOW_MISSES=1 prints the misses of the sentences that rules may be tuned by; =all those
// of the others too, which ends their use as a test.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "language/analyser.hpp"

namespace aftercare::language {
namespace {

std::vector<std::string> split_at(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::size_t from = 0;
  for (std::size_t at; (at = text.find(separator, from)) != text.npos; from = at + 1)
    parts.push_back(text.substr(from, at - from));
  parts.push_back(text.substr(from));
  return parts;
}

bool holds(const std::vector<std::string>& found, const std::string& one) {
  return std::find(found.begin(), found.end(), one) != found.end();
}

// Every one of "a|b", any of "a/b"; "-": nothing. Of what was not meant at most `spare` stands
// beside.
bool list_is_right(const std::string& wanted, const std::string& list, std::size_t spare) {
  if (wanted == "*") return true;
  const auto found = list.empty() ? std::vector<std::string>{} : split_at(list, '|');
  const auto all = split_at(wanted, '|');
  for (const auto& any : all) {
    bool one = false;
    for (const auto& code : split_at(any, '/'))
      one = one || (code == "-" ? found.empty() : holds(found, code));
    if (!one) return false;
  }
  return found.size() <= all.size() + spare;
}

bool word_is_right(const std::string& wanted, std::string_view found) {
  return wanted == "*" || holds(split_at(wanted, '/'), std::string(found));
}

struct Tally {
  std::array<std::size_t, 5> right{};  // Topics, sentiment, kind, demands, all of them.
  std::size_t sentences = 0;

  double share(std::size_t field) const {
    return static_cast<double>(right[field]) / static_cast<double>(sentences);
  }
};

// Prints how many are right, per kind of sentence and use, and returns the tallies.
std::map<std::string, Tally> judge(const char* name, bool may_show) {
  std::map<std::string, Tally> tallies;
  const auto analyser = Analyser::load({});
  EXPECT_TRUE(analyser.has_value());
  if (!analyser) return tallies;
  Scratch scratch;
  std::ifstream file(std::filesystem::path(__FILE__).parent_path() / name);
  const char* shown = may_show ? std::getenv("AFTERCARE_SHOW_MISSES") : nullptr;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    const auto cells = split_at(line, '\t');
    EXPECT_EQ(cells.size(), 7U) << line;
    if (cells.size() != 7) continue;
    const auto found = (*analyser)->analyse(cells[2], {}, scratch);
    std::array<bool, 5> right{
        list_is_right(cells[3], found.topics, 2), word_is_right(cells[4], to_name(found.sentiment)),
        word_is_right(cells[5], found.kind), list_is_right(cells[6], found.demands, 1), true};
    for (std::size_t field = 0; field < 4; ++field) right[4] = right[4] && right[field];
    for (const auto& of : {cells[1], cells[0], std::string("all")}) {
      auto& tally = tallies[of];
      ++tally.sentences;
      for (std::size_t field = 0; field < 5; ++field) tally.right[field] += right[field];
    }
    if (shown == nullptr || right[4] || (cells[1] == "unseen" && std::string(shown) != "all"))
      continue;
    fmt::print("{}\n", cells[2]);
    if (!right[0]) fmt::print("    topics {}, wanted {}\n", found.topics, cells[3]);
    if (!right[1])
      fmt::print("    sentiment {} {:.2f}, wanted {}\n", to_name(found.sentiment),
                 found.sentiment_score, cells[4]);
    if (!right[2]) fmt::print("    kind {}, wanted {}\n", found.kind, cells[5]);
    if (!right[3]) fmt::print("    demands {}, wanted {}\n", found.demands, cells[6]);
  }
  for (const auto& [of, tally] : tallies)
    fmt::print(
        "{:10} {:3}: topics {:.3f}, sentiment {:.3f}, kind {:.3f}, demands {:.3f}, all {:.3f}\n",
        of, tally.sentences, tally.share(0), tally.share(1), tally.share(2), tally.share(3),
        tally.share(4));
  return tallies;
}

}  // namespace

TEST(SentencesTest, MostOfThemAreUnderstood) {
  auto tallies = judge("sentences.tsv", true);
  EXPECT_EQ(tallies["all"].sentences, 300U);
  for (std::size_t field = 0; field < 4; ++field)
    EXPECT_GE(tallies["all"].share(field), 0.9) << field;
}

// What to expect of sentences that nobody looked at: no promise, a floor.
TEST(SentencesTest, SentencesNeverLookedAtAreUnderstoodLessOften) {
  auto tallies = judge("sentences_held_out.tsv", false);
  EXPECT_EQ(tallies["all"].sentences, 100U);
  constexpr double floors[] = {0.54, 0.74, 0.75, 0.83};
  for (std::size_t field = 0; field < 4; ++field)
    EXPECT_GE(tallies["all"].share(field), floors[field]) << field;
}

}  // namespace aftercare::language
