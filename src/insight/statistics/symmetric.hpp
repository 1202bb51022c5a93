// Small symmetric positive systems.

#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

namespace aftercare::insight {

/// A symmetric matrix of which the lower triangle counts: REQUIRES row >= column.
class Symmetric {
 public:
  /// Of Cholesky, L with L L' the matrix.
  class Factor {
   public:
    std::vector<double> solve(std::vector<double> right) const {
      for (std::size_t i = 0; i < n_; ++i) {
        for (std::size_t j = 0; j < i; ++j) right[i] -= l_[i * n_ + j] * right[j];
        right[i] /= l_[i * n_ + i];
      }
      for (auto i = n_; i-- > 0;) {
        for (auto j = i + 1; j < n_; ++j) right[i] -= l_[j * n_ + i] * right[j];
        right[i] /= l_[i * n_ + i];
      }
      return right;
    }

   private:
    friend class Symmetric;
    std::size_t n_ = 0;
    std::vector<double> l_;
  };

  explicit Symmetric(std::size_t n) : n_(n), cells_(n * n) {}
  double& operator()(std::size_t row, std::size_t column) { return cells_[row * n_ + column]; }
  double operator()(std::size_t row, std::size_t column) const { return cells_[row * n_ + column]; }
  std::size_t size() const { return n_; }

  /// Nothing if the matrix is not positive.
  std::optional<Factor> factor() const {
    Factor factor;
    factor.n_ = n_;
    factor.l_ = cells_;
    auto& l = factor.l_;
    for (std::size_t j = 0; j < n_; ++j) {
      double d = l[j * n_ + j];
      for (std::size_t k = 0; k < j; ++k) d -= l[j * n_ + k] * l[j * n_ + k];
      if (!(d > 1e-300)) return std::nullopt;
      d = std::sqrt(d);
      l[j * n_ + j] = d;
      for (auto i = j + 1; i < n_; ++i) {
        double s = l[i * n_ + j];
        for (std::size_t k = 0; k < j; ++k) s -= l[i * n_ + k] * l[j * n_ + k];
        l[i * n_ + j] = s / d;
      }
    }
    return factor;
  }

 private:
  std::size_t n_;
  std::vector<double> cells_;
};

}  // namespace aftercare::insight
