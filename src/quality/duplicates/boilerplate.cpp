#include "quality/duplicates/boilerplate.hpp"

#include <algorithm>

#include "quality/duplicates/near_texts.hpp"
#include "quality/duplicates/workers.hpp"

namespace aftercare::quality {
namespace {

constexpr std::uint32_t kLeastSegment = 8;  // Weight; shorter ones are words, not templates.
constexpr std::size_t kFewestNeighbours = 8;
constexpr std::size_t kTextsPerNeighbour = 20'000;
constexpr std::size_t kFaceBlock = 8192;

std::uint64_t bag_of(const TextUnits& text) {
  std::uint64_t bag = 0;
  if (text.segments().size() > 1)
    for (const auto& segment : text.segments()) bag += mixed(segment.hash, segment.weight);
  return bag;
}

}  // namespace

void Boilerplate::note(const TextUnits& text,
                       std::vector<std::pair<std::uint64_t, std::uint32_t>>& segments) {
  const auto& all = text.segments();
  // The upper half of a neighbour's number says on which side it stands.
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].weight < kLeastSegment || all.size() == 1) continue;
    const auto before = i > 0 ? static_cast<std::uint32_t>(all[i - 1].hash >> 33) : 0;
    const auto after =
        i + 1 < all.size() ? static_cast<std::uint32_t>(all[i + 1].hash >> 33) | 0x80000000U : 0;
    if (before != 0) segments.emplace_back(all[i].hash, before);
    if (after != 0) segments.emplace_back(all[i].hash, after);
  }
}

void Boilerplate::add(std::vector<std::pair<std::uint64_t, std::uint32_t>>& segments) {
  std::sort(segments.begin(), segments.end());
  segments.erase(std::unique(segments.begin(), segments.end()), segments.end());
  const std::scoped_lock lock(mutex_);
  seen_.insert(seen_.end(), segments.begin(), segments.end());
}

void Boilerplate::settle(std::size_t texts) {
  std::sort(seen_.begin(), seen_.end());
  seen_.erase(std::unique(seen_.begin(), seen_.end()), seen_.end());
  const std::size_t fewest = kFewestNeighbours + texts / kTextsPerNeighbour;
  for (std::size_t begin = 0; begin < seen_.size();) {
    std::size_t end = begin;
    std::size_t after = 0;
    for (; end < seen_.size() && seen_[end].first == seen_[begin].first; ++end)
      after += seen_[end].second >> 31;
    if (std::max(after, end - begin - after) >= fewest) known_.push_back(seen_[begin].first);
    begin = end;
  }
  seen_ = {};
}

bool Boilerplate::contains(std::uint64_t segment) const {
  return std::binary_search(known_.begin(), known_.end(), segment);
}

std::vector<TextFace> read_faces(std::span<const std::string_view> texts,
                                 const text::Simplifier* simplifier, unsigned workers,
                                 Boilerplate& boilerplate, base::Progress&) {
  std::vector<TextFace> faces(texts.size());
  for_blocks(texts.size(), kFaceBlock, workers, [&](std::size_t, std::size_t from, std::size_t to) {
    TextUnits text;
    std::vector<std::pair<std::uint64_t, std::uint32_t>> segments;
    for (auto row = from; row < to; ++row) {
      text.read(texts[row], simplifier);
      faces[row] = {text.hash(), bag_of(text), text.weight()};
      Boilerplate::note(text, segments);
    }
    boilerplate.add(segments);
  });
  return faces;
}

void append_own_units(const TextUnits& text, const Boilerplate& boilerplate,
                      std::vector<char32_t>& units) {
  const auto& all = text.units();
  std::uint32_t left = 0;
  for (const auto& segment : text.segments()) {
    if (boilerplate.contains(segment.hash)) continue;
    left += segment.weight;
    units.insert(units.end(), all.begin() + segment.begin, all.begin() + segment.end);
  }
  if (left < kShortWeight) units.assign(all.begin(), all.end());
}

}  // namespace aftercare::quality
