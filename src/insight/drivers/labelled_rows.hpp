// Rows of two groups, described by dimensions: what a gap is explained from.
//
// Columns of numbers, so that ten million rows fit and are read in order: a value of a dimension is
// told by its place among the dimension's values.

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

/// A row is one of the source, or several that agree in every dimension, summed.
struct LabelledRows {
  struct Dimension {
    std::string name;
    std::vector<std::string> values;
    std::vector<std::uint32_t> of;  // Of each row, a place in `values`.
  };
  std::vector<Dimension> dimensions;
  std::vector<std::uint8_t> groups;  // Of each row: 0 (before, from) or 1 (after, to).
  // Rows that it stands for, the sum of their numbers and of the squares. Empty: 1 each, as many as
  // rows, the sum times itself.
  std::vector<double> counts, sums, squares;

  std::size_t size() const { return groups.size(); }
  double count(std::size_t row) const { return counts.empty() ? 1 : counts[row]; }
  double sum(std::size_t row) const { return sums.empty() ? count(row) : sums[row]; }
  double square(std::size_t row) const {
    return !squares.empty() ? squares[row] : sums.empty() ? count(row) : sums[row] * sums[row];
  }
  void add_to(GroupSums& to, std::size_t row) const {
    const auto g = groups[row];
    to.n[g] += count(row);
    to.sum[g] += sum(row);
    to.square[g] += square(row);
  }
  GroupSums whole() const;
};

/// The places of texts among those seen before.
class ValuePlaces {
 public:
  /// The text's place in `values`; a new one is put at the end.
  std::uint32_t of(std::string_view text, std::vector<std::string>& values);

 private:
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const {
      return std::hash<std::string_view>{}(name);
    }
  };
  std::unordered_map<std::string, std::uint32_t, NameHash, std::equal_to<>> places_;
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
  void add_row(const std::vector<std::string_view>& values, int group, double count, double sum,
               double square);

  LabelledRows rows_;
  std::vector<ValuePlaces> places_;
};

}  // namespace aftercare::insight
