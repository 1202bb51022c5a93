// Cuts the slices of a file only between groups of rows that belong together.

#pragma once

#include "records/raw_batch.hpp"
#include "standard/mapper.hpp"

namespace aftercare::standard {

/// Holds the rows of the last, perhaps unfinished group back until the next slice. What it gives
/// out always starts a group, so after a crash reading may start again behind the last row that
/// was committed: same groups, same records. At most kLongestGroup rows and a slice are held.
/// Without a grouping column it passes slices on as they are.
class GroupCutter {
 public:
  explicit GroupCutter(Mapper mapper) : mapper_(std::move(mapper)) {}

  /// The rows that are complete now: those held back, then the new ones but for the last group.
  /// May have no rows.
  records::RawBatch next(records::RawBatch slice);
  /// The rest, at the end of the file. May have no rows.
  records::RawBatch finish();

 private:
  Mapper mapper_;
  records::RawBatch held_;
};

/// The rows [begin, end) of a batch, with its owners.
records::RawBatch part_of(const records::RawBatch& batch, std::size_t begin, std::size_t end);
/// Rows of both; columns of one that the other does not have are empty cells there.
records::RawBatch joined(records::RawBatch first, const records::RawBatch& second);

}  // namespace aftercare::standard
