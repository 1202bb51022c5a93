// How near two values are in writing, and which slips of the pen turn one into the other.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "text/pinyin.hpp"

namespace aftercare::quality {

/// Code points of a text; ill-formed bytes stand for themselves.
std::u32string points_of(std::string_view text);
std::string utf8_of(std::u32string_view points);

/// Characters changed, dropped, added, or exchanged with their neighbour to get from one to the
/// other; more than `most` is told as most + 1.
std::size_t slips_between(std::u32string_view a, std::u32string_view b, std::size_t most);

/// 1 - slips / length, in [0, 1]; 0 when more than half of the text differs.
double likeness(std::string_view a, std::string_view b);

/// How a text sounds, if two Chinese characters or more stand in it and all are known: syllables
/// without tones; of those that the south says alike (zh and z, in and ing) the simpler one.
/// Everything else as it stands. Empty if nothing is to be heard.
std::string sound_of(std::string_view text, const text::Pinyin& pinyin);

/// True if only digits differ: two such values are near by nature ("12" and "13").
bool differ_in_digits_only(std::string_view a, std::string_view b);

/// One character that became another; 0 stands for nothing (dropped or added).
struct Slip {
  char32_t from = 0;
  char32_t to = 0;
  bool operator==(const Slip&) const = default;
};
/// The slips of one cheapest way from `right` to `wrong`; an exchange is two.
std::vector<Slip> slips(std::u32string_view right, std::u32string_view wrong);

/// What the table's sure repairs teach about its errors: "many characters became x". Only a
/// character that took the place of several others, in several columns and values, is believed.
class ErrorChannel {
 public:
  void learn(std::size_t column, std::string_view right, std::string_view wrong);
  /// True if this character is known to replace others.
  bool replaces(char32_t wrong) const;
  bool known() const;
  /// True if `wrong` can be `right` with some characters replaced by known ones, at least one.
  bool explains(std::u32string_view right, std::u32string_view wrong) const;

 private:
  struct Seen {
    std::vector<std::size_t> columns;
    std::vector<std::string> values;
    std::vector<char32_t> from;
    std::size_t times = 0;
  };
  std::unordered_map<char32_t, Seen> to_;
  std::size_t repairs_ = 0;
};

/// Finds values within one slip of a value, among many, without comparing with each.
class SpellingIndex {
 public:
  /// The texts must live as long. `weight` of a text: how often it stands in the column.
  void add(std::uint32_t id, std::string_view text);
  /// Ids of texts one slip away (not the text itself).
  std::vector<std::uint32_t> near(std::string_view text) const;

 private:
  std::unordered_multimap<std::size_t, std::uint32_t> by_hole_;  // Hash of the text less one.
  std::unordered_map<std::uint32_t, std::u32string> texts_;
};

}  // namespace aftercare::quality
