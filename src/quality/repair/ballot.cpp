#include "quality/repair/ballot.hpp"

#include <algorithm>

namespace aftercare::quality {
namespace {

constexpr double kRepeats = 0.025;      // Share of all votes that one weak key does not reach.
constexpr double kDoubt = 0.5;          // Votes that nobody cast: a lone voter is not sure.
constexpr double kEmptyIsValue = 0.05;  // Share of empty cells from which empty is a value.

}  // namespace

BallotBox::BallotBox(const CodedTable& table, const Determinants& determinants, std::size_t target)
    : table_(table), target_(target) {
  const auto& column = table.column(target);
  empty_counts_ = column.counts[kEmpty] > kEmptyIsValue * static_cast<double>(table.rows());
  std::vector<std::uint64_t> pairs;
  for (const auto& dependency : determinants.of[target]) {
    const auto& key = determinants.keys[dependency.key];
    Tally tally{&key, dependency.score, vote_weight(dependency.score), {}, {}};
    pairs.clear();
    for (std::size_t row = 0; row < table.rows(); ++row) {
      if (key.group[row] == kNoCode) continue;
      const auto code = column.cells[row];
      pairs.push_back((std::uint64_t{key.group[row]} << 32) | code);
    }
    std::sort(pairs.begin(), pairs.end());
    tally.begin.assign(key.groups + 1, 0);
    for (std::size_t i = 0; i < pairs.size();) {
      std::size_t end = i;
      while (end < pairs.size() && pairs[end] == pairs[i]) ++end;
      const auto group = pairs[i] >> 32;
      tally.counts.push_back({static_cast<Code>(pairs[i]), static_cast<std::uint32_t>(end - i)});
      tally.begin[group + 1] = static_cast<std::uint32_t>(tally.counts.size());
      i = end;
    }
    for (std::size_t g = 1; g < tally.begin.size(); ++g)
      tally.begin[g] = std::max(tally.begin[g], tally.begin[g - 1]);
    tallies_.push_back(std::move(tally));
  }
  for (const auto& voice : determinants.voices[target]) voices_.push_back(&voice);
}

Ballot BallotBox::ballot(std::size_t row) const {
  struct Candidate {
    Code code;
    double share;
    double strongest;  // Weight of its strongest supporter, whose reason is told.
    RepairReason reason;
  };
  std::vector<Candidate> candidates;
  const auto now = table_.code(row, target_);
  const auto add = [&](Code code, double share, RepairReason reason) {
    for (auto& one : candidates)
      if (one.code == code) {
        one.share += share;
        if (share > one.strongest) one.strongest = share, one.reason = reason;
        return;
      }
    candidates.push_back({code, share, share, reason});
  };
  double weights = 0;
  Ballot result;
  double ruling = 0;
  for (const auto& tally : tallies_)
    if (tally.key->group[row] != kNoCode) ruling = std::max(ruling, tally.score);
  for (const auto& tally : tallies_) {
    const auto group = tally.key->group[row];
    if (group == kNoCode) continue;
    double votes = 0;
    // Empty cells count where empty is a value, and speak for an empty cell.
    const bool with_empty = empty_counts_ || now == kEmpty;
    for (auto i = tally.begin[group]; i < tally.begin[group + 1]; ++i)
      if (with_empty || tally.counts[i].code != kEmpty)
        votes += tally.counts[i].times - (tally.counts[i].code == now ? 1 : 0);
    if (votes < 1) continue;
    weights += tally.weight;
    for (auto i = tally.begin[group]; i < tally.begin[group + 1]; ++i) {
      const auto& count = tally.counts[i];
      const double times = count.times - (count.code == now ? 1.0 : 0.0);
      if (times <= 0 || (count.code == kEmpty && !with_empty)) continue;
      add(count.code, tally.weight * times / (votes + kDoubt), RepairReason::dependency);
    }
  }
  for (const auto* voice : voices_) {
    if (voice->says[row] == kNoCode) continue;
    weights += voice->weight;
    add(voice->says[row], voice->weight * voice->score, voice->reason);
  }
  if (candidates.empty()) return result;
  for (const auto& one : candidates) {
    const double share = one.share / weights;
    if (one.code == now) result.current = share;
    if (share > result.share) {
      result.runner_up = result.share;
      result.winner = one.code, result.share = share, result.reason = one.reason;
    } else {
      result.runner_up = std::max(result.runner_up, share);
    }
  }
  if (result.winner == now) return result;
  result.current_repeats = result.current >= kRepeats;

  // Who says it, counted once per column read.
  std::vector<std::size_t> read, defended;
  const auto note = [](std::vector<std::size_t>& list, const std::vector<std::size_t>& columns,
                       unsigned& count) {
    for (const auto c : columns)
      if (std::find(list.begin(), list.end(), c) != list.end()) return;
    list.insert(list.end(), columns.begin(), columns.end());
    ++count;
  };
  for (const auto& tally : tallies_) {
    const auto group = tally.key->group[row];
    if (group == kNoCode || tally.score < 0.6) continue;
    double votes = 0, winner = 0, current = 0;
    for (auto i = tally.begin[group]; i < tally.begin[group + 1]; ++i) {
      const auto& count = tally.counts[i];
      const double times = count.times - (count.code == now ? 1.0 : 0.0);
      votes += times;
      if (count.code == result.winner) winner = times;
      if (count.code == now) current = times;
    }
    if (votes < 1) continue;
    if (winner >= 0.6 * votes) note(read, tally.key->columns, result.supporters);
    if (current >= 0.6 * votes && tally.score >= 0.9 * ruling)
      note(defended, tally.key->columns, result.defenders);
  }
  for (const auto* voice : voices_) {
    if (voice->reason == RepairReason::usual) continue;
    if (voice->says[row] == result.winner) note(read, voice->columns, result.supporters);
    if (voice->says[row] == now && now != kEmpty) note(defended, voice->columns, result.defenders);
  }
  result.because = std::move(read);
  return result;
}

}  // namespace aftercare::quality
