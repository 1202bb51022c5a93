#include "standard/name_match.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace aftercare::standard {
namespace {

constexpr double kSame = 1.0;
constexpr double kButForEntity = 0.85;
constexpr double kContains = 0.45;  // And up to 0.35 more, the more of the name it is.
constexpr double kContainsMore = 0.35;

bool is_word_byte(char byte) {
  const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
  return letter || (byte >= '0' && byte <= '9');
}

bool is_upper(char byte) {
  return byte >= 'A' && byte <= 'Z';
}

bool is_wide(std::string_view text) {
  return std::ranges::any_of(text,
                             [](char byte) { return static_cast<unsigned char>(byte) >= 0x80; });
}

/// Every name a field goes by.
template <typename Visit>
void each_name(const records::Field& field, Visit visit) {
  visit(field.name);
  visit(field.label.zh);
  visit(field.label.en);
  for (const auto& synonym : field.synonyms) visit(synonym);
}

}  // namespace

std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) words.push_back(fold(word));
    word.clear();
  };
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char byte = name[i];
    const bool wide = static_cast<unsigned char>(byte) >= 0x80;
    if (!wide && !is_word_byte(byte)) {
      end_word();
      continue;
    }
    const bool was_wide = !word.empty() && static_cast<unsigned char>(word.back()) >= 0x80;
    const bool hump = is_upper(byte) && !word.empty() && !is_upper(word.back());
    if (!word.empty() && (hump || wide != was_wide)) end_word();
    word += byte;
  }
  end_word();
  return words;
}

bool says(std::string_view name, std::string_view part) {
  if (is_wide(part)) {
    constexpr std::size_t least = 2;
    return base::count_code_points(part) >= least &&
           fold(name).find(fold(part)) != std::string::npos;
  }
  constexpr std::size_t least = 4;
  if (loose(part).size() < least) return false;
  const auto words = words_of(name);
  const auto wanted = words_of(part);
  return !std::ranges::search(words, wanted).empty();
}

NameMatcher::NameMatcher(const records::Dictionary& dictionary) {
  for (const auto& entity : dictionary.entities())
    for (const auto& name : {entity.name, entity.label.zh, entity.label.en})
      entities_.push_back(loose(name));
  // A channel names what a case is there: a ticket, a review, a complaint.
  for (const auto& entity : dictionary.entities())
    for (const auto& field : entity.fields)
      if (field.name == "channel")
        for (const auto& code : field.codes)
          for (const auto& name : {code.code, code.label.zh, code.label.en})
            entities_.push_back(loose(name));
  std::ranges::sort(entities_, [](const auto& a, const auto& b) { return a.size() > b.size(); });
}

std::string NameMatcher::without_entity(const std::string& loose_name) const {
  for (const auto& entity : entities_)
    if (loose_name.size() > entity.size() && loose_name.starts_with(entity))
      return loose_name.substr(entity.size());
  return {};
}

double NameMatcher::match(std::string_view column, const records::Field& field) const {
  const auto name = loose(column);
  const auto rest = without_entity(name);
  double best = 0;
  each_name(field, [&](const std::string& synonym) {
    const auto other = loose(synonym);
    if (other.empty()) return;
    if (other == name) best = kSame;
    if (best < kButForEntity && (other == rest || without_entity(other) == name))
      best = kButForEntity;
    if (best < kContains + kContainsMore && says(column, synonym)) {
      const auto part = static_cast<double>(other.size()) / static_cast<double>(name.size());
      best = std::max(best, kContains + kContainsMore * part);
    }
  });
  return best;
}

}  // namespace aftercare::standard
