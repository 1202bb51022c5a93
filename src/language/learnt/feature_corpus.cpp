#include "language/learnt/feature_corpus.hpp"

#include <algorithm>
#include <bit>
#include <unordered_set>

#include "base/workers.hpp"

namespace aftercare::language {
namespace {

constexpr std::size_t kTextsABlock = 512;
constexpr std::size_t kShards = 16;

struct FeatureBlock {
  std::vector<std::uint64_t> keys;
  std::vector<std::uint8_t> counts;
  std::vector<std::size_t> ends;       // One per text.
  std::vector<std::uint64_t> digests;  // Of the text's features.
  std::vector<bool> repeated;          // An earlier text is the same.
};

std::size_t shard_of(std::uint64_t key) {
  return key >> 60;
}

// Counts of the keys of one shard.
class KeyCounts {
 public:
  KeyCounts() : slots_(1 << 12) {}
  void add(std::uint64_t key) {
    Slot& slot = slots_[place_of(key)];
    ++slot.count;
    if (slot.count > 1) return;
    slot.key = key;
    if (++used_ * 2 <= slots_.size()) return;
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const auto& kept : old)
      if (kept.count > 0) slots_[place_of(kept.key)] = kept;
  }
  template <typename Visit>
  void each(const Visit& visit) const {
    for (const auto& slot : slots_)
      if (slot.count > 0) visit(slot.key, slot.count);
  }

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t count = 0;
  };
  std::size_t place_of(std::uint64_t key) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = static_cast<std::size_t>((key * 0x9E3779B97F4A7C15ULL) >> 24) & mask;
    while (slots_[at].count > 0 && slots_[at].key != key) at = (at + 1) & mask;
    return at;
  }
  std::vector<Slot> slots_;
  std::size_t used_ = 0;
};

std::vector<FeatureBlock> read_blocks(std::span<const std::string_view> texts,
                                      const FeatureReader& reader, Views views, unsigned workers) {
  std::vector<FeatureBlock> blocks((texts.size() + kTextsABlock - 1) / kTextsABlock);
  base::for_blocks(
      texts.size(), kTextsABlock, workers,
      [&](std::size_t number, std::size_t from, std::size_t to) {
        auto& block = blocks[number];
        FeatureScratch scratch;
        TextFeatures features;
        for (std::size_t i = from; i < to; ++i) {
          reader.read(texts[i], views, scratch, features);
          std::uint64_t digest = features.keys.size();
          for (std::size_t k = 0; k < features.keys.size(); ++k)
            digest = (std::rotl(digest, 5) ^ (features.keys[k] + features.counts[k])) *
                     0x9E3779B97F4A7C15ULL;
          block.keys.insert(block.keys.end(), features.keys.begin(), features.keys.end());
          block.counts.insert(block.counts.end(), features.counts.begin(), features.counts.end());
          block.ends.push_back(block.keys.size());
          block.digests.push_back(digest);
        }
      });
  return blocks;
}

}  // namespace

FeatureNumbers::FeatureNumbers(std::span<const std::uint64_t> keys)
    : slots_(std::bit_ceil(std::max<std::size_t>(16, keys.size() * 2))), mask_(slots_.size() - 1) {
  for (std::size_t number = 0; number < keys.size(); ++number) {
    std::size_t at = slot_of(keys[number]);
    while (slots_[at].number != kUnknown) at = (at + 1) & mask_;
    slots_[at] = {keys[number], static_cast<std::uint32_t>(number)};
  }
}

FeatureCorpus FeatureCorpus::make(std::span<const std::string_view> texts,
                                  const FeatureReader& reader, Views views,
                                  std::uint32_t least_texts, unsigned workers) {
  auto blocks = read_blocks(texts, reader, views, workers);
  FeatureCorpus corpus;
  std::unordered_set<std::uint64_t> seen;
  for (auto& block : blocks)
    for (const auto digest : block.digests) block.repeated.push_back(!seen.insert(digest).second);
  corpus.distinct = seen.size();

  struct Used {
    std::uint64_t key;
    std::uint32_t users;
  };
  std::vector<std::vector<Used>> kept(kShards);
  base::for_blocks(kShards, 1, workers, [&](std::size_t shard, std::size_t, std::size_t) {
    KeyCounts counted;
    for (const auto& block : blocks) {
      std::size_t at = 0;
      for (std::size_t text = 0; text < block.ends.size(); ++text) {
        // Keys are in order, so a shard's stand together.
        const auto first = block.keys.begin() + static_cast<std::ptrdiff_t>(at);
        const auto last = block.keys.begin() + static_cast<std::ptrdiff_t>(block.ends[text]);
        at = block.ends[text];
        if (block.repeated[text]) continue;
        for (auto key = std::partition_point(
                 first, last, [&](std::uint64_t one) { return shard_of(one) < shard; });
             key != last && shard_of(*key) == shard; ++key)
          counted.add(*key);
      }
    }
    counted.each([&](std::uint64_t key, std::uint32_t texts_with) {
      if (texts_with >= least_texts) kept[shard].push_back({key, texts_with});
    });
  });
  std::vector<Used> all;
  for (auto& shard : kept) {
    all.insert(all.end(), shard.begin(), shard.end());
    std::vector<Used>().swap(shard);
  }
  std::sort(all.begin(), all.end(), [](const Used& one, const Used& other) {
    return one.users != other.users ? one.users > other.users : one.key < other.key;
  });
  for (const auto& used : all) {
    corpus.keys.push_back(used.key);
    corpus.users.push_back(used.users);
  }

  const FeatureNumbers numbers(corpus.keys);
  base::for_blocks(blocks.size(), 1, workers, [&](std::size_t number, std::size_t, std::size_t) {
    auto& block = blocks[number];
    std::size_t to = 0, at = 0;
    std::vector<std::uint64_t> row;  // Number and count in one, to be put in order.
    for (auto& end : block.ends) {
      row.clear();
      for (; at < end; ++at)
        if (const auto found = numbers.find(block.keys[at]); found != FeatureNumbers::kUnknown)
          row.push_back(std::uint64_t{found} << 8 | block.counts[at]);
      std::sort(row.begin(), row.end());
      for (const auto cell : row) {
        block.keys[to] = cell >> 8;
        block.counts[to++] = static_cast<std::uint8_t>(cell & 0xFF);
      }
      end = to;
    }
    block.keys.resize(to);
  });
  corpus.begin.push_back(0);
  for (auto& block : blocks) {
    const std::size_t first = corpus.numbers.size();
    for (const auto end : block.ends) corpus.begin.push_back(first + end);
    for (std::size_t i = 0; i < block.keys.size(); ++i) {
      corpus.numbers.push_back(static_cast<std::uint32_t>(block.keys[i]));
      corpus.counts.push_back(block.counts[i]);
    }
    block = FeatureBlock();
  }
  return corpus;
}

}  // namespace aftercare::language
