// How alike two persons are, field by field, as levels.

#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "quality/duplicates/person_table.hpp"

namespace aftercare::quality {

enum class Level : std::uint8_t {
  missing,  // One of them says nothing.
  different,
  crossed,  // The other column's value (given name and surname; street and place); a masked
            // number that fits; day and month swapped.
  similar,
  close,  // A typing error apart.
  equal,
};
constexpr std::size_t kLevels = 6;
/// As spelt above.
std::string_view to_name(Level level);

/// Four bits a field, the first field lowest.
using Pattern = std::uint64_t;

inline Level level_of(Pattern pattern, std::size_t field) {
  return static_cast<Level>(pattern >> (field * 4) & 15);
}

/// Compares rows of one table. Safe between threads.
class PersonComparison {
 public:
  explicit PersonComparison(const PersonTable& persons);

  Pattern compare(std::size_t one, std::size_t other) const;

 private:
  Level compare_values(std::size_t field, std::uint32_t one, std::uint32_t other) const;

  const PersonTable& persons_;
  std::array<std::uint16_t, 16> partners_{};  // Per field: those whose values may be crossed.
};

/// The same of two names of which one at least is Chinese, by their sound: Chinese characters that
/// sound alike are a typing error, and pinyin is the name, the surname first or last.
/// `other_sound` is empty if `other` is in letters.
Level compare_sounds(std::string_view sound, std::string_view other_sound, std::string_view other);

/// The level of two values of one kind, both given.
Level compare_person_values(std::string_view one, std::string_view other, FieldKind kind,
                            bool ascii);

}  // namespace aftercare::quality
