#include "quality/duplicates/shingle_sets.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <limits>

#include "quality/duplicates/near_texts.hpp"
#include "quality/duplicates/text_units.hpp"
#include "quality/duplicates/workers.hpp"

namespace aftercare::quality {
namespace {

// What is rare among few texts need not be rare: as if so many more had been seen.
constexpr double kUnseenTexts = 2000;
constexpr std::size_t kFewestSketched = 8;
// A part of a text counts as the text from so much weight and such a share of the whole on.
constexpr float kLeastPart = 8 * 255;
constexpr float kLeastPartShare = 0.3F;
constexpr float kPartDiscount = 0.25F;
constexpr float kLeastShared = 4 * 255;
// The same for a text of common phrases, in shingles.
constexpr float kLeastCommon = 10;
constexpr float kLeastCommonShare = 0.4F;
constexpr float kCommonPartDiscount = 0.42F;
constexpr float kCommonDiscount = 0.1F;

// What two sets have in common, whatever it is counted in.
struct Overlap {
  float both;
  float least;  // Of the smaller set.
  float most;

  static Overlap of(std::size_t both, std::size_t only_one, std::size_t only_other) {
    const auto [least, most] = std::minmax(only_one, only_other);
    return {static_cast<float>(both), static_cast<float>(both + least),
            static_cast<float>(both + most)};
  }
  float jaccard() const { return most > 0 ? both / (least + most - both) : 0; }
  float contained() const { return least > 0 ? both / least : 0; }
};

void sort_set(std::vector<std::uint32_t>& set, std::size_t from) {
  const auto begin = set.begin() + static_cast<std::ptrdiff_t>(from);
  std::sort(begin, set.end());
  set.erase(std::unique(begin, set.end()), set.end());
}

// In how many texts each shingle stands, by hash: shingles that share a slot count together.
class ShingleCounts {
 public:
  explicit ShingleCounts(std::size_t texts)
      : slots_(std::bit_ceil(std::clamp<std::size_t>(texts * 64, 1 << 16, 1 << 25))) {}
  void add(std::uint32_t shingle) {
    auto& slot = slots_[place(shingle)];
    if (slot.load(std::memory_order_relaxed) < std::numeric_limits<std::uint16_t>::max() - 64)
      slot.fetch_add(1, std::memory_order_relaxed);
  }
  std::uint16_t of(std::uint32_t shingle) const {
    return slots_[place(shingle)].load(std::memory_order_relaxed);
  }

 private:
  std::size_t place(std::uint32_t shingle) const {
    return (shingle * 0x9E3779B1U ^ shingle >> 7) & (slots_.size() - 1);
  }
  std::vector<std::atomic<std::uint16_t>> slots_;
};

// The weight of a shingle by the number of texts that have it.
std::vector<std::uint8_t> weights_by_count(std::size_t texts) {
  std::vector<std::uint8_t> weights(std::size_t{1} << 16);
  const double all = std::log(static_cast<double>(texts) + kUnseenTexts);
  for (std::size_t count = 0; count < weights.size(); ++count) {
    const double idf =
        std::max(0.0, 1 - std::log(static_cast<double>(std::max<std::size_t>(count, 1))) / all);
    weights[count] = static_cast<std::uint8_t>(std::lround(idf * idf * 255));
  }
  return weights;
}

}  // namespace

ShingleSets ShingleSets::make(std::span<const std::string_view> texts,
                              std::span<const std::uint32_t> rows, const Boilerplate& boilerplate,
                              const text::Simplifier* simplifier, unsigned workers) {
  ShingleSets sets;
  sets.blocks_.resize((rows.size() + kBlock - 1) / kBlock);
  ShingleCounts counts(rows.size());
  for_blocks(rows.size(), kBlock, workers,
             [&](std::size_t number, std::size_t from, std::size_t to) {
               auto& block = sets.blocks_[number];
               TextUnits text;
               std::vector<char32_t> units;
               block.ends.push_back(0);
               for (auto i = from; i < to; ++i) {
                 text.read(texts[rows[i]], simplifier);
                 units.clear();
                 append_own_units(text, boilerplate, units);
                 append_shingles(units, block.shingles);
                 sort_set(block.shingles, block.ends.back());
                 for (auto at = block.ends.back(); at < block.shingles.size(); ++at)
                   counts.add(block.shingles[at]);
                 block.ends.push_back(static_cast<std::uint32_t>(block.shingles.size()));
               }
               block.shingles.shrink_to_fit();
             });
  const auto weights = weights_by_count(rows.size());
  const std::size_t few = std::max<std::size_t>(64, rows.size() / 2000);
  sets.rare_ = weights[std::min<std::size_t>(few, weights.size() - 1)];
  for_blocks(rows.size(), kBlock, workers, [&](std::size_t number, std::size_t, std::size_t) {
    auto& block = sets.blocks_[number];
    block.weights.resize(block.shingles.size());
    for (std::size_t at = 0; at < block.shingles.size(); ++at)
      block.weights[at] = weights[counts.of(block.shingles[at])];
  });
  return sets;
}

void ShingleSets::choose_sketched(std::size_t place, std::vector<std::uint32_t>& chosen) const {
  const auto set = of(place);
  chosen.clear();
  for (std::size_t i = 0; i < set.shingles.size(); ++i)
    if (set.weights[i] >= rare_) chosen.push_back(set.shingles[i]);
  if (chosen.size() < kFewestSketched) chosen.assign(set.shingles.begin(), set.shingles.end());
}

float set_similarity(const ShingleView& one, const ShingleView& other) {
  std::uint32_t weight_both = 0;
  std::uint32_t weight_one = 0;
  std::uint32_t weight_other = 0;
  std::size_t both = 0;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < one.shingles.size() && j < other.shingles.size()) {
    const auto a = one.shingles[i];
    const auto b = other.shingles[j];
    if (a == b) {
      weight_both += one.weights[i++];
      ++j;
      ++both;
    } else if (a < b) {
      weight_one += one.weights[i++];
    } else {
      weight_other += other.weights[j++];
    }
  }
  for (; i < one.shingles.size(); ++i) weight_one += one.weights[i];
  for (; j < other.shingles.size(); ++j) weight_other += other.weights[j];
  const Overlap weighted = Overlap::of(weight_both, weight_one, weight_other);
  const Overlap plain = Overlap::of(both, one.shingles.size() - both, other.shingles.size() - both);
  float similarity = weighted.both >= kLeastShared ? weighted.jaccard() : 0;
  if (weighted.least >= kLeastPart && weighted.least >= kLeastPartShare * weighted.most)
    similarity = std::max(similarity, weighted.contained() - kPartDiscount);
  // A text of nothing but common phrases: nearly all of them must be the same.
  if (plain.both >= kLeastCommon && plain.least >= kLeastCommonShare * plain.most)
    similarity = std::max(
        {similarity, plain.contained() - kCommonPartDiscount,
         std::min(plain.jaccard(), weighted.jaccard() + kCommonDiscount) - kCommonDiscount});
  return similarity;
}

float text_similarity(std::string_view one, std::string_view other,
                      const text::Simplifier* simplifier) {
  TextUnits text;
  std::vector<std::uint32_t> sets[2];
  text.read(one, simplifier);
  append_shingles(text.units(), sets[0]);
  const auto hash = text.hash();
  text.read(other, simplifier);
  append_shingles(text.units(), sets[1]);
  if (hash == text.hash()) return 1;
  for (auto& set : sets) sort_set(set, 0);
  const std::vector<std::uint8_t> full(std::max(sets[0].size(), sets[1].size()), 255);
  return set_similarity({sets[0], {full.data(), sets[0].size()}},
                        {sets[1], {full.data(), sets[1].size()}});
}

}  // namespace aftercare::quality
