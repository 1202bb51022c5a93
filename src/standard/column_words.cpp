#include "standard/column_words.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "standard/name_words.hpp"
#include "standard/person_head.hpp"
#include "standard/question_name.hpp"
#include "standard/said_together.hpp"
#include "text/traditional.hpp"

namespace aftercare::standard {
namespace {

constexpr double kUnknownWord = 0.7;
constexpr double kUnknownCharacter = 0.35;
constexpr double kBefore = 0.6;  // What narrows a known word says less than that word.
constexpr double kInQuestion = 0.25;
constexpr double kKindred = 0.8;
constexpr double kBracketShare = 0.5;  // What stands in brackets says less.

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

/// Half width and Simplified, the case kept: humps part words.
std::string plain_form(std::string_view name) {
  std::string text;
  bool wide = false;
  name = without_marks(trim(name));
  for (std::size_t at = 0; at < name.size();) {
    auto point = base::next_code_point(name, at);
    if (point >= 0xFF01 && point <= 0xFF5E) point -= 0xFEE0;
    if (point == 0x3000 || point == 0xA0) point = ' ';
    if (point == 0x3010) point = '[';
    if (point == 0x3011) point = ']';
    wide = wide || point >= 0x4E00;
    if (point == '#' || point == '%') {
      text += point == '#' ? " no " : " percent ";
      continue;
    }
    base::append_code_point(text, point);
  }
  if (!wide) return text;
  static const auto simplifier = text::Simplifier::load();
  return simplifier && (*simplifier)->has_traditional(text) ? (*simplifier)->simplify(text) : text;
}

bool is_part_of_address(std::string_view meaning) {
  for (const std::string_view part :
       {"city", "province", "district", "country", "postcode", "region", "phone", "email", "geo"})
    if (meaning == part) return true;
  return false;
}

bool is_place(std::string_view meaning) {
  for (const std::string_view place : {"destination", "origin", "shipping", "receive", "sender",
                                       "billing", "customer", "seller", "supplier"})
    if (meaning == place) return true;
  return false;
}

}  // namespace

bool ColumnName::has(std::string_view meaning) const {
  return std::ranges::find(meanings, meaning, &Meaning::name) != meanings.end();
}

double ColumnWords::weight_of(std::string_view meaning) const {
  constexpr double unsaid = 0.6;
  const auto weight = weights_.find(meaning);
  return weight == weights_.end() ? unsaid : weight->second;
}

void ColumnWords::add(const Meanings& meanings, double share, ColumnName& to) const {
  for (auto name : meanings) {
    if (const auto part = parts_.find(name); part != parts_.end()) {
      to.part = part->second.second;
      name = part->second.first;
    }
    if (to.has(name)) continue;
    to.meanings.push_back({name, share * weight_of(name), true});
  }
}

void ColumnWords::add_unknown(std::string_view word, double weight, ColumnName& to) const {
  if (!word.empty() && !to.has(word)) to.meanings.push_back({std::string(word), weight, false});
}

// The cut with the fewest characters that nothing knows, and then the fewest words.
void ColumnWords::add_wide(std::string_view run, double share, ColumnName& to) const {
  std::vector<std::size_t> starts;
  for (std::size_t at = 0; at < run.size();) {
    starts.push_back(at);
    base::next_code_point(run, at);
  }
  starts.push_back(run.size());
  const auto size = starts.size() - 1;
  constexpr std::size_t longest = 8;
  constexpr double unknown = 10;
  std::vector<double> cost(size + 1, 0);
  std::vector<std::size_t> next(size + 1, 0);
  const auto piece = [&](std::size_t from, std::size_t end) {
    return run.substr(starts[from], starts[end] - starts[from]);
  };
  for (auto i = size; i-- > 0;) {
    cost[i] = cost[i + 1] + unknown;
    next[i] = i + 1;
    for (auto j = i + 1; j <= std::min(size, i + longest); ++j)
      // Of as many words those that begin with the longer one.
      if (wide_.contains(piece(i, j)) && cost[j] + 1 <= cost[i]) cost[i] = cost[j] + 1, next[i] = j;
  }
  std::string strange;
  std::size_t strange_size = 0;
  const auto end_strange = [&] {
    add_unknown(strange, share * std::min(1.0, kUnknownCharacter * double(strange_size)), to);
    strange.clear();
    strange_size = 0;
  };
  for (std::size_t i = 0; i < size; i = next[i]) {
    const auto known = wide_.find(piece(i, next[i]));
    if (known == wide_.end()) {
      strange += piece(i, next[i]);
      ++strange_size;
      continue;
    }
    end_strange();
    add(known->second, share, to);
  }
  end_strange();
}

std::vector<const ColumnWords::Meanings*> ColumnWords::pieces(const WordMap& words,
                                                              std::string_view word,
                                                              std::size_t shortest) const {
  const auto size = word.size();
  constexpr std::size_t longest_word = 40;
  if (size > longest_word) return {};
  std::vector<int> count(size + 1, -1);
  std::vector<std::size_t> next(size + 1, 0);
  std::vector<const Meanings*> found(size + 1, nullptr);
  count[size] = 0;
  for (auto i = size; i-- > 0;)
    for (auto j = i + 1; j <= size; ++j) {
      if (count[j] < 0) continue;
      const auto piece = word.substr(i, j - i);
      // Two letters at the end are a word ("orderid"), elsewhere an accident.
      if (piece.size() < shortest && (j != size || i == 0)) continue;
      const auto known = words.find(piece);
      if (known == words.end() || (count[i] >= 0 && count[j] + 1 > count[i])) continue;
      count[i] = count[j] + 1, next[i] = j, found[i] = &known->second;
    }
  std::vector<const Meanings*> list;
  if (count[0] > 0)
    for (std::size_t i = 0; i < size; i = next[i]) list.push_back(found[i]);
  return list;
}

void ColumnWords::add_narrow(const std::string& word, double share, ColumnName& to) const {
  if (std::ranges::find(ignored_, word) != ignored_.end()) return;
  if (const auto known = narrow_.find(word); known != narrow_.end())
    return add(known->second, share, to);
  if (word.ends_with('s'))
    if (const auto one = narrow_.find(std::string_view(word).substr(0, word.size() - 1));
        one != narrow_.end())
      return add(one->second, share, to);
  // "address2" is the second part of an address.
  const auto digits = word.find_last_not_of("0123456789") + 1;
  if (digits > 0 && digits < word.size()) {
    add_narrow(word.substr(0, digits), share, to);
    return add_narrow(word.substr(digits), share, to);
  }
  if (is_number(word)) {
    if (word.size() == 1 && !to.meanings.empty() && to.meanings.back().name == "address") {
      to.part = word.front() - '0';
      return;
    }
    return add_unknown(word, 0.5 * share, to);
  }
  if (const auto list = pieces(narrow_, word, 3); !list.empty()) {
    for (const auto* meanings : list) add(*meanings, share, to);
    return;
  }
  constexpr std::size_t shortest_pinyin = 4;
  if (const auto list = pieces(pinyin_, word, shortest_pinyin);
      !list.empty() && word.size() >= shortest_pinyin) {
    for (const auto* meanings : list) add(*meanings, share, to);
    to.pinyin = true;
    return;
  }
  // "会员WID", "uid": a short word that ends as an id does, behind what it is the id of.
  constexpr std::size_t longest_short_id = 3;
  if (word.size() <= longest_short_id && word.ends_with("id") && !to.meanings.empty())
    if (const auto known = narrow_.find(std::string_view("id")); known != narrow_.end())
      return add(known->second, share, to);
  if (const auto meanings = kindred_.meanings_of(word); !meanings.empty())
    return add(meanings, kKindred * share, to);
  add_unknown(word, (word.size() == 1 ? 0.5 : kUnknownWord) * share, to);
}

void ColumnWords::add_words(std::string_view text, double share, ColumnName& to) const {
  const auto words = words_of(text);
  constexpr std::size_t longest_phrase = 4;
  for (std::size_t i = 0; i < words.size();) {
    if (static_cast<unsigned char>(words[i].front()) >= 0x80) {
      add_wide(words[i++], share, to);
      continue;
    }
    std::size_t taken = 0;
    for (auto size = std::min(longest_phrase, words.size() - i); size > 1 && taken == 0; --size) {
      std::string phrase = words[i];
      for (std::size_t k = 1; k < size; ++k) phrase += " " + words[i + k];
      if (const auto known = narrow_.find(phrase); known != narrow_.end())
        add(known->second, share, to), taken = size;
    }
    if (taken == 0) add_narrow(words[i], share, to), taken = 1;
    i += taken;
  }
}

void ColumnWords::add_bracket(std::string_view inside, ColumnName& to) const {
  const auto word = fold(inside);
  if (word.empty() || std::ranges::find(form_, word) != form_.end()) return;
  if (const auto unit = units_.find(std::string_view(word)); unit != units_.end()) {
    if (unit->second.scale != 1) to.scale = unit->second.scale, to.unit = unit->second.unit;
    return;
  }
  add_words(inside, kBracketShare, to);
}

ColumnName ColumnWords::read(std::string_view name) const {
  auto text = plain_form(name);
  const auto question = as_question(text);
  if (question.text.size() < text.size()) text = std::string(question.text);
  auto to = read_one(text);
  if (question.asks) {
    to.asks = true;
    for (auto& meaning : to.meanings)
      if (!meaning.known) meaning.weight *= kInQuestion;
  }
  join_words(text);
  // "收货人/提货人", "涨价或折扣": one of two that a form may have asked for.
  for (std::size_t at = text.find("或"); at != text.npos; at = text.find("或", at))
    text.replace(at, std::string_view("或").size(), "/");
  constexpr std::size_t shortest = 6;  // Two Chinese characters.
  const bool spaced = text.find(" / ") != text.npos;
  for (std::size_t from = 0, slash = 0; slash != text.npos && text.find('/') != text.npos;
       from = slash + 1) {
    slash = text.find('/', from);
    const auto side =
        std::string_view(text).substr(from, slash == text.npos ? slash : slash - from);
    const bool wide = !side.empty() && static_cast<unsigned char>(side.front()) >= 0x80;
    if (!(wide || spaced) || side.size() < shortest) {
      to.either.clear();
      break;
    }
    to.either.push_back(read_one(side));
  }
  return to;
}

// "国家/地区" is one word: no slash parts it.
void ColumnWords::join_words(std::string& text) const {
  constexpr std::size_t character = 3, shortest = 2, longest = 3;  // Bytes; characters of a side.
  const auto joined = [&](std::size_t slash) {
    for (auto before = shortest; before <= longest && before * character <= slash; ++before)
      for (auto after = shortest; after <= longest; ++after)
        if (wide_.contains(text.substr(slash - before * character, before * character) +
                           text.substr(slash + 1, after * character)))
          return true;
    return false;
  };
  for (std::size_t slash = text.find('/'); slash != text.npos; slash = text.find('/', slash + 1))
    if (joined(slash)) text.erase(slash--, 1);
}

ColumnName ColumnWords::read_one(std::string_view text) const {
  ColumnName to;
  std::string outside;
  std::vector<std::string> inside;
  int depth = 0;
  for (const char byte : text) {
    const bool opens = byte == '(' || byte == '[' || byte == '{';
    const bool closes = byte == ')' || byte == ']' || byte == '}';
    if (opens) {
      if (depth++ == 0) inside.emplace_back();
    } else if (closes && depth > 0) {
      --depth;
    } else if (depth > 0) {
      inside.back() += byte;
    } else {
      outside += byte;
    }
  }
  if (trim(outside).empty()) outside = text, inside.clear();
  add_words(outside, 1, to);
  settle_persons(acts_, weight_of("customer"), weight_of("name"), to.meanings);
  join_said(
      together_, [this](std::string_view each) { return weight_of(each); }, to.meanings);
  settle_numbered(
      [this](std::string_view each) {
        return things_.contains(each) || each == "shop" || each == "seller";
      },
      to.meanings);
  to.plain = loose(outside);
  // "total_cents", "weight_g", "重量KG": a unit at the end, where something else stands before it.
  if (const auto words = words_of(outside); words.size() > 1)
    if (const auto unit = units_.find(std::string_view(words.back()));
        unit != units_.end() && words.back().size() > 1) {
      if (unit->second.scale != 1) to.scale = unit->second.scale, to.unit = unit->second.unit;
      std::erase_if(to.meanings, [&words](const Meaning& each) {
        return !each.known && each.name == words.back();
      });
    }
  // "Preferred channel" is a channel, "channel preference" is something else.
  if (!to.meanings.empty() && to.meanings.back().known)
    for (auto& meaning : to.meanings)
      if (!meaning.known) meaning.weight *= kBefore;
  for (const auto& each : inside) add_bracket(each, to);
  // The state of a place is a province.
  if (std::ranges::any_of(to.meanings, [](const Meaning& each) { return is_place(each.name); }))
    for (auto& meaning : to.meanings)
      if (meaning.name == "state") meaning.name = "province";
  // A courier's number is the parcel's.
  if (to.has("tracking"))
    std::erase_if(to.meanings, [](const Meaning& each) { return each.name == "courier"; });
  // The city of an address is a city, and so is the name in it a name, said behind it.
  const bool named = !to.meanings.empty() && to.meanings.back().name == "name";
  const bool narrower = named || std::ranges::any_of(to.meanings, [](const Meaning& each) {
                          return is_part_of_address(each.name);
                        });
  if (narrower)
    std::erase_if(to.meanings, [](const Meaning& each) { return each.name == "address"; });
  return to;
}

std::string ColumnWords::initials(std::string_view name) const {
  std::string letters;
  if (std::ranges::all_of(name, [](char byte) { return static_cast<unsigned char>(byte) < 0x80; }))
    return letters;
  for (std::size_t at = 0; at < name.size();) {
    const auto from = at;
    const auto point = base::next_code_point(name, at);
    if ((point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z')) {
      letters += fold(name.substr(from, 1));
      continue;
    }
    const auto known = spellings_.find(name.substr(from, at - from));
    if (known == spellings_.end()) return {};
    letters += known->second.front();
  }
  return letters;
}

}  // namespace aftercare::standard
