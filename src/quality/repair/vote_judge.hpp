// From votes to verdicts: is the cell wrong, or is the table only less regular than it seems?
//
// The table itself is the measure. Of the rows about which the votes are equally sure, how many
// cells disagree with a value that is known elsewhere and repeats (the column is not that regular),
// and how many with a value that looks like a slip (the table has errors)? Both rates weigh each
// single disagreement.

#pragma once

#include <cstddef>
#include <vector>

#include "quality/repair/ballot.hpp"
#include "quality/repair/coded_table.hpp"
#include "quality/repair/column_format.hpp"
#include "quality/repair/spelling.hpp"

namespace aftercare::quality {

struct Verdict {
  std::size_t row = 0;
  std::size_t column = 0;
  Code now = kNoCode;     // The value to put.
  double suspicion = 0;   // That the cell is wrong.
  double confidence = 0;  // That `now` is right.
  RepairReason reason = RepairReason::dependency;
  std::vector<std::size_t> because;
  bool near = false;  // The old value is `now` with slips, or was empty.
};

constexpr double kUnseen = 1.7;  // Errors for each that shows itself by its writing.

/// Votes that disagree with their cells, sorted by what kind of disagreement they are.
class VoteJudge {
 public:
  /// `gaps`: rows where the column is empty by nature. `pinyin`: null if nothing is heard.
  VoteJudge(const CodedTable& table, const ColumnFormat& format, const BallotBox& box,
            std::size_t target, const ErrorChannel& channel, const std::vector<bool>& gaps,
            const text::Pinyin* pinyin);

  double cells() const { return cells_; }
  /// Cells that look like slips: what the table's error rate is estimated from.
  double slips() const { return slips_; }

  /// `error_rate`: of the table's cells; what is `seen` to be wrong in the column is weighed in.
  std::vector<Verdict> judge(double error_rate, double seen) const;

 private:
  enum class Kind : std::uint8_t { near, near_measure, fresh, known, repeated, empty };
  struct Dissent {
    std::size_t row;
    Kind kind;
    Ballot ballot;
  };
  struct Bucket {
    double votes = 0, agreed = 0, repeated = 0, known = 0, fresh = 0;
  };
  static std::size_t bucket_of(double share);

  const CodedTable& table_;
  std::size_t target_;
  double novelty_;
  double crowding_ = 0;  // How often two values of the column are near by nature.
  double cells_ = 0, slips_ = 0;
  std::vector<Bucket> buckets_;
  std::vector<Dissent> dissents_;
};

}  // namespace aftercare::quality
