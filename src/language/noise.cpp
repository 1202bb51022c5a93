#include "language/noise.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "text/width.hpp"

namespace aftercare::language {
namespace {

constexpr std::size_t kLongestJudged = 400;  // Noise is short; a longer text says something.

bool is_noise_letter(char32_t point) {
  if (point < 0x80) return text::is_ascii_word(point);
  if (text::is_han(point)) return true;
  // Letters of other scripts; not punctuation, symbols, pictures and their joiners.
  return (point >= 0xC0 && point < 0x2000 && point != 0xD7 && point != 0xF7) ||
         (point >= 0x3041 && point <= 0x30FF) || (point >= 0xAC00 && point <= 0xD7A3);
}

constexpr std::uint8_t kNoKey = 255;

// Keys beside each other have places beside each other; a row's last and the next one's first
// have not.
constexpr auto kPlaceOfKey = [] {
  std::array<std::uint8_t, 128> places{};
  places.fill(kNoKey);
  std::uint8_t place = 0;
  for (const char key : std::string_view("qwertyuiop  asdfghjkl  zxcvbnm")) {
    if (key != ' ') {
      places[static_cast<std::size_t>(key)] = place;
      places[static_cast<std::size_t>(key - 'a' + 'A')] = place;
    }
    ++place;
  }
  return places;
}();

std::uint8_t place_of_key(char32_t point) {
  return point < kPlaceOfKey.size() ? kPlaceOfKey[point] : kNoKey;
}

// One key or two, over and over; or keys that lie beside each other.
bool is_mash(std::span<const char32_t> letters) {
  constexpr std::size_t shortest = 6;
  if (letters.size() < shortest) return false;
  std::array<char32_t, 2> seen{letters[0], letters[0]};
  bool few = true;
  for (auto point = letters.begin(); few && point != letters.end(); ++point) {
    if (*point == seen[0] || *point == seen[1]) continue;
    few = seen[0] == seen[1];
    seen[1] = *point;
  }
  const auto is_digit = [](char32_t c) { return c >= '0' && c <= '9'; };
  // Of digits only one over and over: "10101010" may be a number of something.
  if (few && (seen[0] == seen[1] || !std::ranges::all_of(letters, is_digit))) return true;
  std::size_t apart = 0;  // Four fifths must lie beside each other.
  const std::size_t most_apart = (letters.size() - 1) / 5;
  for (std::size_t i = 1; i < letters.size() && apart <= most_apart; ++i) {
    const auto a = place_of_key(letters[i - 1]), b = place_of_key(letters[i]);
    if (a == kNoKey || b == kNoKey || (a > b ? a - b : b - a) > 1) ++apart;
  }
  return apart <= most_apart;
}

}  // namespace

base::Result<NoiseJudge> NoiseJudge::make(const Lexicons& lexicons) {
  constexpr std::string_view codes[] = {"template", "advertisement", "contact", "robot",
                                        "praise",   "filler",        "excuse"};
  NoiseJudge judge;
  text::PhraseSetBuilder phrases;
  const auto& lexicon = lexicons.lexicon("noise");
  for (const auto& entry : lexicon.entries) {
    const auto& code = lexicon.groups[entry.group].code;
    const auto at = std::ranges::find(codes, code);
    if (at == std::end(codes))
      return base::failure(
          fmt::format("unknown group '{}' of the noise lexicon: known are template, advertisement, "
                      "contact, robot, praise, filler, excuse",
                      code),
          fmt::format("噪声词典中未知的组“{}”：可用的有 template、advertisement、contact、robot、"
                      "praise、filler、excuse",
                      code));
    const auto phrase = phrases.add(entry.word);
    if (phrase == text::PhraseSet::kNone) continue;
    if (phrase >= judge.groups_.size()) judge.groups_.resize(phrase + 1, Group::count);
    judge.groups_[phrase] = static_cast<Group>(at - std::begin(codes));
  }
  judge.phrases_ = std::move(phrases).build();
  return judge;
}

std::string_view NoiseJudge::judge(std::span<const char32_t> points) const {
  if (points.size() > kLongestJudged || groups_.empty()) return {};
  thread_local std::vector<char32_t> letters;
  thread_local std::vector<std::uint8_t> covered;
  letters.resize(points.size());
  std::size_t letter_count = 0;
  bool anything = false;
  for (const auto point : points) {
    anything = anything || point > U' ';
    letters[letter_count] = point;
    letter_count += is_noise_letter(point) ? 1 : 0;
  }
  if (!anything) return {};
  if (letter_count == 0) return "no_words";
  letters.resize(letter_count);

  std::array<std::size_t, Group::count> hits{};
  std::array<std::size_t, Group::count> letters_of{};
  covered.clear();  // By the group, plus 1, that covers a point; empty while none does.
  phrases_.each(points, [&](std::size_t begin, std::size_t end, std::uint32_t phrase) {
    const auto group = groups_[phrase];
    if (group == Group::count) return;
    if (covered.empty()) covered.assign(points.size(), 0);
    ++hits[group];
    for (auto at = begin; at < end; ++at)
      if (covered[at] == 0 || group != Group::filler)
        covered[at] = static_cast<std::uint8_t>(group + 1);
  });
  for (std::size_t at = 0; at < covered.size(); ++at)
    if (covered[at] != 0 && is_noise_letter(points[at])) ++letters_of[covered[at] - 1];
  const auto all = letters.size();
  const auto covers = [&](std::initializer_list<Group> groups, double share) {
    std::size_t sum = 0;
    for (const auto group : groups) sum += letters_of[group];
    return static_cast<double>(sum) >= share * static_cast<double>(all);
  };
  if (hits[Group::excuse] == 0) {
    // Little may stand beside a system's sentence: a date, a name it puts in.
    const bool alone =
        covers({Group::system, Group::filler}, 0.7) || all <= letters_of[Group::system] + 6;
    if (hits[Group::system] > 0 && alone) return "template";
    const bool offers =
        hits[Group::advert] >= 2 || (hits[Group::advert] >= 1 && hits[Group::contact] >= 1);
    if (offers) return "advertisement";
    if (hits[Group::robot] > 0 && covers({Group::robot, Group::filler}, 0.8)) return "robot";
  }
  // What is written over and over in Chinese is a word ("差差差差差差"), but for mere sounds.
  const bool chinese = std::ranges::any_of(letters, text::is_han);
  const bool mash = is_mash(letters);
  if (mash && (!chinese || covers({Group::filler}, 1.0))) return "mash";
  constexpr std::size_t longest_praise = 16;
  const bool brief = all <= longest_praise * (chinese ? 1 : 2) || mash;
  if (hits[Group::praise] > 0 && brief && covers({Group::praise, Group::filler}, 1.0))
    return "empty_praise";
  return {};
}

}  // namespace aftercare::language
