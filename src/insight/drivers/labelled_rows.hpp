// Rows of two groups, described by dimensions: what a gap is explained from.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace aftercare::insight {

/// Count, sum and sum of squares of some rows' numbers, in each of the two groups.
struct GroupSums {
  double n[2] = {0, 0};
  double sum[2] = {0, 0};
  double square[2] = {0, 0};

  void add(const GroupSums& other) {
    for (int g = 0; g < 2; ++g) {
      n[g] += other.n[g];
      sum[g] += other.sum[g];
      square[g] += other.square[g];
    }
  }
  double mean(int group) const { return sum[group] / n[group]; }
};

/// Rows that agree in every dimension are one cell.
struct LabelledRows {
  struct Dimension {
    std::string name;
    std::vector<std::string> values;
  };
  std::vector<Dimension> dimensions;
  std::vector<std::vector<std::uint32_t>> cells;  // A value of each dimension.
  std::vector<GroupSums> sums;                    // Of each cell.

  GroupSums whole() const;
};

class LabelledRowsBuilder {
 public:
  explicit LabelledRowsBuilder(const std::vector<std::string>& dimensions);
  /// `group` is 0 (before, from) or 1 (after, to). A value "" is a value too.
  void add(const std::vector<std::string_view>& values, int group, double number);
  /// Several rows that agree in every dimension, already summed.
  void add(const std::vector<std::string_view>& values, const GroupSums& sums);
  LabelledRows build() && { return std::move(rows_); }

 private:
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const {
      return std::hash<std::string_view>{}(name);
    }
  };
  struct CellHash {
    std::size_t operator()(const std::vector<std::uint32_t>& cell) const {
      std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a over the values.
      for (const auto value : cell) hash = (hash ^ value) * 1099511628211ULL;
      return hash ^ hash >> 29;
    }
  };
  using Numbers = std::unordered_map<std::string, std::uint32_t, NameHash, std::equal_to<>>;

  std::size_t cell_at(const std::vector<std::string_view>& values);

  LabelledRows rows_;
  std::vector<Numbers> numbers_;
  std::unordered_map<std::vector<std::uint32_t>, std::size_t, CellHash> cell_of_;
  std::vector<std::uint32_t> cell_;  // Of the row being added.
};

}  // namespace aftercare::insight
