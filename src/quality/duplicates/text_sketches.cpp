#include "quality/duplicates/text_sketches.hpp"

#include <algorithm>
#include <limits>

#include "base/progress.hpp"
#include "quality/duplicates/boilerplate.hpp"
#include "quality/duplicates/near_texts.hpp"
#include "quality/duplicates/text_units.hpp"
#include "quality/duplicates/workers.hpp"

namespace aftercare::quality {
namespace {

constexpr std::size_t kSketchBlock = 4096;
constexpr std::uint8_t kMostMet = 8;  // Old texts that a number lets in, of each side.

// Kept in stores: never changed without a new migration that forgets the sketches.
TextSketch sketch_of(std::span<const std::uint32_t> shingles) {
  std::array<std::uint32_t, kSketchBands * 2> least;
  least.fill(std::numeric_limits<std::uint32_t>::max());
  for (auto shingle : shingles) {
    shingle ^= shingle >> 15;
    std::uint32_t multiplier = 0x9E3779B1U;
    for (auto& one : least) {
      multiplier = (multiplier * 0x915F77F5U + 0x5BD1E995U) | 1U;
      std::uint32_t hash = shingle * multiplier;
      hash ^= hash >> 16;
      one = std::min(one, hash);
    }
  }
  TextSketch sketch;
  for (std::size_t band = 0; band < kSketchBands; ++band) {
    const auto key = mixed(mixed(band, least[band * 2]), least[band * 2 + 1]);
    sketch[band] = std::max<std::uint32_t>(1, static_cast<std::uint32_t>(key));
  }
  return sketch;
}

}  // namespace

std::vector<TextSketch> sketch_texts(std::span<const std::string_view> texts,
                                     const text::Simplifier* simplifier, unsigned workers) {
  base::NoProgress progress;
  Boilerplate boilerplate;
  const auto faces = read_faces(texts, simplifier, workers, boilerplate, progress);
  boilerplate.settle(texts.size());
  std::vector<TextSketch> sketches(texts.size(), TextSketch{});
  for_blocks(texts.size(), kSketchBlock, workers,
             [&](std::size_t, std::size_t from, std::size_t to) {
               TextUnits text;
               std::vector<char32_t> units;
               std::vector<std::uint32_t> shingles;
               for (auto i = from; i < to; ++i) {
                 if (faces[i].weight < kShortWeight) continue;
                 text.read(texts[i], simplifier);
                 units.clear();
                 shingles.clear();
                 append_own_units(text, boilerplate, units);
                 append_shingles(units, shingles);
                 sketches[i] = sketch_of(shingles);
               }
             });
  return sketches;
}

SketchMeetings::SketchMeetings(std::span<const TextSketch> sketches, std::span<const char> sides) {
  for (std::size_t i = 0; i < sketches.size(); ++i)
    for (const auto number : sketches[i])
      if (number != 0) waiting_[number].of_side[sides[i] != 0] = 1;
}

bool SketchMeetings::meets(const TextSketch& old, bool side) {
  bool meets = false;
  for (const auto number : old) {
    const auto at = number == 0 ? waiting_.end() : waiting_.find(number);
    if (at == waiting_.end()) continue;
    auto& waiting = at->second;
    const bool fits = waiting.of_side[0] != 0 || (!side && waiting.of_side[1] != 0);
    if (!fits || waiting.met[side] >= kMostMet) continue;
    ++waiting.met[side];
    meets = true;
  }
  return meets;
}

}  // namespace aftercare::quality
