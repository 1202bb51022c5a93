#include "insight/association/frequent_sets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <numeric>

#include "base/workers.hpp"

namespace aftercare::insight {
namespace {

using Words = std::vector<std::uint64_t>;

/// Baskets of frequent items only, renamed by rank (the rarest first), and who holds each item.
struct RankedBaskets {
  std::vector<std::uint32_t> item_of;  // Rank to item.
  std::vector<std::uint32_t> count_of;
  std::vector<std::uint64_t> start{0};
  std::vector<std::uint32_t> content;  // Ascending ranks.
  std::vector<std::uint64_t> holder_start{0};
  std::vector<std::uint32_t> holders;  // Baskets of each rank.

  RankedBaskets(const Baskets& baskets, std::uint32_t least_count);
};

RankedBaskets::RankedBaskets(const Baskets& baskets, std::uint32_t least_count) {
  std::vector<std::uint32_t> counts(baskets.items.size());
  for (const auto item : baskets.content) ++counts[item];
  for (std::uint32_t item = 0; item < counts.size(); ++item)
    if (counts[item] >= least_count) item_of.push_back(item);
  std::stable_sort(item_of.begin(), item_of.end(),
                   [&](auto a, auto b) { return counts[a] < counts[b]; });
  constexpr auto kNone = UINT32_MAX;
  std::vector<std::uint32_t> rank_of(counts.size(), kNone);
  for (std::uint32_t rank = 0; rank < item_of.size(); ++rank) {
    rank_of[item_of[rank]] = rank;
    count_of.push_back(counts[item_of[rank]]);
    holder_start.push_back(holder_start.back() + count_of.back());
  }
  holders.resize(holder_start.back());
  auto next = holder_start;
  std::uint32_t kept = 0;
  for (std::size_t basket = 0; basket < baskets.size(); ++basket) {
    const auto begin = content.size();
    for (auto at = baskets.start[basket]; at < baskets.start[basket + 1]; ++at)
      if (const auto rank = rank_of[baskets.content[at]]; rank != kNone) content.push_back(rank);
    if (content.size() == begin) continue;
    std::sort(content.begin() + static_cast<std::ptrdiff_t>(begin), content.end());
    for (auto at = begin; at < content.size(); ++at) holders[next[content[at]]++] = kept;
    start.push_back(content.size());
    ++kept;
  }
}

/// Mines the sets whose rarest item is given. Its baskets are counted through once (occurrence
/// deliver of LCM; Uno et al. 2004), the items that stay frequent become bit rows over those
/// baskets, and the sets are found by intersecting rows in depth (Eclat; Zaki 2000).
class ItemMiner {
 public:
  ItemMiner(const RankedBaskets& ranked, const MiningSettings& settings,
            std::atomic<std::size_t>& found)
      : ranked_(ranked), settings_(settings), found_(found), counts_(ranked.item_of.size()) {}

  void mine(std::uint32_t rank, FrequentSets& sets) {
    sets_ = &sets;
    prefix_.assign(1, ranked_.item_of[rank]);
    emit(ranked_.count_of[rank]);
    if (settings_.longest < 2 || too_many()) return;
    const auto rows = rows_beside(rank);
    extend(rows);
  }

 private:
  struct Row {
    std::uint32_t rank = 0;
    std::uint32_t count = 0;
    Words bits;
  };

  bool too_many() const { return found_.load(std::memory_order_relaxed) > settings_.most_sets; }

  void emit(std::uint32_t count) {
    found_.fetch_add(1, std::memory_order_relaxed);
    sorted_ = prefix_;
    std::sort(sorted_.begin(), sorted_.end());
    sets_->add(sorted_, count);
  }

  std::vector<Row> rows_beside(std::uint32_t rank) {
    const auto from = ranked_.holder_start[rank], to = ranked_.holder_start[rank + 1];
    seen_.clear();
    const auto each = [&](std::uint64_t holder, const auto& visit) {
      const auto basket = ranked_.holders[holder];
      for (auto at = ranked_.start[basket + 1]; at-- > ranked_.start[basket];) {
        if (ranked_.content[at] <= rank) break;
        visit(ranked_.content[at]);
      }
    };
    for (auto holder = from; holder < to; ++holder)
      each(holder, [&](std::uint32_t other) {
        if (counts_[other]++ == 0) seen_.push_back(other);
      });
    std::vector<Row> rows;
    std::erase_if(seen_, [&](std::uint32_t other) {
      const bool rare = counts_[other] < settings_.least_count;
      if (rare) counts_[other] = 0;
      return rare;
    });
    // The rarest first keeps the branches of the search thin.
    std::sort(seen_.begin(), seen_.end(), [&](auto a, auto b) {
      return counts_[a] != counts_[b] ? counts_[a] < counts_[b] : a < b;
    });
    const bool deeper = seen_.size() > 1 && settings_.longest > 2;
    const std::size_t words = deeper ? (to - from + 63) / 64 : 0;
    if (words * sizeof(std::uint64_t) * seen_.size() > settings_.most_bytes) {
      found_ = settings_.most_sets + 1;
      for (const auto other : seen_) counts_[other] = 0;
      return rows;
    }
    for (const auto other : seen_) rows.push_back({other, counts_[other], Words(words)});
    // From here counts_ holds 1 + the place of a row.
    for (std::uint32_t i = 0; i < rows.size(); ++i) counts_[rows[i].rank] = i + 1;
    if (deeper)
      for (auto holder = from; holder < to; ++holder) {
        const auto bit = holder - from;
        each(holder, [&](std::uint32_t other) {
          if (const auto place = counts_[other]; place > 0)
            rows[place - 1].bits[bit / 64] |= std::uint64_t{1} << (bit % 64);
        });
      }
    for (const auto& row : rows) counts_[row.rank] = 0;
    return rows;
  }

  void extend(const std::vector<Row>& rows) {
    for (std::size_t i = 0; i < rows.size() && !too_many(); ++i) {
      prefix_.push_back(ranked_.item_of[rows[i].rank]);
      emit(rows[i].count);
      if (prefix_.size() < settings_.longest && i + 1 < rows.size()) extend(rows_with(rows, i));
      prefix_.pop_back();
    }
  }

  std::vector<Row> rows_with(const std::vector<Row>& rows, std::size_t with) const {
    std::vector<Row> next;
    const auto& one = rows[with].bits;
    for (std::size_t j = with + 1; j < rows.size(); ++j) {
      std::uint32_t count = 0;
      for (std::size_t w = 0; w < one.size(); ++w)
        count += static_cast<std::uint32_t>(std::popcount(one[w] & rows[j].bits[w]));
      if (count < settings_.least_count) continue;
      next.push_back({rows[j].rank, count, Words(one.size())});
      for (std::size_t w = 0; w < one.size(); ++w) next.back().bits[w] = one[w] & rows[j].bits[w];
    }
    return next;
  }

  const RankedBaskets& ranked_;
  const MiningSettings& settings_;
  std::atomic<std::size_t>& found_;
  std::vector<std::uint32_t> counts_;  // Of each rank; all 0 between calls.
  std::vector<std::uint32_t> seen_, prefix_, sorted_;
  FrequentSets* sets_ = nullptr;
};

FrequentSets in_order(const FrequentSets& sets) {
  std::vector<std::size_t> order(sets.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto one = sets.items(a), other = sets.items(b);
    if (one.size() != other.size()) return one.size() < other.size();
    if (sets.count(a) != sets.count(b)) return sets.count(a) > sets.count(b);
    return std::lexicographical_compare(one.begin(), one.end(), other.begin(), other.end());
  });
  FrequentSets sorted;
  for (const auto set : order) sorted.add(sets.items(set), sets.count(set));
  return sorted;
}

}  // namespace

void FrequentSets::add(std::span<const std::uint32_t> items, std::uint32_t count) {
  counts_.push_back(count);
  items_.insert(items_.end(), items.begin(), items.end());
  start_.push_back(items_.size());
}

void FrequentSets::append(const FrequentSets& others) {
  for (std::size_t set = 0; set < others.size(); ++set) add(others.items(set), others.count(set));
}

base::Result<FrequentSets> frequent_sets(const Baskets& baskets, const MiningSettings& settings) {
  const RankedBaskets ranked(baskets, std::max(1U, settings.least_count));
  const auto items = ranked.item_of.size();
  std::vector<FrequentSets> of_item(items);
  std::atomic<std::size_t> found{0};
  // A block is a few items: common ones last, and they cost most.
  const std::size_t block = std::clamp<std::size_t>(items / 64, 1, 64);
  base::for_blocks(items, block, settings.workers,
                   [&](std::size_t, std::size_t from, std::size_t to) {
                     ItemMiner miner(ranked, settings, found);
                     for (auto rank = from; rank < to; ++rank)
                       miner.mine(static_cast<std::uint32_t>(rank), of_item[rank]);
                   });
  if (found > settings.most_sets)
    return base::failure(
        fmt::format("the support asked is too low: the sets of items that stand in {1} baskets or "
                    "more (of {2}) are more than {0}, or need more memory than is allowed. Ask for "
                    "a higher --min-support",
                    settings.most_sets, settings.least_count, baskets.size()),
        fmt::format("最小支持度过低：出现在至少 {1} 个购物篮（共 {2} 个）中的项集超过 {0} 个，"
                    "或所需内存超限。请提高 --min-support",
                    settings.most_sets, settings.least_count, baskets.size()));
  FrequentSets all;
  for (const auto& sets : of_item) all.append(sets);
  return in_order(all);
}

}  // namespace aftercare::insight
