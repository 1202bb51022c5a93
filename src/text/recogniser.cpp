#include "text/recogniser.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <optional>

#include "text/check_digit.hpp"
#include "text/lazy_pattern.hpp"
#include "text/phrase_set.hpp"

namespace aftercare::text {
namespace {

bool is_digit_byte(char byte) {
  return byte >= '0' && byte <= '9';
}

bool touches(Edge edge, char byte) {
  switch (edge) {
    case Edge::any:
      return false;
    case Edge::digit:
      return is_digit_byte(byte);
    case Edge::word:
      return is_ascii_word(static_cast<unsigned char>(byte));
  }
  return false;
}

// The numbers of "2026年3月1日", "2026-03-01", "3月1日", "03/01/2026" as they stand.
bool holds_real_date(std::string_view text) {
  std::vector<int> numbers;
  std::vector<std::size_t> widths;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_digit_byte(text[at])) continue;
    int value = 0;
    const auto begin = at;
    for (; at < text.size() && is_digit_byte(text[at]) && at - begin < 8; ++at)
      value = value * 10 + (text[at] - '0');
    numbers.push_back(value);
    widths.push_back(at - begin);
  }
  if (numbers.size() == 1 && widths[0] == 8)
    return is_real_day(numbers[0] / 10000, numbers[0] / 100 % 100, numbers[0] % 100);
  if (numbers.size() == 1) return true;  // A month in letters, or a day alone.
  constexpr int leap = 2024;
  if (numbers.size() == 2)
    return widths[0] == 4 ? numbers[1] >= 1 && numbers[1] <= 12
                          : is_real_day(leap, numbers[0], numbers[1]) || widths[1] == 4;
  if (widths[0] == 4) return is_real_day(numbers[0], numbers[1], numbers[2]);
  if (widths[2] == 4)
    return is_real_day(numbers[2], numbers[0], numbers[1]) ||
           is_real_day(numbers[2], numbers[1], numbers[0]);
  return is_real_day(2000 + numbers[0], numbers[1], numbers[2]);
}

bool passes(Check check, std::string_view text) {
  switch (check) {
    case Check::none:
      return true;
    case Check::luhn:
      return has_luhn(text);
    case Check::iban:
      return has_iban_check(text);
    case Check::resident_id:
      return is_resident_id(text);
    case Check::real_date:
      return holds_real_date(text);
  }
  return true;
}

constexpr std::size_t kNearBytes = 48;

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& byte : lower) byte = byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : byte;
  return lower;
}

bool has_word(std::string_view text, std::string_view word) {
  for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    const auto is_word = [text](std::size_t place) {
      return place < text.size() && is_ascii_word(static_cast<unsigned char>(text[place]));
    };
    const bool joined_before =
        at > 0 && is_word(at - 1) && is_ascii_word(static_cast<unsigned char>(word.front()));
    const bool joined_after =
        is_word(at + word.size()) && is_ascii_word(static_cast<unsigned char>(word.back()));
    if (!joined_before && !joined_after) return true;
  }
  return false;
}

// The end of the text before a match, back to a digit, a break of the clause, or 24 bytes.
std::string_view clause_before(std::string_view text, std::size_t begin) {
  constexpr std::size_t most = 24;
  std::size_t from = begin > most ? begin - most : 0;
  while (from < begin && (static_cast<unsigned char>(text[from]) & 0xC0) == 0x80) ++from;
  auto before = text.substr(from, begin - from);
  const auto cut_behind = [&before](std::string_view mark) {
    if (const auto at = before.rfind(mark); at != before.npos)
      before.remove_prefix(at + mark.size());
  };
  if (const auto at = before.find_last_of("0123456789,;\n"); at != before.npos)
    before.remove_prefix(at + 1);
  for (const std::string_view mark : {"，", "。", "；", "、"}) cut_behind(mark);
  return before;
}

}  // namespace

struct Recogniser::State {
  struct Pattern {
    LazyPattern regex;
    float score = 0;
  };
  RecogniserSpec spec;
  std::vector<Pattern> patterns;
  std::optional<LazyPattern> shape;
};

Recogniser::Recogniser(std::unique_ptr<State> state) : state_(std::move(state)) {}
Recogniser::~Recogniser() = default;
Recogniser::Recogniser(Recogniser&&) noexcept = default;
Recogniser& Recogniser::operator=(Recogniser&&) noexcept = default;

const RecogniserSpec& Recogniser::spec() const {
  return state_->spec;
}

base::Result<Recogniser> Recogniser::make(RecogniserSpec spec) {
  const auto refuse = [&spec](std::string_view en, std::string_view zh) {
    return base::failure(fmt::format("{}: recogniser {}", en, spec.name),
                         fmt::format("{}：识别器 {}", zh, spec.name));
  };
  const auto refuse_pattern = [&refuse](const RE2& regex) {
    return refuse(fmt::format("the pattern is not valid ({}): {}", regex.error(), regex.pattern()),
                  fmt::format("模式无效（{}）：{}", regex.error(), regex.pattern()));
  };
  if (spec.entity.empty()) return refuse("no entity is named", "没有指明实体");
  if (spec.patterns.empty()) return refuse("there is no pattern", "没有模式");
  for (const auto& pattern : spec.patterns)
    if (!(pattern.score > 0 && pattern.score <= 1))
      return refuse("the score is not between 0 and 1", "分数不在 0 与 1 之间");
  if (spec.near > 0 && spec.needs_cues.empty() && spec.needs_numbered.empty())
    return refuse("it is to be near a cue, but has none", "要求靠近提示词，却没有提示词");
  for (auto* words : {&spec.context, &spec.against}) {
    for (auto& word : *words) word = lower_ascii(word);
    std::erase_if(*words, [](const std::string& word) { return word.empty(); });
  }
  auto made = of_judged(spec);
  for (const auto& pattern : made.state_->patterns) {
    const RE2& regex = pattern.regex.regex();
    if (!regex.ok()) return refuse_pattern(regex);
    if (RE2::PartialMatch("", regex))
      return refuse(fmt::format("the pattern matches nothing at all: {}", regex.pattern()),
                    fmt::format("模式能匹配空文本：{}", regex.pattern()));
  }
  if (const auto& shape = made.state_->shape; shape && !shape->regex().ok())
    return refuse_pattern(shape->regex());
  return made;
}

Recogniser Recogniser::of_judged(RecogniserSpec spec) {
  auto state = std::make_unique<State>();
  for (const auto& pattern : spec.patterns)
    state->patterns.push_back({LazyPattern(pattern.regex), pattern.score});
  if (!spec.needs_shape.empty()) state->shape.emplace(spec.needs_shape);
  state->spec = std::move(spec);
  return Recogniser(std::move(state));
}

bool Recogniser::may_match(std::string_view text) const {
  return !state_->shape ||
         state_->shape->regex().Match(text, 0, text.size(), RE2::UNANCHORED, nullptr, 0);
}

void Recogniser::find(std::string_view text, std::size_t from, std::size_t to,
                      std::vector<Match>& found) const {
  const RecogniserSpec& spec = state_->spec;
  const auto has_near = [&](const std::vector<std::string>& words, std::size_t begin,
                            std::size_t end) {
    if (words.empty()) return false;
    const std::size_t first = begin > spec.within ? begin - spec.within : 0;
    const std::string near = lower_ascii(text.substr(first, end - first + spec.within));
    return std::ranges::any_of(words, [&](const auto& word) { return has_word(near, word); });
  };
  for (const auto& pattern : state_->patterns) {
    const RE2& regex = pattern.regex.regex();
    const int group = regex.NumberOfCapturingGroups() > 0 ? 1 : 0;
    const re2::StringPiece input(text.data(), text.size());
    re2::StringPiece groups[2];
    for (std::size_t at = from; at < to;) {
      // Asked for places, RE2 may walk a text with its slower engines: first whether at all. Not
      // near a cue, where there mostly is something.
      if (to - at > kNearBytes && !regex.Match(input, at, to, RE2::UNANCHORED, nullptr, 0)) break;
      if (!regex.Match(input, at, to, RE2::UNANCHORED, groups, group + 1)) break;
      const auto& span = groups[group];
      const auto whole = static_cast<std::size_t>(groups[0].data() - text.data());
      if (span.data() == nullptr || span.empty()) {
        at = whole + std::max<std::size_t>(groups[0].size(), 1);
        continue;
      }
      const auto begin = static_cast<std::size_t>(span.data() - text.data());
      const auto end = begin + span.size();
      at = end;
      const bool joined = (begin > 0 && touches(spec.edge, text[begin - 1])) ||
                          (end < text.size() && touches(spec.edge, text[end]));
      if (joined) {
        // The rest of this run of letters and digits cannot begin a match either.
        while (at < to && touches(spec.edge, text[at])) ++at;
        continue;
      }
      if (!passes(spec.check, text.substr(begin, end - begin))) continue;
      if (!spec.against.empty()) {
        const std::string before = lower_ascii(clause_before(text, begin));
        if (std::ranges::any_of(spec.against,
                                [&](const auto& word) { return has_word(before, word); }))
          continue;
      }
      const auto match = text.substr(begin, end - begin);
      if (std::ranges::any_of(spec.except, [match](const auto& word) {
            return match.starts_with(word) && has_word(match.substr(0, word.size() + 1), word);
          }))
        continue;
      float score = pattern.score;
      if (has_near(spec.context, begin, end)) score = std::min(1.0F, score + spec.boost);
      if (score < kLowestScore) continue;
      found.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), score});
    }
  }
}

}  // namespace aftercare::text
