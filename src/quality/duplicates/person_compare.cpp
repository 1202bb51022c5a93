#include "quality/duplicates/person_compare.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "quality/duplicates/string_distance.hpp"

namespace aftercare::quality {
namespace {

bool is_masked(std::string_view number) {
  return number.find('*') != number.npos;
}

// Digits agree wherever both show one, on at least five places.
bool masks_agree(std::string_view one, std::string_view other) {
  if (one.size() != other.size()) return false;
  std::size_t shown = 0;
  for (std::size_t i = 0; i < one.size(); ++i) {
    if (one[i] == '*' || other[i] == '*') continue;
    if (one[i] != other[i]) return false;
    ++shown;
  }
  return shown >= 5;
}

Level compare_latin(std::string_view one, std::string_view other) {
  const float alike = jaro_winkler(one, other);
  if (alike >= 0.92F || is_one_edit(one, other)) return Level::close;
  if (alike >= 0.8F) return Level::similar;
  // An initial stands for a name.
  if ((one.size() == 1 || other.size() == 1) && one[0] == other[0]) return Level::similar;
  return Level::different;
}

// Chinese names are two to four characters: one character off is another person of the family,
// unless it sounds the same (compare_sounds()).
Level compare_han_names(std::string_view one, std::string_view other) {
  std::array<char32_t, 8> first{};
  std::array<char32_t, 8> second{};
  std::size_t firsts = 0;
  std::size_t seconds = 0;
  for (std::size_t at = 0; at < one.size() && firsts < first.size();)
    first[firsts++] = base::next_code_point(one, at);
  for (std::size_t at = 0; at < other.size() && seconds < second.size();)
    second[seconds++] = base::next_code_point(other, at);
  if (firsts != seconds || firsts < 2) return Level::different;
  const bool same_letters =
      std::is_permutation(first.begin(), first.begin() + firsts, second.begin());
  return same_letters ? Level::close : Level::different;
}

Level compare_places(std::string_view one, std::string_view other, bool ascii) {
  if (ascii) {
    const auto level = compare_latin(one, other);
    if (level == Level::close) return level;
    const auto dice = bigram_dice(one, other);
    if (dice >= 0.8F) return Level::close;
    return level == Level::similar || dice >= 0.6F ? Level::similar : Level::different;
  }
  const auto dice = bigram_dice(one, other);
  if (dice >= 0.8F) return Level::close;
  const auto& [shorter, longer] =
      one.size() < other.size() ? std::pair(one, other) : std::pair(other, one);
  return dice >= 0.5F || (shorter.size() >= 6 && longer.find(shorter) != longer.npos)
             ? Level::similar
             : Level::different;
}

Level compare_dates(std::string_view one, std::string_view other) {
  if (one.size() != 8 || other.size() != 8)
    return is_one_edit(one, other) ? Level::close : Level::different;
  if (one.substr(0, 4) == other.substr(0, 4) && one.substr(4, 2) == other.substr(6, 2) &&
      one.substr(6, 2) == other.substr(4, 2))
    return Level::crossed;
  if (is_one_edit(one, other)) return Level::close;
  const int off = (one.substr(0, 4) != other.substr(0, 4)) +
                  (one.substr(4, 2) != other.substr(4, 2)) +
                  (one.substr(6, 2) != other.substr(6, 2));
  return off == 1 ? Level::similar : Level::different;
}

Level compare_emails(std::string_view one, std::string_view other) {
  const auto local_one = one.substr(0, one.find('@'));
  const auto local_other = other.substr(0, other.find('@'));
  if (is_one_edit(one, other)) return Level::close;
  if (local_one == local_other) return Level::close;
  return jaro_winkler(local_one, local_other) >= 0.93F ? Level::similar : Level::different;
}

Level compare_numbers(std::string_view one, std::string_view other, FieldKind kind) {
  if (is_masked(one) || is_masked(other))
    return masks_agree(one, other) ? Level::crossed : Level::different;
  if (is_one_edit(one, other)) return Level::close;
  if (kind == FieldKind::phone) {
    // With and without a prefix.
    const auto least = std::min(one.size(), other.size());
    if (least >= 7 && one.substr(one.size() - least) == other.substr(other.size() - least))
      return Level::close;
  }
  if (kind == FieldKind::house_number) return Level::different;
  return one.size() >= 4 && jaro_winkler(one, other) >= 0.93F ? Level::similar : Level::different;
}

}  // namespace

std::string_view to_name(Level level) {
  constexpr std::array<std::string_view, kLevels> names = {"missing", "different", "crossed",
                                                           "similar", "close",     "equal"};
  return names[static_cast<std::size_t>(level)];
}

Level compare_sounds(std::string_view sound, std::string_view other_sound, std::string_view other) {
  if (sound.empty()) return Level::different;
  if (!other_sound.empty()) return sound == other_sound ? Level::close : Level::different;
  // Letters without spaces against the syllables, the surname first or last.
  const auto letters_match = [&](std::size_t from, std::size_t to, std::size_t& at) {
    for (auto i = from; i < to; ++i) {
      if (sound[i] == ' ') continue;
      while (at < other.size() && other[at] == ' ') ++at;
      if (at == other.size() || other[at] != sound[i]) return false;
      ++at;
    }
    return true;
  };
  const auto surname = std::min(sound.find(' '), sound.size());
  std::size_t at = 0;
  if (letters_match(0, sound.size(), at) && at == other.size()) return Level::close;
  at = 0;
  const bool turned = letters_match(surname, sound.size(), at) && letters_match(0, surname, at);
  return turned && at == other.size() ? Level::close : Level::different;
}

Level compare_person_values(std::string_view one, std::string_view other, FieldKind kind,
                            bool ascii) {
  if (one == other) return Level::equal;
  switch (kind) {
    case FieldKind::given_name:
    case FieldKind::surname:
    case FieldKind::full_name:
      return ascii ? compare_latin(one, other) : compare_han_names(one, other);
    case FieldKind::phone:
    case FieldKind::postcode:
    case FieldKind::identifier:
    case FieldKind::house_number:
      return compare_numbers(one, other, kind);
    case FieldKind::email:
      return compare_emails(one, other);
    case FieldKind::date:
      return compare_dates(one, other);
    case FieldKind::street:
    case FieldKind::address:
    case FieldKind::locality:
    case FieldKind::text:
      return compare_places(one, other, ascii);
    case FieldKind::region:
    case FieldKind::category:
      return ascii && one.size() > 3 && is_one_edit(one, other) ? Level::close : Level::different;
  }
  return Level::different;
}

PersonComparison::PersonComparison(const PersonTable& persons) : persons_(persons) {
  const auto& fields = persons.fields();
  for (std::size_t one = 0; one < fields.size(); ++one)
    for (std::size_t other = 0; other < fields.size(); ++other)
      if (one != other && persons.share_values(one, other))
        partners_[one] = static_cast<std::uint16_t>(partners_[one] | 1U << other);
}

Level PersonComparison::compare_values(std::size_t field, std::uint32_t one,
                                       std::uint32_t other) const {
  const auto& values = persons_.values(field);
  const auto kind = persons_.fields()[field].kind;
  // Two numbers with the same digits hidden fit each other, and no more.
  if (one == other)
    return kind == FieldKind::phone && is_masked(values.of(one)) ? Level::crossed : Level::equal;
  const bool ascii = values.is_ascii(one) && values.is_ascii(other);
  const auto level = compare_person_values(values.of(one), values.of(other), kind, ascii);
  if (ascii || level != Level::different) return level;
  const auto sound = persons_.sound(field, one);
  const auto other_sound = persons_.sound(field, other);
  return sound.empty() ? compare_sounds(other_sound, sound, values.of(one))
                       : compare_sounds(sound, other_sound, values.of(other));
}

Pattern PersonComparison::compare(std::size_t one, std::size_t other) const {
  const auto first = persons_.row(one);
  const auto second = persons_.row(other);
  Pattern pattern = 0;
  for (std::size_t field = 0; field < first.size(); ++field) {
    Level level = Level::missing;
    if (first[field] != 0 && second[field] != 0) {
      level = compare_values(field, first[field], second[field]);
      if (level <= Level::similar && partners_[field] != 0)
        for (std::size_t partner = 0; partner < first.size(); ++partner)
          if ((partners_[field] >> partner & 1) != 0 &&
              (first[field] == second[partner] || first[partner] == second[field])) {
            level = Level::crossed;
            break;
          }
    }
    pattern |= Pattern{static_cast<std::uint8_t>(level)} << (field * 4);
  }
  return pattern;
}

}  // namespace aftercare::quality
