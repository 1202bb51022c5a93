#include "insight/defects/sold_before.hpp"

#include <algorithm>
#include <iterator>

namespace aftercare::insight {
namespace {

double lasting(const std::vector<SurvivalPoint>& curve, double days) {
  const auto after = std::ranges::upper_bound(curve, days, {}, &SurvivalPoint::time);
  return after == curve.begin() ? 1 : std::prev(after)->survival;
}

}  // namespace

SoldBefore::SoldBefore(const std::vector<double>& begins, const std::vector<SurvivalPoint>& curve)
    : steps_(begins.size()), failing_(steps_ * steps_) {
  const auto end_of = [&](std::size_t step) {
    if (step + 1 < steps_) return begins[step + 1];
    return begins[step] + (step > 0 ? begins[step] - begins[step - 1] : 7);
  };
  for (std::size_t s = 0; s < steps_; ++s) {
    const double sold = 0.5 * (begins[s] + end_of(s));
    for (std::size_t w = s; w < steps_; ++w)
      failing_[s * steps_ + w] =
          (w == s ? 1 : lasting(curve, begins[w] - sold)) - lasting(curve, end_of(w) - sold);
  }
}

std::vector<double> SoldBefore::expected(const std::vector<double>& sold) const {
  std::vector<double> failures(steps_);
  for (std::size_t s = 0; s < steps_; ++s)
    if (sold[s] > 0)
      for (std::size_t w = s; w < steps_; ++w) failures[w] += sold[s] * failing_[s * steps_ + w];
  return failures;
}

}  // namespace aftercare::insight
