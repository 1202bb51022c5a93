#include "insight/anomaly/segment_scan.hpp"

#include <algorithm>
#include <cmath>

#include "insight/statistics/binomial.hpp"
#include "insight/statistics/false_discovery.hpp"
#include "insight/statistics/student.hpp"

namespace aftercare::insight {
namespace {

/// A segment before the step that is looked at.
struct SegmentPast {
  double level = 0;
  double scatter = 1;  // Variance of a count in parts of its mean.
  double days = 0;
  double exposure = 0;  // Of them together.
  double says = 0;      // Of rare events single days say nothing of the scatter.
};

// What each place of the season does to all segments together; their mean is 1.
Values places_of(const std::vector<Values>& segments, std::size_t from, std::size_t at,
                 std::size_t season) {
  if (season < 2 || at - from < 2 * season) return Values(1, 1.0);
  Values sums(season), steps(season);
  double all = 0;
  for (auto i = from; i < at; ++i) {
    for (const auto& segment : segments) sums[i % season] += segment[i], all += segment[i];
    steps[i % season] += 1;
  }
  const double mean = all / static_cast<double>(at - from);
  Values places(season, 1.0);
  if (!(mean > 0)) return places;
  for (std::size_t k = 0; k < season; ++k) places[k] = std::max(0.02, sums[k] / steps[k] / mean);
  return places;
}

// The least count of which so large a share is at most it.
double count_at(double share, double mean, double variance) {
  double low = -1, high = std::max(4.0, std::ceil(mean + 10 * std::sqrt(variance)));
  while (count_share(high, mean, variance) < share) high *= 2;
  while (high - low > 1) {
    const double middle = std::floor((low + high) / 2);
    (count_share(middle, mean, variance) < share ? low : high) = middle;
  }
  return high;
}

// How much of a segment's level a step has: the place of its season, or its base.
class Exposures {
 public:
  Exposures(const std::vector<Values>& segments, const std::vector<Values>* bases, std::size_t from,
            std::size_t at, std::size_t season)
      : bases_(bases),
        places_(bases == nullptr ? places_of(segments, from, at, season) : Values()) {}

  double of(std::size_t segment, std::size_t step) const {
    return bases_ != nullptr ? (*bases_)[segment][step] : places_[step % places_.size()];
  }

 private:
  const std::vector<Values>* bases_;
  Values places_;
};

std::vector<ScannedSegment> scan(const std::vector<Values>& segments,
                                 const std::vector<Values>* bases, std::size_t at,
                                 const ScanSettings& settings);

}  // namespace

double count_share(double count, double mean, double variance) {
  if (count < 0) return 0;
  if (!(mean > 0)) return 1;
  // By the recursion of its terms from 0 on, in logarithms so that none vanishes.
  const bool poisson = variance <= mean * (1 + 1e-9);
  const double size = poisson ? 0 : mean * mean / (variance - mean),
               share = poisson ? 0 : (variance - mean) / variance;
  double log_term = poisson ? -mean : size * std::log(mean / variance);
  double sum = std::exp(log_term);
  for (double k = 1; k <= count; ++k) {
    log_term += poisson ? std::log(mean / k) : std::log((size + k - 1) / k * share);
    const double term = std::exp(log_term);
    sum += term;
    if (k > mean && term < 1e-18) break;
  }
  return std::min(1.0, sum);
}

std::vector<ScannedSegment> scan_segments(const std::vector<Values>& segments, std::size_t at,
                                          const ScanSettings& settings) {
  return scan(segments, nullptr, at, settings);
}

std::vector<ScannedSegment> scan_shares(const std::vector<Values>& events,
                                        const std::vector<Values>& bases, std::size_t at,
                                        const ScanSettings& settings) {
  return scan(events, &bases, at, settings);
}

namespace {

std::vector<ScannedSegment> scan(const std::vector<Values>& segments,
                                 const std::vector<Values>* bases, std::size_t at,
                                 const ScanSettings& settings) {
  std::vector<ScannedSegment> scanned;
  if (at < settings.least) return scanned;
  const auto from = at - std::min(at, settings.recent);
  const Exposures exposures(segments, bases, from, at, settings.season);
  std::vector<SegmentPast> pasts(segments.size());
  double scatter = 0, weight = 0;
  for (std::size_t s = 0; s < segments.size(); ++s) {
    auto& past = pasts[s];
    double events = 0, exposure = 0;
    for (auto i = from; i < at; ++i) events += segments[s][i], exposure += exposures.of(s, i);
    past.days = static_cast<double>(at - from);
    past.exposure = exposure;
    // Half an event more: of few that were seen the next is likelier than their share (Jeffreys).
    // Without a base what never happened is no segment; on a base it is a share of none.
    past.level = exposure > 0 && (events > 0 || bases != nullptr) ? (events + 0.5) / exposure : 0;
    if (!(past.level > 0)) continue;
    double squares = 0;
    for (auto i = from; i < at; ++i) {
      const double mean = past.level * exposures.of(s, i);
      if (mean > 0) squares += (segments[s][i] - mean) * (segments[s][i] - mean) / mean;
    }
    past.scatter = squares / (past.days - 1);
    past.says = std::min(events, past.days);
    scatter += past.says * std::min(past.scatter, 20.0);
    weight += past.says;
  }
  const double usual = weight > 0 ? std::max(1.0, scatter / weight) : 1;
  constexpr double days_of_others = 20;
  std::vector<double> p;
  for (std::size_t s = 0; s < segments.size(); ++s) {
    const auto& past = pasts[s];
    if (!(past.level > 0)) continue;
    ScannedSegment one{s, segments[s][at], past.level * exposures.of(s, at), 0, 0, 1, 1};
    if (!(one.expected > 0)) continue;  // Nothing that it could be a share of.
    const double known = past.says + days_of_others;
    const double own = (past.says * past.scatter + days_of_others * usual) / known;
    const double noise = std::max(1.0, own);
    // The level is known from so many days only.
    const double variance =
        one.expected * noise * (1 + one.expected / (past.level * past.exposure));
    const double at_most = count_share(one.value, one.expected, variance),
                 below = count_share(one.value - 1, one.expected, variance);
    // Half of the chance of exactly this count on either side.
    const double middle = (at_most + below) / 2;
    const double plain = std::clamp(std::min(middle, 1 - middle), 1e-300, 0.5);
    // The scatter is an estimate itself: what is rare is less rare than if it were known.
    one.p = plain < 0.5 ? two_sided_student(normal_quantile_above(plain), known) : 1;
    one.low = count_at(0.025, one.expected, variance);
    one.high = count_at(0.975, one.expected, variance);
    p.push_back(one.p);
    scanned.push_back(one);
  }
  const auto q = benjamini_hochberg(p);
  for (std::size_t i = 0; i < scanned.size(); ++i) scanned[i].q = q[i];
  std::stable_sort(scanned.begin(), scanned.end(),
                   [](const auto& a, const auto& b) { return a.p < b.p; });
  return scanned;
}

}  // namespace

}  // namespace aftercare::insight
