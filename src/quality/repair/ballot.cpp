#include "quality/repair/ballot.hpp"

#include <algorithm>

namespace aftercare::quality {
namespace {

constexpr double kRepeats = 0.025;      // Share of all votes that one weak key does not reach.
constexpr double kDoubt = 0.5;          // Votes that nobody cast: a lone voter is not sure.
constexpr double kEmptyIsValue = 0.05;  // Share of empty cells from which empty is a value.
// Of a group with more values than this only the most frequent are heard: the others have too few
// of its votes, and a table of n rows would cost n times the values of its largest group.
constexpr std::size_t kMostHeard = 64;

}  // namespace

BallotBox::BallotBox(const CodedTable& table, const Determinants& determinants, std::size_t target)
    : table_(table), target_(target) {
  const auto& column = table.column(target);
  empty_counts_ = column.counts[kEmpty] > kEmptyIsValue * static_cast<double>(table.rows());
  std::vector<std::uint64_t> pairs;
  for (const auto& dependency : determinants.of[target]) {
    const auto& key = determinants.keys[dependency.key];
    Tally tally{&key, dependency.score, vote_weight(dependency.score), {}, {}, {}, {}, {}};
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
    hear(tally);
    tallies_.push_back(std::move(tally));
  }
  for (const auto& voice : determinants.voices[target]) voices_.push_back(&voice);
}

void BallotBox::hear(Tally& tally) const {
  tally.heard_begin.push_back(0);
  for (std::size_t group = 0; group + 1 < tally.begin.size(); ++group) {
    const auto first = tally.counts.begin() + tally.begin[group];
    const auto last = tally.counts.begin() + tally.begin[group + 1];
    std::uint32_t votes = 0;
    for (auto at = first; at != last; ++at) votes += at->times;
    tally.votes.push_back(votes);
    const auto heard = static_cast<std::ptrdiff_t>(tally.heard.size());
    tally.heard.insert(tally.heard.end(), first, last);
    if (static_cast<std::size_t>(last - first) > kMostHeard) {
      const auto begin = tally.heard.begin() + heard;
      std::partial_sort(begin, begin + kMostHeard, tally.heard.end(),
                        [](const Count& a, const Count& b) {
                          return a.times != b.times ? a.times > b.times : a.code < b.code;
                        });
      tally.heard.resize(static_cast<std::size_t>(heard) + kMostHeard);
      std::sort(tally.heard.begin() + heard, tally.heard.end(),
                [](const Count& a, const Count& b) { return a.code < b.code; });
    }
    tally.heard_begin.push_back(static_cast<std::uint32_t>(tally.heard.size()));
  }
}

double BallotBox::Tally::times_of(Code group, Code code) const {
  const auto first = counts.begin() + begin[group], last = counts.begin() + begin[group + 1];
  const auto at = std::lower_bound(first, last, code,
                                   [](const Count& one, Code wanted) { return one.code < wanted; });
  return at == last || at->code != code ? 0 : at->times;
}

Ballot BallotBox::ballot(std::size_t row) const {
  struct Candidate {
    Code code;
    double share;
    double strongest;  // Weight of its strongest supporter, whose reason is told.
    RepairReason reason;
  };
  std::vector<Candidate> candidates;
  thread_local std::vector<std::uint32_t> place_of;  // By code: its candidate, from 1; 0: none.
  place_of.resize(std::max(place_of.size(), table_.column(target_).values.size()), 0);
  const auto now = table_.code(row, target_);
  const auto add = [&](Code code, double share, RepairReason reason) {
    if (place_of[code] == 0) {
      candidates.push_back({code, share, share, reason});
      place_of[code] = static_cast<std::uint32_t>(candidates.size());
      return;
    }
    auto& one = candidates[place_of[code] - 1];
    one.share += share;
    if (share > one.strongest) one.strongest = share, one.reason = reason;
  };
  double weights = 0;
  Ballot result;
  double ruling = 0;
  for (const auto& tally : tallies_)
    if (tally.key->group[row] != kNoCode) ruling = std::max(ruling, tally.score);
  for (const auto& tally : tallies_) {
    const auto group = tally.key->group[row];
    if (group == kNoCode) continue;
    // Empty cells count where empty is a value, and speak for an empty cell. The row has a vote in
    // its own group, which does not count.
    const bool with_empty = empty_counts_ || now == kEmpty;
    const double votes =
        tally.votes[group] - 1.0 - (with_empty ? 0 : tally.times_of(group, kEmpty));
    if (votes < 1) continue;
    weights += tally.weight;
    const auto hear_one = [&](Code code, double times) {
      if (times <= 0 || (code == kEmpty && !with_empty)) return;
      add(code, tally.weight * times / (votes + kDoubt), RepairReason::dependency);
    };
    bool heard_now = false;
    for (auto i = tally.heard_begin[group]; i < tally.heard_begin[group + 1]; ++i) {
      const auto& count = tally.heard[i];
      heard_now = heard_now || count.code == now;
      hear_one(count.code, count.times - (count.code == now ? 1.0 : 0.0));
    }
    if (!heard_now) hear_one(now, tally.times_of(group, now) - 1);
  }
  for (const auto* voice : voices_) {
    if (voice->says[row] == kNoCode) continue;
    weights += voice->weight;
    add(voice->says[row], voice->weight * voice->score, voice->reason);
  }
  if (candidates.empty()) return result;
  for (const auto& one : candidates) {
    place_of[one.code] = 0;
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
    const double votes = tally.votes[group] - 1.0;
    if (votes < 1) continue;
    const double winner = tally.times_of(group, result.winner);
    const double current = tally.times_of(group, now) - 1;
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
