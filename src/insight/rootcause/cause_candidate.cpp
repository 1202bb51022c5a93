#include "insight/rootcause/cause_candidate.hpp"

#include <algorithm>
#include <cmath>

#include "insight/statistics/binomial.hpp"
#include "insight/statistics/normal.hpp"

namespace aftercare::insight {
namespace {

constexpr std::size_t kFewestSiblings = 6;  // That can tell how much they differ anyway.

double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// What siblings differ by anyway, the one that stands out most left aside: beside it all others
// look low.
double spread_of(const std::vector<CauseCandidate>& all, std::size_t begin, double clustering) {
  const auto top =
      std::max_element(all.begin() + static_cast<std::ptrdiff_t>(begin), all.end(),
                       [](const CauseCandidate& a, const CauseCandidate& b) { return a.z < b.z; });
  std::vector<double> spread;
  for (auto at = all.begin() + static_cast<std::ptrdiff_t>(begin); at != all.end(); ++at) {
    if (at == top) continue;
    auto one = *at;
    one.of -= top->count;
    one.base_of -= top->base;
    one.measure(clustering);
    if (one.expected >= 1) spread.push_back(std::abs(one.z));
  }
  if (spread.size() < kFewestSiblings) return 1;
  return std::max(1.0, median_of(std::move(spread)) / 0.6745);
}

}  // namespace

bool fits(const CauseRows::Cell& cell, const std::vector<CauseCondition>& conditions) {
  return std::ranges::all_of(
      conditions, [&](const CauseCondition& one) { return cell.values[one.first] == one.second; });
}

void CauseCandidate::measure(double clustering) {
  // A share is beside another sample, which is uncertain too.
  const double share = base / base_of;
  if (!(share > 0) && !by_share) return;
  const double rest = of - count, base_rest = base_of - base;
  const double smooth = 0.5;
  const double rate = (count + smooth) / (base + smooth);
  const double others = (rest + smooth) / (base_rest + smooth);
  ratio = rate / others;
  double variance = 1 / (count + smooth) + 1 / (rest + smooth);
  if (by_share) variance += 1 / (base + smooth) + 1 / (base_rest + smooth);
  variance *= clustering;
  const double half = kNormal95 * std::sqrt(variance);
  low = ratio * std::exp(-half);
  high = ratio * std::exp(half);
  expected = base_rest > 0 ? base * rest / base_rest : 0;
  if (by_share) {
    z = std::log(ratio) / std::sqrt(variance);
  } else {
    const double tail = binomial_tail(count, of, share);
    z = tail <= 0 ? 38 : tail >= 1 ? -38 : normal_quantile_above(tail);
    z /= std::sqrt(clustering);
  }
}

void settle(std::vector<CauseCandidate>& all, std::size_t begin, double clustering) {
  if (begin == all.size()) return;
  const double width = spread_of(all, begin, clustering);
  for (auto i = begin; i < all.size(); ++i) {
    auto& one = all[i];
    if (one.ratio > 0) {
      const double half = std::log(one.high / one.ratio) * width;
      one.low = one.ratio * std::exp(-half);
      one.high = one.ratio * std::exp(half);
    }
    one.p = normal_share(-one.z / width);
  }
}

}  // namespace aftercare::insight
