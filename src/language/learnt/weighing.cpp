#include "language/learnt/weighing.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/workers.hpp"

namespace aftercare::language {
namespace {

constexpr float kSaturation = 1.2F, kLengthShare = 0.5F;  // BM25's k1 and b.
constexpr float kTogetherWeight = 0.6F;
constexpr std::size_t kViewsInAll = 5;

}  // namespace

FeatureRarity FeatureRarity::of(const FeatureCorpus& corpus) {
  FeatureRarity made;
  made.rarity.reserve(corpus.keys.size());
  made.views.reserve(corpus.keys.size());
  const double texts = static_cast<double>(corpus.distinct);
  for (std::size_t i = 0; i < corpus.keys.size(); ++i) {
    made.rarity.push_back(static_cast<float>(std::log((1 + texts) / (1.0 + corpus.users[i])) + 1));
    made.views.push_back(static_cast<std::uint8_t>(view_of(corpus.keys[i])));
  }
  double length = 0;
  for (const auto count : corpus.counts) length += count;
  made.average_length =
      static_cast<float>(std::max(1.0, length / std::max<double>(1, corpus.rows())));
  return made;
}

void weigh(const Recipe& recipe, const FeatureRarity& rarity,
           std::span<const std::uint32_t> numbers, std::span<const std::uint8_t> counts,
           std::vector<std::uint32_t>& kept, std::vector<float>& values) {
  kept.clear();
  values.clear();
  float length = 0;
  for (const auto count : counts) length += count;
  const float damping =
      kSaturation * (1 - kLengthShare + kLengthShare * length / rarity.average_length);
  std::array<float, kViewsInAll> squares{};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto view = rarity.views[numbers[i]];
    if ((recipe.views >> view & 1U) == 0) continue;
    const float count = counts[i];
    const float local = recipe.local == LocalWeight::sublinear
                            ? (count > 1 ? 1 + std::log(count) : 1.F)
                            : count * (kSaturation + 1) / (count + damping);
    const float value = local * rarity.rarity[numbers[i]];
    kept.push_back(numbers[i]);
    values.push_back(value);
    squares[view] += value * value;
  }
  if (!recipe.per_view) return;
  std::array<float, kViewsInAll> by{};
  for (std::size_t view = 0; view < kViewsInAll; ++view)
    by[view] = squares[view] > 0 ? 1 / std::sqrt(squares[view]) : 0;
  by[static_cast<std::size_t>(View::together)] *= kTogetherWeight;
  for (std::size_t i = 0; i < kept.size(); ++i) values[i] *= by[rarity.views[kept[i]]];
}

WeighedCorpus::WeighedCorpus(const FeatureCorpus& corpus, const FeatureRarity& rarity,
                             const Recipe& recipe, unsigned workers)
    : begin_(corpus.rows() + 1, 0), features_(corpus.keys.size()) {
  for (std::size_t row = 0; row < corpus.rows(); ++row) {
    std::size_t kept = 0;
    for (auto i = corpus.begin[row]; i < corpus.begin[row + 1]; ++i)
      kept += recipe.views >> rarity.views[corpus.numbers[i]] & 1U;
    begin_[row + 1] = begin_[row] + kept;
  }
  numbers_.resize(begin_.back());
  values_.resize(begin_.back());
  base::for_blocks(corpus.rows(), 512, workers, [&](std::size_t, std::size_t from, std::size_t to) {
    std::vector<std::uint32_t> kept;
    std::vector<float> values;
    for (std::size_t row = from; row < to; ++row) {
      const auto at = corpus.begin[row], size = corpus.begin[row + 1] - at;
      weigh(recipe, rarity, std::span(corpus.numbers).subspan(at, size),
            std::span(corpus.counts).subspan(at, size), kept, values);
      std::copy(kept.begin(), kept.end(),
                numbers_.begin() + static_cast<std::ptrdiff_t>(begin_[row]));
      std::copy(values.begin(), values.end(),
                values_.begin() + static_cast<std::ptrdiff_t>(begin_[row]));
    }
  });
}

void scale_features(const Recipe& recipe, const FeatureCorpus& corpus,
                    std::span<const std::uint32_t> rows, const std::vector<bool>& is_of,
                    LinearClass& learnt) {
  learnt.features.assign(corpus.keys.size(), ScaledWeight{});
  if (!recipe.naive_bayes) return;
  std::vector<std::uint32_t> own(corpus.keys.size(), 0), others(corpus.keys.size(), 0);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto& side = is_of[i] ? own : others;
    for (auto at = corpus.begin[rows[i]]; at < corpus.begin[rows[i] + 1]; ++at)
      ++side[corpus.numbers[at]];
  }
  double own_sum = 0, others_sum = 0;
  for (std::size_t i = 0; i < own.size(); ++i) {
    own_sum += own[i] + 1.0;
    others_sum += others[i] + 1.0;
  }
  const double prior = std::log(others_sum / own_sum);
  for (std::size_t i = 0; i < own.size(); ++i)
    learnt.features[i].scale = static_cast<float>(
        std::abs(std::log((own[i] + 1.0) / (others[i] + 1.0)) + prior) + recipe.floor);
}

}  // namespace aftercare::language
