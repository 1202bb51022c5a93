#include "insight/story/week_moves.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <unordered_map>

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

// Every segment of one or two values that some cell lies in, in order, and which each cell lies in.
class SegmentIndex {
 public:
  SegmentIndex(const std::vector<WeekCell>& cells, std::size_t dimensions) {
    std::unordered_map<std::uint64_t, std::uint32_t> numbers;
    for (const auto& cell : cells) {
      const auto add = [&](Segment segment) {
        const auto word = [](const auto& one) {
          return std::uint64_t{one.first} << kValueBits | one.second;
        };
        auto key = word(segment[0]);
        if (segment.size() > 1) key = (key << 32 | std::uint64_t{1} << 31) | word(segment[1]);
        const auto [found, is_new] =
            numbers.emplace(key, static_cast<std::uint32_t>(segments_.size()));
        if (is_new) segments_.push_back(std::move(segment));
        of_cells_.push_back(found->second);
      };
      for (std::size_t a = 0; a < dimensions; ++a) {
        if (cell.values[a] == kNotTold) continue;
        add({{a, cell.values[a]}});
        for (std::size_t b = a + 1; b < dimensions; ++b)
          if (cell.values[b] != kNotTold) add({{a, cell.values[a]}, {b, cell.values[b]}});
      }
      ends_.push_back(of_cells_.size());
    }
    put_in_order();
  }

  const std::vector<Segment>& segments() const { return segments_; }
  std::span<const std::uint32_t> of(std::size_t cell) const {
    const auto begin = cell == 0 ? 0 : ends_[cell - 1];
    return std::span(of_cells_).subspan(begin, ends_[cell] - begin);
  }

 private:
  static constexpr int kValueBits = 27;  // 16 dimensions of so many values: a word of 31 bits.

  void put_in_order() {
    std::vector<std::uint32_t> order(segments_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, [&](auto a, auto b) { return segments_[a] < segments_[b]; });
    std::vector<std::uint32_t> places(order.size());
    std::vector<Segment> sorted;
    for (std::uint32_t place = 0; place < order.size(); ++place) {
      places[order[place]] = place;
      sorted.push_back(std::move(segments_[order[place]]));
    }
    segments_ = std::move(sorted);
    for (auto& segment : of_cells_) segment = places[segment];
  }

  std::vector<Segment> segments_;
  std::vector<std::uint32_t> of_cells_;
  std::vector<std::size_t> ends_;
};

class MoveSearch {
 public:
  MoveSearch(const std::vector<WeekCell>& cells, std::size_t dimensions,
             const WeekMoveSettings& settings)
      : cells_(cells), index_(cells, dimensions), settings_(settings), told_(cells.size(), false) {}

  WeekMoves run() {
    WeekMoves found;
    while (found.moves.size() < settings_.most) {
      const auto segments = gather();
      if (found.looked_at == 0) found.looked_at = segments.size();
      all_dispersion_ = typical_dispersion(segments);
      WeekMove best;
      double surest = 0;
      for (const auto& [segment, weeks] : segments) {
        const auto move = judged(*segment, weeks, static_cast<double>(found.looked_at));
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
  // Of the segments that are large enough, what is not told yet.
  std::vector<std::pair<const Segment*, SegmentWeeks>> gather() const {
    const auto weeks = cells_.empty() ? 0 : cells_.front().counts.size();
    const auto& all = index_.segments();
    std::vector<double> counts(all.size() * weeks), money(all.size());
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      if (told_[i]) continue;
      const auto& cell = cells_[i];
      for (const auto segment : index_.of(i)) {
        auto* into = counts.data() + segment * weeks;
        for (std::size_t w = 0; w < weeks; ++w) into[w] += cell.counts[w];
        money[segment] += cell.money;
      }
    }
    std::vector<std::pair<const Segment*, SegmentWeeks>> large;
    for (std::size_t segment = 0; segment < all.size(); ++segment) {
      const auto* of = counts.data() + segment * weeks;
      double before = 0;
      for (std::size_t w = 0; w + 1 < weeks; ++w) before += of[w];
      if (std::max(of[weeks - 1], before / static_cast<double>(weeks - 1)) < settings_.least_count)
        continue;
      large.emplace_back(&all[segment], SegmentWeeks{{of, of + weeks}, money[segment]});
    }
    return large;
  }

  static double typical_dispersion(
      const std::vector<std::pair<const Segment*, SegmentWeeks>>& segments) {
    std::vector<double> all;
    for (const auto& [segment, weeks] : segments)
      if (segment->size() == 1) all.push_back(dispersion_of(weeks.counts));
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
  SegmentIndex index_;
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
