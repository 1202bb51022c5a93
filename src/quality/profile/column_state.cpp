#include "quality/profile/column_state.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/double_encoding.hpp"
#include "base/utf8.hpp"
#include "text/width.hpp"

namespace aftercare::quality {
namespace {

constexpr std::size_t kLongestShaped = 48;  // Longer values are texts: their shape says nothing.
constexpr std::size_t kLongestLookedAt = 4096;

bool has_high_byte(std::string_view value) {
  return std::ranges::any_of(value, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

std::uint64_t hash_of_shape(std::string_view shape) {
  return std::hash<std::string_view>{}(shape);
}

}  // namespace

void MeanState::add(double value, std::uint64_t times) {
  merge({times, value, 0});
}

void MeanState::merge(const MeanState& other) {
  if (other.count == 0) return;
  const auto own = static_cast<double>(count), theirs = static_cast<double>(other.count);
  const double gap = other.mean - mean;
  count += other.count;
  const auto all = static_cast<double>(count);
  squares += other.squares + gap * gap * own * theirs / all;
  mean += gap * theirs / all;
}

double MeanState::deviation() const {
  return count < 2 ? 0 : std::sqrt(squares / static_cast<double>(count - 1));
}

void ColumnState::add(std::string_view value, std::uint64_t hash, std::uint64_t times,
                      std::uint64_t row) {
  rows += times;
  const auto word = trimmed(value);
  if (word.empty()) {
    blank += times;
    kinds[static_cast<std::size_t>(ValueKind::missing)] += times;
    return;
  }
  if (word.size() != value.size()) outer_spaces += times;
  const auto reading = read_value(word);
  kinds[static_cast<std::size_t>(reading.kind)] += times;
  if (reading.kind == ValueKind::missing) {
    missing_words[std::string(word)] += times;
    return;
  }
  distinct.add(hash);
  values.add(hash, word, times, row);
  const bool high = has_high_byte(word);
  lengths.add(static_cast<double>(high ? base::count_code_points(word) : word.size()), times);
  if (word.size() <= kLongestShaped) {
    const auto shape = shape_of(word);
    shapes.add(hash_of_shape(shape), shape, times, row);
  }
  if (high) look_for_damage(word, times);
  if (reading.digits > 0)
    digit_lengths[std::min<std::size_t>(reading.digits, kDigitLengths - 1)] += times;
  if (reading.leading_zero) leading_zeros += times;
  if (reading.digits >= 16 && word.back() == '0') cut_digits += times;
  switch (reading.kind) {
    case ValueKind::moment:
      formats[static_cast<std::size_t>(reading.order) * kForms +
              static_cast<std::size_t>(reading.time)] += times;
      moments.add(static_cast<double>(reading.seconds), times);
      if (reading.digits > 0) add_number(reading.number, times, row);
      break;
    case ValueKind::integer:
    case ValueKind::real:
    case ValueKind::money:
    case ValueKind::percent:
      add_number(reading.number, times, row);
      break;
    default:
      break;
  }
}

void ColumnState::add_number(double number, std::uint64_t times, std::uint64_t row) {
  numbers.add(number, times);
  mean.add(number, times);
  if (number == 0) zeros += times;
  if (number < 0) negatives += times;
  keep_extremes(number, row);
}

void ColumnState::keep_extremes(double number, std::uint64_t row) {
  const auto keep = [&](std::vector<Extreme>& kept, auto before) {
    if (kept.size() == kExtremes && !before(number, kept.back().value)) return;
    const auto at =
        std::ranges::find_if(kept, [&](const Extreme& one) { return !before(one.value, number); });
    if (at != kept.end() && at->value == number) return;
    kept.insert(at, {number, row});
    if (kept.size() > kExtremes) kept.pop_back();
  };
  keep(lowest, std::less<>());
  keep(highest, std::greater<>());
}

void ColumnState::look_for_damage(std::string_view value, std::uint64_t times) {
  value = value.substr(0, kLongestLookedAt);
  if (value.find("\xEF\xBF\xBD") != value.npos) replaced += times;
  if (value.find_first_of("\xC2\xC3") != value.npos && base::repair_double_encoded(value))
    double_encoded += times;
  // Zero width space and joiners, direction marks, byte order marks, soft hyphens.
  for (const std::string_view sign : {"\u200B", "\u200E", "\u200F", "\uFEFF", "\u00AD", "\u2060"})
    if (value.find(sign) != value.npos) {
      invisible += times;
      break;
    }
}

void ColumnState::merge(const ColumnState& other) {
  const auto add_all = [](auto& to, const auto& from) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
  };
  rows += other.rows;
  blank += other.blank;
  for (const auto& [word, times] : other.missing_words) missing_words[word] += times;
  add_all(kinds, other.kinds);
  add_all(formats, other.formats);
  add_all(digit_lengths, other.digit_lengths);
  leading_zeros += other.leading_zeros;
  cut_digits += other.cut_digits;
  outer_spaces += other.outer_spaces;
  invisible += other.invisible;
  replaced += other.replaced;
  double_encoded += other.double_encoded;
  zeros += other.zeros;
  negatives += other.negatives;
  distinct.merge(other.distinct);
  values.merge(other.values);
  shapes.merge(other.shapes);
  numbers.merge(other.numbers);
  moments.merge(other.moments);
  lengths.merge(other.lengths);
  mean.merge(other.mean);
  for (const auto& extremes : {other.lowest, other.highest})
    for (const auto& one : extremes) keep_extremes(one.value, one.row);
}

}  // namespace aftercare::quality
