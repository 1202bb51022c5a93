#include "metrics/ask/items.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/utf8.hpp"

namespace aftercare::metrics {
namespace {

// What a way of cutting costs: words nobody knows are dear, then every phrase counts.
constexpr double kUnknown = 10;
constexpr double kPhrase = 1;
constexpr double kFiller = 1.05;
constexpr double kLonger = 0.06;  // Off for each further word of a name: "late share" is one.

// Chinese numerals up to 99: 五, 十二, 三十, 两. None: not one.
std::optional<int> han_number(const std::vector<AskUnit>& units, std::size_t from,
                              std::size_t length) {
  static constexpr std::string_view digits[] = {"零", "一", "二", "三", "四",
                                                "五", "六", "七", "八", "九"};
  int total = 0;
  int current = -1;
  bool ten = false;
  for (std::size_t i = from; i < from + length; ++i) {
    const auto& text = units[i].text;
    if (text == "十") {
      if (ten) return std::nullopt;
      total = (current < 0 ? 1 : current) * 10;
      ten = true;
      current = -1;
      continue;
    }
    const auto* found = std::ranges::find(digits, text);
    const int digit = text == "两"                ? 2
                      : found == std::end(digits) ? -1
                                                  : static_cast<int>(found - digits);
    if (digit < 0 || current >= 0) return std::nullopt;
    current = digit;
  }
  return total + std::max(current, 0);
}

struct AskCut {
  double cost = std::numeric_limits<double>::infinity();
  std::size_t length = 1;
  const std::vector<AskMeaning>* meanings = nullptr;
  std::optional<double> number = std::nullopt;
  bool known = false;
};

std::optional<double> plain_number(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool names_something(const std::vector<AskMeaning>& meanings) {
  return std::ranges::any_of(meanings, [](const AskMeaning& meaning) {
    return meaning.role == AskRole::metric || meaning.role == AskRole::dimension ||
           meaning.role == AskRole::value;
  });
}

bool has_unit(const AskUnit& unit, const AskWords& words) {
  const auto* meanings = words.find(unit.text);
  return meanings != nullptr &&
         std::ranges::find(*meanings, AskRole::unit, &AskMeaning::role) != meanings->end();
}

AskCut best_cut(const std::vector<AskUnit>& units, std::size_t at, const AskWords& words,
                const std::vector<AskCut>& rest) {
  using Kind = AskUnit::Kind;
  AskCut best;
  const auto offer = [&](AskCut cut, double cost) {
    cut.cost = cost + rest[at + cut.length].cost;
    if (cut.cost < best.cost) best = cut;
  };
  const auto kind = units[at].kind;
  std::string key;
  const bool counted = at > 0 && units[at - 1].kind == Kind::number && has_unit(units[at], words);
  for (std::size_t length = 1; length <= words.longest() && at + length <= units.size(); ++length) {
    const auto& unit = units[at + length - 1];
    if (unit.text == "|" || unit.text == ",") break;
    key += unit.text;
    if (const auto* meanings = words.find(key)) {
      // "the last 7 days by day": of the number first.
      if (counted && length > 1 && meanings->front().role == AskRole::dimension) continue;
      const bool filler = meanings->front().role == AskRole::filler;
      AskCut cut{0, length, meanings, std::nullopt, true};
      if (meanings->front().role == AskRole::number)
        cut.number = plain_number(meanings->front().code);
      else if (length == 1 && kind == Kind::number)
        cut.number = plain_number(unit.text);
      const bool words_of_name = kind == Kind::latin && names_something(*meanings);
      offer(cut, filler          ? kFiller
                 : words_of_name ? kPhrase - kLonger * static_cast<double>(length - 1)
                                 : kPhrase);
    }
  }
  if (kind == Kind::date || kind == Kind::month) offer({0, 1, nullptr, {}, true}, kPhrase);
  if (kind == Kind::number) offer({0, 1, nullptr, plain_number(units[at].text), true}, kPhrase);
  if (kind == Kind::han)
    for (std::size_t length = 1; length <= 3 && at + length <= units.size(); ++length)
      if (const auto number = han_number(units, at, length))
        offer({0, length, nullptr, static_cast<double>(*number), true}, kPhrase + 0.01);
  if (units[at].text == "|" || units[at].text == ",") offer({0, 1, nullptr, {}, true}, 0);
  offer({0, 1, nullptr, {}, false}, kUnknown);
  return best;
}

bool asks_by(const AskItem& item) {
  return item.has(AskRole::by) || item.has(AskRole::which_one) || item.has(AskRole::which_some);
}

std::string joined_units(const std::vector<AskUnit>& units, std::size_t from, std::size_t length) {
  std::string key;
  for (std::size_t i = from; i < from + length; ++i) key += units[i].text;
  return key;
}

// How many of the units in front name a dimension while the others name a metric; 0: none.
std::size_t dimension_in_front(const std::vector<AskUnit>& units, std::size_t at,
                               std::size_t length, const AskWords& words) {
  const auto means = [&](std::size_t from, std::size_t count, AskRole role) {
    const auto* meanings = words.find(joined_units(units, from, count));
    return meanings != nullptr &&
           std::ranges::find(*meanings, role, &AskMeaning::role) != meanings->end();
  };
  for (std::size_t head = length - 1; head > 0; --head)
    if (means(at, head, AskRole::dimension) && means(at + head, length - head, AskRole::metric))
      return head;
  return 0;
}

// A word that only holds a sentence together.
bool is_small(const AskItem& item) {
  return !item.meanings.empty() && !item.has(AskRole::metric) && !item.has(AskRole::dimension) &&
         !item.has(AskRole::value) && !item.has(AskRole::holiday);
}

// merge_unknown: what stands together and is not known is one word to its reader; so is a small
// word of one character between two such.
void merge_unknown(std::vector<AskItem>& items, std::string_view question) {
  const auto han = [&](const AskItem& item) {
    return static_cast<unsigned char>(question[item.begin]) >= 0xE0;
  };
  for (std::size_t i = 0; i + 1 < items.size();) {
    auto& item = items[i];
    const auto joins = [&](std::size_t j) {
      return j < items.size() && items[j].unknown() && han(items[j]) &&
             items[j].begin == items[j - 1].end;
    };
    std::size_t last = i;
    if (item.unknown() && han(item)) {
      if (joins(i + 1))
        last = i + 1;
      else if (items[i + 1].begin == item.end && is_small(items[i + 1]) &&
               base::count_code_points(items[i + 1].text) == 1 && joins(i + 2))
        last = i + 2;
    }
    if (last == i) {
      ++i;
      continue;
    }
    item.end = items[last].end;
    item.text = std::string(question.substr(item.begin, item.end - item.begin));
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                items.begin() + static_cast<std::ptrdiff_t>(last) + 1);
  }
}

}  // namespace

const AskMeaning* AskItem::meaning(AskRole role) const {
  const auto found = std::ranges::find(meanings, role, &AskMeaning::role);
  return found == meanings.end() ? nullptr : &*found;
}

const AskMeaning* AskItem::meaning(AskRole role, std::string_view name) const {
  const auto found = std::ranges::find_if(meanings, [&](const AskMeaning& meaning) {
    return meaning.role == role && meaning.name == name;
  });
  return found == meanings.end() ? nullptr : &*found;
}

std::vector<AskItem> ask_items(std::string_view question, const AskWords& words) {
  const auto units = ask_units(question, words.simplifier());
  std::vector<AskCut> cuts(units.size() + 1);
  cuts.back().cost = 0;
  for (std::size_t at = units.size(); at-- > 0;) cuts[at] = best_cut(units, at, words, cuts);
  std::vector<AskItem> items;
  for (std::size_t at = 0; at < units.size(); at += cuts[at].length) {
    const auto& cut = cuts[at];
    AskItem item;
    item.begin = units[at].begin;
    item.end = units[at + cut.length - 1].end;
    item.text = std::string(question.substr(item.begin, item.end - item.begin));
    if (cut.meanings != nullptr) item.meanings = *cut.meanings;
    item.number = cut.number;
    using Kind = AskUnit::Kind;
    if (cut.meanings == nullptr && (units[at].kind == Kind::date || units[at].kind == Kind::month))
      item.date = units[at].text;
    if (units[at].text == "|" || units[at].text == ",") item.text = units[at].text;
    if (!items.empty() && cut.length > 1 && asks_by(items.back()) && item.has(AskRole::metric))
      if (const auto head = dimension_in_front(units, at, cut.length, words); head > 0) {
        // 哪个客服首次响应最快: what is asked by stands apart from what is counted.
        auto rest = item;
        item.end = units[at + head - 1].end;
        item.meanings = *words.find(joined_units(units, at, head));
        rest.begin = units[at + head].begin;
        rest.meanings = *words.find(joined_units(units, at + head, cut.length - head));
        for (auto* part : {&item, &rest})
          part->text = std::string(question.substr(part->begin, part->end - part->begin));
        items.push_back(std::move(item));
        item = std::move(rest);
      }
    items.push_back(std::move(item));
  }
  merge_unknown(items, question);
  return items;
}

}  // namespace aftercare::metrics
