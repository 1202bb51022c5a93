// The votes on one column: what all that determines it says about each row, itself left out.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "quality/repair/coded_table.hpp"
#include "quality/repair/determinant.hpp"

namespace aftercare::quality {

struct Ballot {
  Code winner = kNoCode;  // kNoCode: nobody voted.
  double share = 0;       // Of the winner, of all votes and of the doubt that few votes leave.
  double runner_up = 0;
  double current = 0;            // Share of the value that stands there.
  unsigned supporters = 0;       // Determinants that say the winner and share no column.
  unsigned defenders = 0;        // The same for the value that stands there.
  bool current_repeats = false;  // The value has votes worth speaking of.
  RepairReason reason = RepairReason::dependency;
  std::vector<std::size_t> because;
};

class BallotBox {
 public:
  BallotBox(const CodedTable& table, const Determinants& determinants, std::size_t target);
  bool empty() const { return tallies_.empty() && voices_.empty(); }
  Ballot ballot(std::size_t row) const;

 private:
  struct Count {
    Code code;
    std::uint32_t times;
  };
  struct Tally {
    const Key* key;
    double score;
    double weight;
    std::vector<std::uint32_t> begin;  // Per group into counts.
    std::vector<Count> counts;         // By code within a group.
    std::vector<std::uint32_t> votes;  // Per group: all times.
    std::vector<std::uint32_t> heard_begin;
    std::vector<Count> heard;  // Per group: those that can win it, by code.

    double times_of(Code group, Code code) const;
  };
  void hear(Tally& tally) const;

  const CodedTable& table_;
  std::size_t target_;
  bool empty_counts_;  // Empty is a value of this column like any other.
  std::vector<Tally> tallies_;
  std::vector<const Voice*> voices_;
};

}  // namespace aftercare::quality
