#include "insight/story/week_moves.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "insight/statistics/normal.hpp"

namespace aftercare::insight {
namespace {

using Segment = std::vector<std::pair<std::size_t, std::uint32_t>>;

struct SegmentWeeks {
  std::vector<double> counts;
  double money = 0;
};

constexpr double kWeeksLeant = 8;  // Weeks that the variation of all stands for.

// How much counts vary beyond chance: variance over mean of the weeks before.
double dispersion_of(const std::vector<double>& counts) {
  const auto weeks = static_cast<double>(counts.size() - 1);
  double sum = 0;
  for (std::size_t i = 0; i + 1 < counts.size(); ++i) sum += counts[i];
  const double mean = sum / weeks;
  double squares = 0;
  for (std::size_t i = 0; i + 1 < counts.size(); ++i)
    squares += (counts[i] - mean) * (counts[i] - mean);
  return mean > 0 ? squares / (weeks - 1) / mean : 1;
}

bool holds(const WeekCell& cell, const Segment& segment) {
  return std::ranges::all_of(segment,
                             [&](const auto& one) { return cell.values[one.first] == one.second; });
}

class MoveSearch {
 public:
  MoveSearch(const std::vector<WeekCell>& cells, std::size_t dimensions,
             const WeekMoveSettings& settings)
      : cells_(cells), dimensions_(dimensions), settings_(settings), told_(cells.size(), false) {}

  WeekMoves run() {
    WeekMoves found;
    while (found.moves.size() < settings_.most) {
      const auto segments = gather();
      if (found.looked_at == 0) found.looked_at = segments.size();
      all_dispersion_ = typical_dispersion(segments);
      WeekMove best;
      double surest = 0;
      for (const auto& [segment, weeks] : segments) {
        const auto move = judged(segment, weeks, static_cast<double>(found.looked_at));
        if (move.q > settings_.most_q) continue;
        // The part of the excess that is sure: a narrower segment that holds it all wins.
        const double sure =
            move.excess > 0 ? std::max(0.0, move.excess_low) : std::max(0.0, -move.excess_high);
        if (sure > surest) surest = sure, best = move;
      }
      if (surest <= 0) break;
      for (std::size_t i = 0; i < cells_.size(); ++i)
        if (holds(cells_[i], best.conditions)) told_[i] = true;
      found.moves.push_back(std::move(best));
    }
    return found;
  }

 private:
  std::map<Segment, SegmentWeeks> gather() const {
    std::map<Segment, SegmentWeeks> segments;
    const auto add = [&](Segment segment, const WeekCell& cell) {
      auto& weeks = segments[std::move(segment)];
      weeks.counts.resize(cell.counts.size());
      for (std::size_t w = 0; w < cell.counts.size(); ++w) weeks.counts[w] += cell.counts[w];
      weeks.money += cell.money;
    };
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      if (told_[i]) continue;
      const auto& cell = cells_[i];
      for (std::size_t a = 0; a < dimensions_; ++a) {
        if (cell.values[a] == kNotTold) continue;
        add({{a, cell.values[a]}}, cell);
        for (std::size_t b = a + 1; b < dimensions_; ++b)
          if (cell.values[b] != kNotTold) add({{a, cell.values[a]}, {b, cell.values[b]}}, cell);
      }
    }
    std::erase_if(segments, [&](const auto& one) {
      double before = 0;
      const auto& counts = one.second.counts;
      for (std::size_t w = 0; w + 1 < counts.size(); ++w) before += counts[w];
      return std::max(counts.back(), before / static_cast<double>(counts.size() - 1)) <
             settings_.least_count;
    });
    return segments;
  }

  static double typical_dispersion(const std::map<Segment, SegmentWeeks>& segments) {
    std::vector<double> all;
    for (const auto& [segment, weeks] : segments)
      if (segment.size() == 1) all.push_back(dispersion_of(weeks.counts));
    if (all.empty()) return 1;
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
    std::nth_element(all.begin(), middle, all.end());
    return std::max(1.0, *middle);
  }

  WeekMove judged(const Segment& segment, const SegmentWeeks& weeks, double looked_at) const {
    const auto past = static_cast<double>(weeks.counts.size() - 1);
    double sum = 0;
    for (std::size_t w = 0; w + 1 < weeks.counts.size(); ++w) sum += weeks.counts[w];
    WeekMove move;
    move.conditions = segment;
    move.count = weeks.counts.back();
    move.expected = sum / past;
    const double spread =
        std::max(1.0, (dispersion_of(weeks.counts) * (past - 1) + all_dispersion_ * kWeeksLeant) /
                          (past - 1 + kWeeksLeant));
    // Roots of counts vary by 1/2 whatever their mean (Anscombe), widened by the spread; the mean
    // itself is known from the weeks before only.
    const double root = std::sqrt(move.expected + 0.375);
    const double error = 0.5 * std::sqrt(spread * (1 + 1 / past));
    const double z = (std::sqrt(move.count + 0.375) - root) / error;
    move.p = two_sided(z);
    move.q = std::min(1.0, move.p * looked_at);
    const auto squared = [](double value) { return value > 0 ? value * value - 0.375 : -0.375; };
    move.low = std::max(0.0, squared(root - kNormal95 * error));
    move.high = std::max(0.0, squared(root + kNormal95 * error));
    move.excess = move.count - move.expected;
    move.excess_low = move.count - move.high;
    move.excess_high = move.count - move.low;
    if (move.count > 0) move.money = weeks.money / move.count * move.excess;
    return move;
  }

  const std::vector<WeekCell>& cells_;
  std::size_t dimensions_;
  const WeekMoveSettings& settings_;
  std::vector<bool> told_;
  double all_dispersion_ = 1;
};

}  // namespace

WeekMoves week_moves(const std::vector<WeekCell>& cells, std::size_t dimensions,
                     const WeekMoveSettings& settings) {
  return MoveSearch(cells, dimensions, settings).run();
}

WeekChange week_change(const std::vector<double>& weeks) {
  WeekChange change;
  double n = 0, sum = 0;
  for (std::size_t w = 0; w + 1 < weeks.size(); ++w)
    if (std::isfinite(weeks[w])) n += 1, sum += weeks[w];
  if (n < 4 || !std::isfinite(weeks.back())) return change;
  change.before = sum / n;
  double squares = 0;
  for (std::size_t w = 0; w + 1 < weeks.size(); ++w)
    if (std::isfinite(weeks[w])) squares += (weeks[w] - change.before) * (weeks[w] - change.before);
  const double error = std::sqrt(squares / (n - 1) * (1 + 1 / n));
  // Student's t of few weeks, by its normal equivalent (Wallace 1959).
  const double degrees = n - 1;
  const auto normal = [&](double t) {
    return (8 * degrees + 1) / (8 * degrees + 3) * std::sqrt(degrees * std::log1p(t * t / degrees));
  };
  if (error > 0) change.p = two_sided(normal((weeks.back() - change.before) / error));
  double t = kNormal95;  // The t that is as far as 95 % of a normal number.
  for (int step = 0; step < 60; ++step) t += (kNormal95 - normal(t)) * 0.7;
  change.low = change.before - t * error;
  change.high = change.before + t * error;
  return change;
}

}  // namespace aftercare::insight
