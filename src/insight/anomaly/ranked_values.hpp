// Numbers that arrive one by one and stay in order.

#pragma once

#include <cstddef>
#include <vector>

namespace aftercare::insight {

/// A sorted list in short chunks: each operation costs about the square root of the count.
class RankedValues {
 public:
  /// REQUIRES: ascending.
  static RankedValues of_sorted(const std::vector<double>& values);
  std::vector<double> sorted() const;

  void insert(double value);
  std::size_t size() const { return size_; }
  /// How many are not less than the value.
  std::size_t not_less(double value) const;
  /// Distance to the nearest of them. REQUIRES size() > 0.
  double nearest(double value) const;
  /// The value of which this share is not more. REQUIRES size() > 0, share in [0, 1].
  double quantile(double share) const;

 private:
  std::size_t chunk_of(double value) const;  // The last that does not begin above it, or 0.

  std::vector<std::vector<double>> chunks_;
  std::size_t size_ = 0;
};

}  // namespace aftercare::insight
