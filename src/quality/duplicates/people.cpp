#include "quality/duplicates/people.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "quality/duplicates/keyed_rows.hpp"
#include "quality/duplicates/workers.hpp"

namespace aftercare::quality {
namespace {

constexpr std::size_t kPairBlock = 2048;   // Rows.
constexpr std::size_t kScoreBlock = 8192;  // Pairs.
constexpr float kWorthKeeping = -7;        // Log odds.
constexpr float kMostSaid = 15;            // Bits that one pair may say when groups join.
constexpr std::size_t kMostAsked = 8;      // Members of a group that are asked.

}  // namespace

float to_probability(float log_odds) {
  return 1 / (1 + std::exp2(-log_odds));
}

std::vector<CandidatePair> People::compare_candidates(const LinkageWeights& weights,
                                                      unsigned workers, base::Progress& progress) {
  auto blocks = PersonBlocks::make(persons_, workers);
  const float least = weights.least_weight();
  std::vector<CandidatePair> kept;
  std::vector<Keyed> sorted;
  std::vector<Keyed> spare;
  progress.begin("passes compared", blocks.passes(), "passes");
  for (std::size_t pass = 0; pass < blocks.passes(); ++pass) {
    passes_.push_back(blocks.name(pass));
    sorted.clear();
    for (std::uint32_t row = 0; row < persons_.rows(); ++row)
      if (const auto key = blocks.key(pass, row)) sorted.push_back({key, row});
    sort_by_key(sorted, spare);
    const auto count = (sorted.size() + kPairBlock - 1) / kPairBlock;
    std::vector<std::vector<CandidatePair>> found(count);
    std::vector<std::size_t> compared(count);
    std::vector<std::vector<std::uint32_t>> crowded(count);
    for_blocks(sorted.size(), kPairBlock, workers,
               [&](std::size_t block, std::size_t from, std::size_t to) {
                 // A group belongs to the block it begins in.
                 while (from > 0 && from < to && sorted[from].key == sorted[from - 1].key) ++from;
                 for (auto begin = from; begin < to;) {
                   auto end = begin + 1;
                   while (end < sorted.size() && sorted[end].key == sorted[begin].key) ++end;
                   if (end - begin > kLargestBlock) {
                     for (auto i = begin; i < end; ++i) crowded[block].push_back(sorted[i].row);
                     begin = end;
                     continue;
                   }
                   for (auto i = begin; i < end; ++i)
                     for (auto j = i + 1; j < end; ++j) {
                       const auto one = sorted[i].row;
                       const auto other = sorted[j].row;
                       if (blocks.met_before(pass, one, other)) continue;
                       ++compared[block];
                       const auto pattern = comparison_.compare(one, other);
                       if (weights.plain_weight(pattern) >= least)
                         found[block].push_back({one, other, pattern});
                     }
                   begin = end;
                 }
               });
    for (std::size_t block = 0; block < count; ++block) {
      kept.insert(kept.end(), found[block].begin(), found[block].end());
      compared_ += compared[block];
      for (const auto row : crowded[block]) blocks.forget(pass, row);
    }
    progress.update(pass + 1);
    if (!progress.wanted()) break;
  }
  progress.end();
  return kept;
}

std::unique_ptr<People> People::link(PersonTable persons, const LinkOptions& options,
                                     base::Progress& progress) {
  const auto workers = options.workers;
  std::unique_ptr<People> people(new People(std::move(persons)));
  auto weights = LinkageWeights::start(people->persons_, people->comparison_);
  const auto candidates = people->compare_candidates(weights, workers, progress);
  weights.learn(candidates);
  std::vector<std::vector<PersonPair>> scored((candidates.size() + kScoreBlock - 1) / kScoreBlock);
  for_blocks(candidates.size(), kScoreBlock, workers,
             [&](std::size_t block, std::size_t from, std::size_t to) {
               for (auto i = from; i < to; ++i) {
                 const auto& [one, other, pattern] = candidates[i];
                 const float odds = weights.log_odds(one, pattern);
                 if (odds >= kWorthKeeping) scored[block].push_back({one, other, odds});
               }
             });
  for (const auto& block : scored)
    people->pairs_.insert(people->pairs_.end(), block.begin(), block.end());
  std::sort(people->pairs_.begin(), people->pairs_.end(),
            [](const PersonPair& one, const PersonPair& other) {
              return std::tuple(-one.log_odds, one.one, one.other) <
                     std::tuple(-other.log_odds, other.one, other.other);
            });
  people->weights_.emplace(std::move(weights));
  people->join(options);
  return people;
}

void People::join(const LinkOptions& options) {
  Groups groups(persons_.rows(), options.known);
  // As compared only: what people or sources put together need not be alike.
  Groups alike(persons_.rows(), {});
  for (const auto& pair : pairs_) {
    if (pair.log_odds < options.accept) break;
    if (!groups.may_join(pair.one, pair.other)) continue;
    const auto ones = alike.members(alike.first_of(pair.one));
    const auto others = alike.members(alike.first_of(pair.other));
    float said = 0;
    std::size_t asked = 0;
    for (std::size_t i = 0; i < ones.size() && i < kMostAsked; ++i)
      for (std::size_t j = 0; j < others.size() && j < kMostAsked; ++j) {
        const auto pattern = comparison_.compare(ones[i], others[j]);
        said += std::clamp(weights_->log_odds(ones[i], pattern), -kMostSaid, kMostSaid);
        ++asked;
      }
    if (said / static_cast<float>(asked) < options.accept) continue;
    groups.join(pair.one, pair.other);
    alike.join(pair.one, pair.other);
  }
  clusters_ = groups.firsts();
}

LinkageWeights::Waterfall People::explain(std::uint32_t one, std::uint32_t other) const {
  return weights_->explain(one, other, comparison_.compare(one, other));
}

}  // namespace aftercare::quality
