#include "language/learnt/span_features.hpp"

#include <algorithm>
#include <bit>

#include "base/utf8.hpp"
#include "text/width.hpp"

namespace aftercare::language {
namespace {

constexpr std::size_t kMostSpanPoints = 50'000;
constexpr std::size_t kTellingDigits = 5;  // From here on a number is a number.

enum class UnitClass : std::uint8_t { space, letter, digit, other };

UnitClass class_of(char32_t point) {
  if (point == U' ' || point == U'\n') return UnitClass::space;
  if (point >= U'0' && point <= U'9') return UnitClass::digit;
  if ((point >= U'a' && point <= U'z') || (point >= U'A' && point <= U'Z') ||
      (point >= 0xC0 && point <= 0x24F && point != 0xD7 && point != 0xF7) ||
      (point >= 0x370 && point <= 0x52F))
    return UnitClass::letter;
  return UnitClass::other;
}

char32_t folded(char32_t point) {
  if ((point >= U'A' && point <= U'Z') || (point >= 0xC0 && point <= 0xDE)) return point + 32;
  return point;
}

std::uint64_t mix(std::uint64_t hash, std::uint64_t next) {
  hash = (hash ^ next) * 0x9E3779B97F4A7C15ULL;
  return hash ^ (hash >> 29);
}

constexpr std::uint64_t kOutside = 0x7777;

}  // namespace

void SpanReader::cut(std::string_view text, SpanScratch& scratch) const {
  auto& normal = scratch.words.normal;
  normal.clear();
  normal.add(text.substr(0, kMostSpanPoints * 4), nullptr);
  const auto& points = normal.points();
  const std::size_t size = std::min(points.size(), kMostSpanPoints);
  scratch.units.clear();
  scratch.hashes.clear();
  scratch.shapes.clear();
  scratch.in_word.clear();
  scratch.word_of.clear();

  auto& low = scratch.words.points;
  low.assign(points.begin(), points.begin() + static_cast<std::ptrdiff_t>(size));
  for (auto& point : low) point = folded(point);
  if (segmenter_ != nullptr) {
    if (!scratch.words.segmenting) scratch.words.segmenting = segmenter_->make_scratch();
    segmenter_->cut(low, *scratch.words.segmenting, scratch.words.words);
  } else {
    cut_letters(low, scratch.words.words);
  }
  // Bytes of the text to characters of it, in step with the points.
  std::size_t byte = 0;
  std::uint32_t character = 0;
  const auto characters_at = [&](std::size_t to) {
    while (byte < to) {
      base::next_code_point(text, byte);
      ++character;
    }
    return character;
  };
  std::size_t word = 0;
  for (std::size_t at = 0; at < size;) {
    const auto kind = class_of(points[at]);
    std::size_t end = at + 1;
    if (kind == UnitClass::letter || kind == UnitClass::digit)
      while (end < size && class_of(points[end]) == kind) ++end;
    if (kind != UnitClass::space) {
      const auto begin = characters_at(normal.begin_of(at));
      scratch.units.push_back({begin, characters_at(normal.end_of(end - 1))});
      std::uint64_t hash = mix(1, static_cast<std::uint64_t>(kind)), shape = hash;
      const std::size_t length = end - at;
      if (kind == UnitClass::digit) {
        shape = mix(shape, std::min<std::size_t>(length, 8));
        if (length >= kTellingDigits) hash = shape;
      } else if (kind == UnitClass::letter) {
        std::size_t capitals = 0;
        for (std::size_t i = at; i < end; ++i) capitals += points[i] != low[i];
        const bool first = points[at] != low[at];
        shape = mix(shape, capitals == 0        ? 1
                           : capitals == length ? (length == 1 ? 2 : 3)
                           : first              ? 4
                                                : 5);
      } else {
        shape = mix(shape, text::is_han(points[at]) ? 6 : points[at]);
      }
      if (kind != UnitClass::digit || length < kTellingDigits)
        for (std::size_t i = at; i < end; ++i) hash = mix(hash, low[i]);
      while (word + 1 < scratch.words.words.size() && scratch.words.words[word].end <= at) ++word;
      std::uint64_t word_hash = 2, place = 0;
      if (word < scratch.words.words.size()) {
        const auto& in = scratch.words.words[word];
        for (std::size_t i = in.begin; i < in.end; ++i) word_hash = mix(word_hash, low[i]);
        place = (at == in.begin ? 1U : 0U) | (end >= in.end ? 2U : 0U);
      }
      if (kind == UnitClass::digit && length >= kTellingDigits) word_hash = hash;
      scratch.hashes.push_back(hash);
      scratch.shapes.push_back(shape);
      scratch.word_of.push_back(word_hash);
      scratch.in_word.push_back(place);
    }
    at = end;
  }
}

std::uint64_t SpanReader::name_of(const SpanScratch& scratch, std::size_t from, std::size_t to) {
  std::uint64_t hash = 3;
  for (std::size_t at = from; at < to; ++at) hash = mix(hash, scratch.hashes[at]);
  return hash;
}

void SpanReader::read(const KnownNames& names, unsigned fold, SpanScratch& scratch) const {
  const std::size_t count = scratch.units.size();
  if (scratch.keys.size() < count) scratch.keys.resize(count);
  const auto unit = [&](std::ptrdiff_t at) {
    return at < 0 || at >= static_cast<std::ptrdiff_t>(count)
               ? kOutside
               : scratch.hashes[static_cast<std::size_t>(at)];
  };
  const auto shape = [&](std::ptrdiff_t at) {
    return at < 0 || at >= static_cast<std::ptrdiff_t>(count)
               ? kOutside
               : scratch.shapes[static_cast<std::size_t>(at)];
  };
  // The nearest word that is another one, to either side.
  const auto word = [&](std::ptrdiff_t at, int step) {
    auto to = at;
    while (to >= 0 && to < static_cast<std::ptrdiff_t>(count)) {
      const auto i = static_cast<std::size_t>(to);
      if (step < 0 ? (scratch.in_word[i] & 1U) != 0 : (scratch.in_word[i] & 2U) != 0) break;
      to += step;
    }
    to += step;
    return to < 0 || to >= static_cast<std::ptrdiff_t>(count)
               ? kOutside
               : scratch.word_of[static_cast<std::size_t>(to)];
  };
  const auto& points = scratch.words.points;
  for (std::size_t i = 0; i < count; ++i) {
    auto& keys = scratch.keys[i];
    keys.clear();
    std::uint64_t number = 16;
    const auto add = [&](std::initializer_list<std::uint64_t> parts) {
      std::uint64_t hash = mix(5, number++);
      for (const auto part : parts) hash = mix(hash, part);
      keys.push_back(hash);
    };
    const auto at = static_cast<std::ptrdiff_t>(i);
    add({});
    for (int by = -2; by <= 2; ++by) add({unit(at + by)});
    add({unit(at - 1), unit(at)});
    add({unit(at), unit(at + 1)});
    add({unit(at - 2), unit(at - 1)});
    add({unit(at + 1), unit(at + 2)});
    add({unit(at - 1), unit(at + 1)});
    add({unit(at - 1), unit(at), unit(at + 1)});
    add({unit(at - 2), unit(at - 1), unit(at)});
    add({unit(at), unit(at + 1), unit(at + 2)});
    for (int by = -2; by <= 2; ++by) add({shape(at + by)});
    add({shape(at - 1), shape(at)});
    add({shape(at), shape(at + 1)});
    add({shape(at - 1), shape(at), shape(at + 1)});
    add({shape(at - 2), shape(at - 1), shape(at), shape(at + 1), shape(at + 2)});
    add({unit(at - 1), shape(at)});
    add({shape(at), unit(at + 1)});
    const bool glued = i > 0 && scratch.units[i - 1].end == scratch.units[i].begin;
    const bool glues = i + 1 < count && scratch.units[i].end == scratch.units[i + 1].begin;
    add({glued ? 1U : 0U, glues ? 1U : 0U, shape(at)});
    const auto before = word(at, -1), own = scratch.word_of[i], behind = word(at, 1);
    const auto place = scratch.in_word[i];
    add({own, place});
    add({before, place});
    add({behind, place});
    add({before, own, place});
    add({own, behind, place});
  }
  // Beginnings and ends of words of letters.
  std::size_t point = 0;
  for (std::size_t i = 0; i < count; ++i) {
    while (point < points.size() && class_of(points[point]) == UnitClass::space) ++point;
    if (point >= points.size()) break;
    const auto kind = class_of(points[point]);
    std::size_t end = point + 1;
    if (kind == UnitClass::letter || kind == UnitClass::digit)
      while (end < points.size() && class_of(points[end]) == kind) ++end;
    if (kind == UnitClass::letter)
      for (std::size_t length = 2; length <= 4 && length < end - point; ++length) {
        std::uint64_t head = mix(8, length), tail = mix(9, length);
        for (std::size_t k = 0; k < length; ++k) {
          head = mix(head, points[point + k]);
          tail = mix(tail, points[end - length + k]);
        }
        scratch.keys[i].push_back(head);
        scratch.keys[i].push_back(tail);
      }
    point = end;
  }
  // Names known from elsewhere, the longest from each unit on.
  for (std::size_t from = 0; from < count && !names.empty(); ++from) {
    std::uint64_t hash = 3;
    std::size_t longest = 0;
    std::uint32_t types = 0;
    for (std::size_t to = from; to < std::min(count, from + kLongestName); ++to) {
      hash = mix(hash, scratch.hashes[to]);
      const auto found = names.find(hash);
      if (found == names.end()) continue;
      if (fold < kNameFolds && (found->second.folds & ~(1U << fold)) == 0) continue;
      longest = to + 1 - from;
      types = found->second.types;
    }
    for (std::size_t k = 0; k < longest; ++k)
      for (std::uint32_t left = types; left != 0; left &= left - 1) {
        const auto type = static_cast<std::uint64_t>(std::countr_zero(left));
        const std::uint64_t part = k == 0 ? 0 : k + 1 == longest ? 2 : 1;
        scratch.keys[from + k].push_back(
            mix(mix(mix(11, type), part), std::min<std::size_t>(longest, 6)));
        scratch.keys[from + k].push_back(mix(mix(12, type), part));
      }
  }
}

}  // namespace aftercare::language
