// Rows counted in every segment of up to three conditions at once.
//
// Values that are no segment for themselves (too few rows) become one number behind the others, so
// a value fits a byte. A pair that is too small has no triple that is large enough (Apriori:
// Agrawal and Srikant 1994), and the pairs of two dimensions that are large enough are few, since
// they share no row: a triple's counts therefore lie in a small table that stays in the cache, and
// the rows are read in order, once for every pair of dimensions.

#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "insight/drivers/labelled_rows.hpp"

namespace aftercare::insight {

/// Dimension and its value, as LabelledRows has them.
using Conditions = std::vector<std::pair<std::size_t, std::uint32_t>>;

/// Rows in the form in which they are counted. Numbers that are all 0 or 1 need one whole number a
/// row: {group, 0 or 1}, and how often. Others need three sums.
struct CodedRows {
  std::vector<std::vector<std::uint8_t>> codes;  // Of each dimension; kinds[d] where it is rare.
  std::vector<std::size_t> kinds;
  bool whole = true;
  std::vector<std::uint8_t> slots;     // 2 * group + (0 or 1); of others 2 * group.
  std::vector<std::int32_t> weights;   // Of `whole`; empty: 1 each.
  std::vector<double> n, sum, square;  // Of others.

  std::size_t size() const { return slots.size(); }
  void add_to(GroupSums& to, std::size_t row) const;
  /// These rows only, in this order.
  CodedRows part(const std::vector<std::uint32_t>& rows) const;
};

class Segments {
 public:
  /// Finds those with at least `least` rows. One that has the same rows as another with fewer
  /// conditions is not told.
  Segments(const LabelledRows& rows, std::size_t depth, double least);

  std::size_t size() const { return segments_.size(); }
  /// Fewest conditions first.
  const Conditions& conditions(std::size_t segment) const { return segments_[segment]; }
  const CodedRows& rows() const { return rows_; }
  /// Of all rows.
  const std::vector<GroupSums>& sums() const { return sums_; }
  /// Of these rows, coded as rows() are.
  std::vector<GroupSums> count(const CodedRows& rows) const;
  /// Places in rows(), ascending.
  std::vector<std::uint32_t> rows_of(std::size_t segment) const;

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  /// Two dimensions and their values together that are large enough and no echo.
  struct Pair {
    std::size_t a, b;
    std::vector<std::uint16_t> place;     // By code of a, then of b; kNowhere: none.
    std::vector<std::uint32_t> segments;  // Of each place.
    // Of each dimension behind b, by place and code: the triple's segment.
    std::vector<std::vector<std::uint32_t>> triples;
  };
  static constexpr std::uint16_t kNowhere = 0xFFFF;

  void code_rows(const LabelledRows& rows);
  void find_singles();
  void find_pairs();
  void find_triples();
  std::uint32_t add(Conditions conditions, const GroupSums& sums);
  std::size_t width(std::size_t dimension) const { return rows_.kinds[dimension] + 1; }
  const Pair& pair(std::size_t a, std::size_t b) const;
  double count_of(std::uint32_t segment) const { return sums_[segment].n[0] + sums_[segment].n[1]; }

  std::size_t depth_;
  double least_, all_ = 0;
  CodedRows rows_;
  std::vector<std::vector<std::uint32_t>> value_of_;  // Of a dimension's code.
  std::vector<std::vector<std::uint32_t>> singles_;   // Segment of a dimension's code, or kNone.
  std::vector<Pair> pairs_;                           // Ascending by a, then b.
  std::vector<Conditions> segments_;
  std::vector<GroupSums> sums_;
};

}  // namespace aftercare::insight
