#include "quality/duplicates/text_units.hpp"

#include "base/utf8.hpp"
#include "text/width.hpp"

namespace aftercare::quality {
namespace {

bool is_other_letter(char32_t point) {
  return (point >= 0xC0 && point <= 0x24F && point != 0xD7 && point != 0xF7) ||
         (point >= 0x370 && point <= 0x1FFF) || (point >= 0x3041 && point <= 0x30FF) ||
         (point >= 0x3105 && point <= 0x312F) || (point >= 0xAC00 && point <= 0xD7A3);
}

// The small letter of Latin, Greek and Cyrillic capitals; exact enough to compare by.
char32_t small_letter(char32_t point) {
  if (point < 0x80) return point >= U'A' && point <= U'Z' ? point + 32 : point;
  if ((point >= 0xC0 && point <= 0xDE && point != 0xD7) || (point >= 0x391 && point <= 0x3A9) ||
      (point >= 0x410 && point <= 0x42F))
    return point + 32;
  if (point >= 0x100 && point <= 0x17F) return point | 1;
  return point;
}

bool is_ascii_unit(char32_t point) {
  return (point >= U'a' && point <= U'z') || (point >= U'0' && point <= U'9');
}

}  // namespace

int weight_of(char32_t unit) {
  return unit < 0x2E80 ? 1 : 2;
}

void TextUnits::read(std::string_view text, const text::Simplifier* simplifier) {
  units_.clear();
  segments_.clear();
  hash_ = 0;
  weight_ = 0;
  // Between letters a space or an apostrophe joins words of one segment; anything else, and a
  // space beside a Chinese character, ends it.
  bool joins = false;
  bool ends = false;
  bool traditional = false;
  std::uint32_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    char32_t point = base::next_code_point(text, at);
    if (text::is_invisible(point)) continue;
    point = small_letter(text::half_width(point));
    const bool han = text::is_han(point);
    if (!han && !is_ascii_unit(point) && !is_other_letter(point)) {
      (point == U' ' || point == U'\'' || point == U'-' ? joins : ends) = true;
      continue;
    }
    if (!units_.empty() && begin < units_.size() &&
        (ends || (joins && (han || weight_of(units_.back()) == 2)))) {
      segments_.push_back({begin, static_cast<std::uint32_t>(units_.size()), 0, 0});
      begin = static_cast<std::uint32_t>(units_.size());
    }
    joins = ends = false;
    traditional = traditional || (han && simplifier && simplifier->is_traditional(point));
    units_.push_back(point);
  }
  if (begin < units_.size())
    segments_.push_back({begin, static_cast<std::uint32_t>(units_.size()), 0, 0});
  if (traditional) simplifier->simplify(units_);
  for (auto& segment : segments_) {
    for (auto i = segment.begin; i < segment.end; ++i) {
      segment.weight += static_cast<std::uint32_t>(weight_of(units_[i]));
      segment.hash = (segment.hash ^ units_[i]) * 0x9E3779B97F4A7C15ULL;
      segment.hash ^= segment.hash >> 31;
      hash_ = (hash_ ^ units_[i]) * 0x9E3779B97F4A7C15ULL;
      hash_ ^= hash_ >> 31;
    }
    weight_ += segment.weight;
  }
  if (hash_ == 0 && !units_.empty()) hash_ = 1;
}

void append_shingles(std::span<const char32_t> units, std::vector<std::uint32_t>& shingles) {
  int weight = 0;
  std::size_t begin = 0;
  for (std::size_t end = 0; end < units.size(); ++end) {
    weight += weight_of(units[end]);
    while (weight - weight_of(units[begin]) >= kShingleWeight) weight -= weight_of(units[begin++]);
    if (weight < kShingleWeight && end + 1 < units.size()) continue;
    std::uint64_t hash = 0x2545F4914F6CDD1DULL;
    for (auto i = begin; i <= end; ++i) {
      hash = (hash ^ units[i]) * 0x9E3779B97F4A7C15ULL;
      hash ^= hash >> 32;
    }
    shingles.push_back(static_cast<std::uint32_t>(hash));
  }
}

}  // namespace aftercare::quality
