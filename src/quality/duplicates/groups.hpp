// Rows in groups that only grow, and what must stay apart.
//
// People's verdicts come first, the newest before all: what they call two is never joined later,
// neither by a pair nor by way of a third row.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace aftercare::quality {

using RowPair = std::pair<std::uint32_t, std::uint32_t>;

struct RowVerdict {
  RowPair rows;
  bool same = false;
};

/// Per row a number, 0: nothing is known.
using RowNumbers = std::vector<std::uint32_t>;

/// What is known of rows before they are compared.
struct KnownSame {
  std::vector<RowVerdict> verdicts;  // The newest first.
  RowNumbers given;                  // Rows of one number are the same, as their source says.
  /// Rows with two numbers of a kind (given ones too) are joined by a verdict only.
  std::vector<RowNumbers> differing;
};

class Groups {
 public:
  /// Takes the verdicts and what is given.
  Groups(std::size_t rows, const KnownSame& known);

  std::uint32_t first_of(std::uint32_t row) const { return first_[row]; }
  /// Rows of the group whose first is `first`.
  std::span<const std::uint32_t> members(std::uint32_t first) const {
    const auto at = members_.find(first);
    return at == members_.end() ? std::span(&first_[first], 1) : std::span(at->second);
  }
  /// False if they are in one group already, or something keeps their groups apart.
  bool may_join(std::uint32_t one, std::uint32_t other) const;
  /// REQUIRES: two groups.
  void join(std::uint32_t one, std::uint32_t other);

  const std::vector<std::uint32_t>& firsts() const { return first_; }

 private:
  bool are_apart(std::uint32_t one, std::uint32_t other) const;

  std::vector<std::uint32_t> first_;  // Per row the first row of its group.
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> members_;  // Of more than one.
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> apart_;    // By row.
  std::vector<RowNumbers> differing_;                                      // Per first row.
};

/// Groups by what is known and pairs of rows in their order.
Groups settle_groups(std::size_t rows, const KnownSame& known, std::span<const RowPair> pairs);

}  // namespace aftercare::quality
