#include "quality/duplicates/near_texts.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <tuple>
#include <utility>

#include "quality/duplicates/boilerplate.hpp"
#include "quality/duplicates/clusters.hpp"
#include "quality/duplicates/keyed_rows.hpp"
#include "quality/duplicates/shingle_sets.hpp"
#include "quality/duplicates/text_units.hpp"
#include "quality/duplicates/workers.hpp"

namespace aftercare::quality {
namespace {

constexpr std::size_t kTextBlock = 4096;
// 32 bands of 2: a pair of Jaccard similarity .5 meets with probability .9999, one of .3 with .95,
// one of .1 with .27.
constexpr std::size_t kTextBands = 32;
constexpr std::size_t kTextBandRows = 2;
constexpr std::size_t kTextHashes = kTextBands * kTextBandRows;
constexpr std::size_t kMeets = 4;  // Texts before it in a bucket that a text is compared with.

// Odd multipliers of the hash functions h(x) = (x ^ x >> 15) * m; fixed, so that results are.
constexpr std::array<std::uint32_t, kTextHashes> make_multipliers() {
  std::array<std::uint32_t, kTextHashes> all{};
  std::uint64_t state = 0x853C49E6748FEA9BULL;
  for (auto& one : all) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    one = static_cast<std::uint32_t>(state >> 32) | 1;
  }
  return all;
}
constexpr auto kTextMultipliers = make_multipliers();

// The key of each band of a text's shingles.
void write_bands(std::span<const std::uint32_t> shingles, std::uint32_t* bands) {
  std::array<std::uint32_t, kTextHashes> least;
  least.fill(std::numeric_limits<std::uint32_t>::max());
  for (std::uint32_t shingle : shingles) {
    shingle ^= shingle >> 15;
    for (std::size_t i = 0; i < kTextHashes; ++i) {
      std::uint32_t hash = shingle * kTextMultipliers[i];
      hash ^= hash >> 16;
      least[i] = std::min(least[i], hash);
    }
  }
  for (std::size_t band = 0; band < kTextBands; ++band) {
    std::uint64_t key = band;
    for (std::size_t row = 0; row < kTextBandRows; ++row) key = mixed(key, least[band * 2 + row]);
    bands[band] = static_cast<std::uint32_t>(key);
  }
}

// Pairs of rows of one bucket, each with the bucket's first and with some before it.
void collect_candidates(const std::vector<Keyed>& sorted, std::vector<std::uint64_t>& pairs) {
  for (std::size_t begin = 0; begin < sorted.size();) {
    std::size_t end = begin + 1;
    while (end < sorted.size() && sorted[end].key == sorted[begin].key) ++end;
    for (std::size_t at = begin + 1; at < end; ++at) {
      const std::size_t from = at - begin > kMeets ? at - kMeets : begin;
      for (std::size_t other = from; other < at; ++other)
        pairs.push_back(std::uint64_t{sorted[other].row} << 32 | sorted[at].row);
      if (from > begin) pairs.push_back(std::uint64_t{sorted[begin].row} << 32 | sorted[at].row);
    }
    begin = end;
  }
}

constexpr float kOtherOrder = 0.98F;  // Similarity of texts with the same sentences.

using RowsByNumber = std::vector<std::pair<std::uint64_t, std::uint32_t>>;

// Joins rows of one number to the first of them, and returns the firsts in their order.
std::vector<std::uint32_t> join_runs(RowsByNumber& rows, float similarity, Clusters& clusters,
                                     std::vector<TextPair>& pairs) {
  std::vector<std::uint32_t> firsts;
  std::sort(rows.begin(), rows.end());
  for (std::size_t i = 0, first = 0; i < rows.size(); ++i) {
    if (i > 0 && rows[i].first == rows[first].first) {
      if (clusters.join(rows[first].second, rows[i].second))
        pairs.push_back({rows[first].second, rows[i].second, similarity});
    } else {
      first = i;
      firsts.push_back(rows[i].second);
    }
  }
  std::sort(firsts.begin(), firsts.end());
  return firsts;
}

// Joins rows whose texts are equal as they are. Returns the first row of each long text.
std::vector<std::uint32_t> join_equal(const std::vector<TextFace>& faces,
                                      const SameTextsOptions& options, Clusters& clusters,
                                      SameTexts& same) {
  RowsByNumber rows;
  RowsByNumber shorts;
  rows.reserve(faces.size());
  for (std::uint32_t row = 0; row < faces.size(); ++row)
    if (faces[row].hash != 0)
      (faces[row].weight >= kShortWeight ? rows : shorts).emplace_back(faces[row].hash, row);
  auto firsts = join_runs(rows, 1, clusters, same.pairs);
  same.exact = same.pairs.size();

  rows.clear();
  for (const auto row : firsts)
    rows.emplace_back(faces[row].bag != 0 ? faces[row].bag : faces[row].hash, row);
  firsts = join_runs(rows, kOtherOrder, clusters, same.pairs);
  same.near = same.pairs.size() - same.exact;

  std::sort(shorts.begin(), shorts.end());
  for (std::size_t i = 1; i < shorts.size(); ++i)
    if (shorts[i].first == shorts[i - 1].first) ++same.short_repeats;
  if (options.context.empty()) return firsts;
  std::erase_if(shorts, [&](const auto& one) { return options.context[one.second] == 0; });
  for (auto& [hash, row] : shorts) hash = mixed(hash, options.context[row]);
  const auto before = same.pairs.size();
  join_runs(shorts, 1, clusters, same.pairs);
  same.exact += same.pairs.size() - before;
  same.short_repeats -= same.pairs.size() - before;
  return firsts;
}

}  // namespace

SameTexts find_same_texts(std::span<const std::string_view> texts,
                          const text::Simplifier* simplifier, const SameTextsOptions& options,
                          base::Progress& progress) {
  SameTexts same;
  Clusters clusters(texts.size());
  progress.begin("texts read", texts.size(), "texts");
  Boilerplate boilerplate;
  const auto faces = read_faces(texts, simplifier, options.workers, boilerplate, progress);
  const auto rows = join_equal(faces, options, clusters, same);
  boilerplate.settle(rows.size());
  same.boilerplate = boilerplate.size();
  progress.end();

  progress.begin("texts cut into shingles", rows.size(), "texts");
  const auto sets = ShingleSets::make(texts, rows, boilerplate, simplifier, options.workers);
  progress.end();

  progress.begin("bands compared", kTextBands, "bands");
  std::vector<std::uint32_t> bands(kTextBands * rows.size());
  std::vector<char> sketched(rows.size());
  for_blocks(rows.size(), kTextBlock, options.workers,
             [&](std::size_t, std::size_t from, std::size_t to) {
               std::vector<std::uint32_t> chosen;
               for (auto i = from; i < to; ++i) {
                 sets.choose_sketched(i, chosen);
                 sketched[i] = !chosen.empty();
                 write_bands(chosen, bands.data() + i * kTextBands);
               }
             });
  std::vector<TextPair> found;
  std::vector<std::uint64_t> candidates;
  std::vector<Keyed> keyed;
  std::vector<Keyed> spare;
  std::vector<std::vector<TextPair>> verified;
  for (std::size_t band = 0; band < kTextBands; ++band) {
    keyed.clear();
    for (std::uint32_t i = 0; i < rows.size(); ++i)
      if (sketched[i]) keyed.push_back({bands[i * kTextBands + band], i});
    sort_by_key(keyed, spare);
    candidates.clear();
    collect_candidates(keyed, candidates);
    // A pair that met in an earlier band was judged there.
    std::erase_if(candidates, [&](std::uint64_t pair) {
      const auto* one = bands.data() + (pair >> 32) * kTextBands;
      const auto* other = bands.data() + (pair & 0xFFFFFFFF) * kTextBands;
      for (std::size_t earlier = 0; earlier < band; ++earlier)
        if (one[earlier] == other[earlier]) return true;
      return false;
    });
    same.compared += candidates.size();
    verified.assign((candidates.size() + kTextBlock - 1) / kTextBlock, {});
    for_blocks(candidates.size(), kTextBlock, options.workers,
               [&](std::size_t block, std::size_t from, std::size_t to) {
                 for (auto i = from; i < to; ++i) {
                   const auto one = static_cast<std::uint32_t>(candidates[i] >> 32);
                   const auto other = static_cast<std::uint32_t>(candidates[i]);
                   const float similarity = sets.similarity(one, other);
                   if (similarity >= kSameText) verified[block].push_back({one, other, similarity});
                 }
               });
    for (const auto& block : verified) found.insert(found.end(), block.begin(), block.end());
    progress.update(band + 1);
  }
  progress.end();

  std::sort(found.begin(), found.end(), [](const TextPair& one, const TextPair& other) {
    return std::tuple(-one.similarity, one.first, one.second) <
           std::tuple(-other.similarity, other.first, other.second);
  });
  Clusters joined(rows.size());
  for (const auto& pair : found) {
    const auto one = joined.first_of(pair.first);
    const auto other = joined.first_of(pair.second);
    if (one == other || sets.similarity(one, other) < kSameText) continue;
    joined.join(one, other);
    clusters.join(rows[pair.first], rows[pair.second]);
    same.pairs.push_back({rows[pair.first], rows[pair.second], pair.similarity});
    ++same.near;
  }
  std::sort(same.pairs.begin(), same.pairs.end(), [](const TextPair& one, const TextPair& other) {
    return std::tuple(one.first, one.second) < std::tuple(other.first, other.second);
  });
  same.cluster = clusters.firsts();
  return same;
}

}  // namespace aftercare::quality
