// Runs a mapping: raw rows in, canonical batches out, column by column.

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "records/batch.hpp"
#include "records/moment.hpp"
#include "records/raw_batch.hpp"
#include "standard/mapping.hpp"
#include "text/courier.hpp"
#include "text/region.hpp"

namespace aftercare::standard {

/// Immutable and cheap to copy; safe between threads.
///
/// A mapping with a grouping column makes one record out of adjacent rows, so a slice may be cut
/// only between groups: see group_cutter.hpp.
class Mapper {
 public:
  /// REQUIRES a mapping that was checked against this dictionary, which outlives every batch.
  /// `zone` is that of local times unless the mapping names its own.
  /// Fails (usage) if the mapping names an entity, field or zone that does not exist.
  static base::Result<Mapper> make(Mapping mapping, const records::Dictionary& dictionary,
                                   std::shared_ptr<const text::Regions> regions,
                                   const records::Zone& zone,
                                   std::shared_ptr<const text::Couriers> couriers = nullptr);

  /// One batch for each entity of the mapping, the main one first, with a column for every
  /// mapped field. The main batch has every raw row in order. A row without a required field or
  /// a mapped key field is quarantined; a cell that could not be read is null and a finding.
  std::vector<records::Batch> apply(const records::RawBatch& raw) const;

  /// Where the main entity is of each element of an array, the raw rows have to be those of the
  /// elements: makes them so, and lets a row without elements stand alone. Else nothing happens.
  void unfold_main(records::RawBatch& raw) const;

  const Mapping& mapping() const;
  /// Empty: rows stand alone.
  std::string_view group_column() const;
  /// How many leading rows belong to groups that are surely complete (a later row follows them).
  std::size_t complete_rows(const records::RawBatch& raw) const;
  /// Columns that the mapping reads and a header does not have.
  std::vector<std::string> missing_columns(const std::vector<std::string>& columns) const;

 private:
  struct State;
  explicit Mapper(std::shared_ptr<const State> state) : state_(std::move(state)) {}

  std::shared_ptr<const State> state_;  // Batches view its words and share it.
};

}  // namespace aftercare::standard
