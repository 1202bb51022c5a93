#include "language/learnt/text_features.hpp"

#include <algorithm>
#include <array>

#include "text/width.hpp"

namespace aftercare::language {
namespace {

constexpr std::size_t kMostPoints = 50'000;
constexpr std::size_t kMostTogether = 40;
constexpr std::size_t kLongestPointRun = 4, kShortestInside = 2, kLongestInside = 5;
constexpr std::size_t kLongNumber = 5;
// Private points: what a text cannot hold after tidying.
constexpr char32_t kNumberSign = 0xE000, kLinkSign = 0xE001, kWordBorder = 0xE002;

char32_t lower_case(char32_t point) {
  if (point < 0x80) return point >= U'A' && point <= U'Z' ? point + 32 : point;
  if ((point >= 0xC0 && point <= 0xDE && point != 0xD7) || (point >= 0x391 && point <= 0x3A9) ||
      (point >= 0x410 && point <= 0x42F))
    return point + 32;
  return point;
}

bool is_space(char32_t point) {
  return point == U' ' || point == U'\n';
}
bool is_digit(char32_t point) {
  return point >= U'0' && point <= U'9';
}
bool is_latin(char32_t point) {
  return point >= U'a' && point <= U'z';
}

bool stands_at(const std::vector<char32_t>& points, std::size_t at, std::u32string_view what) {
  if (points.size() - at < what.size()) return false;
  return std::equal(what.begin(), what.end(), points.begin() + static_cast<std::ptrdiff_t>(at));
}

struct HtmlEntity {
  std::u32string_view name;
  char32_t point;
};
constexpr std::array<HtmlEntity, 7> kHtmlEntities = {{{U"&amp;", U'&'},
                                                      {U"&lt;", U'<'},
                                                      {U"&gt;", U'>'},
                                                      {U"&quot;", U'"'},
                                                      {U"&#39;", U'\''},
                                                      {U"&apos;", U'\''},
                                                      {U"&nbsp;", U' '}}};

std::uint64_t step(std::uint64_t hash, std::uint64_t next) {
  hash = (hash ^ next) * 0x9E3779B97F4A7C15ULL;
  return hash ^ (hash >> 29);
}

std::uint64_t key_of(std::uint64_t hash, View view) {
  hash ^= hash >> 32;
  hash *= 0xD6E8FEB86659FD93ULL;
  hash ^= hash >> 32;
  return (hash << kViewBits) | static_cast<std::uint64_t>(view);
}

constexpr std::uint64_t kSeed = 0x51ED270B0A4F3C21ULL;

}  // namespace

void FeatureReader::tidy(std::string_view text, FeatureScratch& scratch) const {
  // A point has at most 4 bytes; what lies behind is not read at all.
  scratch.normal.clear();
  scratch.normal.add(text.substr(0, kMostPoints * 4), simplifier_);
  auto& points = scratch.points;
  points.assign(scratch.normal.points().begin(), scratch.normal.points().end());
  if (points.size() > kMostPoints) points.resize(kMostPoints);
  for (auto& point : points) point = lower_case(point);
  std::size_t to = 0;
  for (std::size_t at = 0; at < points.size();) {
    char32_t point = points[at];
    std::size_t used = 1;
    if (point == U'&') {
      for (const auto& entity : kHtmlEntities)
        if (stands_at(points, at, entity.name)) point = entity.point, used = entity.name.size();
    } else if (is_digit(point)) {
      while (at + used < points.size() && is_digit(points[at + used])) ++used;
      if (used >= kLongNumber) {
        point = kNumberSign;
      } else {
        for (; used > 1; --used) points[to++] = points[at++];
        point = points[at];
      }
    } else if ((point == U'h' &&
                (stands_at(points, at, U"http://") || stands_at(points, at, U"https://"))) ||
               (point == U'w' && stands_at(points, at, U"www."))) {
      while (at + used < points.size() && points[at + used] > U' ' && points[at + used] < 0x7F)
        ++used;
      point = kLinkSign;
    }
    at += used;
    const std::size_t most = is_latin(point) ? 2 : 3;
    if (!is_digit(point) && to >= most) {
      std::size_t same = 0;
      while (same < most && points[to - 1 - same] == point) ++same;
      if (same == most) continue;
    }
    points[to++] = point;
  }
  points.resize(to);
}

void FeatureReader::read(std::string_view text, Views views, FeatureScratch& scratch,
                         TextFeatures& features) const {
  tidy(text, scratch);
  const auto& points = scratch.points;
  auto& keys = scratch.keys;
  keys.clear();
  const auto wants = [views](View view) { return (views & bit_of(view)) != 0; };

  if (wants(View::points)) {
    for (std::size_t at = 0; at < points.size(); ++at) {
      std::uint64_t hash = kSeed;
      const std::size_t end = std::min(points.size(), at + kLongestPointRun);
      for (std::size_t to = at; to < end; ++to) {
        hash = step(hash, points[to]);
        if (to > at || !is_space(points[to])) keys.push_back(key_of(hash, View::points));
      }
    }
  }

  if (segmenter_ != nullptr) {
    if (!scratch.segmenting) scratch.segmenting = segmenter_->make_scratch();
    segmenter_->cut(points, *scratch.segmenting, scratch.words);
  } else {
    cut_letters(points, scratch.words);
  }
  auto& hashes = scratch.word_hashes;
  hashes.clear();
  for (const auto& word : scratch.words) {
    if (is_space(points[word.begin])) continue;
    std::uint64_t hash = kSeed;
    for (std::size_t at = word.begin; at < word.end; ++at) hash = step(hash, points[at]);
    hashes.push_back(hash);
    if (!wants(View::inside) || text::is_han(points[word.begin])) continue;
    const std::size_t length = word.end - word.begin + 2;
    const auto with_border = [&](std::size_t at) {
      return at == 0 || at + 1 == length ? kWordBorder : points[word.begin + at - 1];
    };
    for (std::size_t at = 0; at + kShortestInside <= length && length > 3; ++at) {
      std::uint64_t run = kSeed;
      const std::size_t end = std::min(length, at + kLongestInside);
      for (std::size_t to = at; to < end; ++to) {
        run = step(run, with_border(to));
        if (to > at) keys.push_back(key_of(run, View::inside));
      }
    }
  }
  for (std::size_t at = 0; at < hashes.size(); ++at) {
    if (wants(View::word)) keys.push_back(key_of(hashes[at], View::word));
    if (wants(View::adjacent) && at > 0)
      keys.push_back(key_of(step(hashes[at - 1], hashes[at]), View::adjacent));
  }
  if (wants(View::together)) {
    const std::size_t most = std::min(hashes.size(), kMostTogether);
    for (std::size_t one = 0; one < most; ++one)
      for (std::size_t other = one + 1; other < most; ++other) {
        const auto [low, high] = std::minmax(hashes[one], hashes[other]);
        if (low != high) keys.push_back(key_of(step(low, high), View::together));
      }
  }

  std::sort(keys.begin(), keys.end());
  features.keys.clear();
  features.counts.clear();
  for (const auto key : keys) {
    if (!features.keys.empty() && features.keys.back() == key) {
      auto& count = features.counts.back();
      if (count < 255) ++count;
    } else {
      features.keys.push_back(key);
      features.counts.push_back(1);
    }
  }
}

}  // namespace aftercare::language
