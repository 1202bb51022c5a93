// Runs the rules over a batch, column by column.

#pragma once

#include <optional>

#include "quality/finding_labels.hpp"
#include "quality/rule_set.hpp"
#include "records/batch.hpp"
#include "records/moment.hpp"

namespace aftercare::quality {

struct CheckContext {
  std::optional<records::Moment> as_of;   // What "the future" begins after; unset: nothing is.
  const FindingLabels* labels = nullptr;  // How sure repairs are; nullptr: all are made.
  double threshold = 0;                   // Of the least confidence that is made.
};

/// Appends a finding for each row and rule it breaks, unless a stage before told the same of
/// that row and field. A rule with `repair: null` empties the value and keeps it in the
/// finding, or only proposes that if it is less sure than the threshold; a rejecting rule
/// quarantines the row. A column that the source does not have
/// breaks only rejecting Present rules; to an expression it is null. Of the rules over a whole
/// table only expressions run here. REQUIRES clear values: runs before sealing.
void check(records::Batch& batch, const RuleSet& rules, const CheckContext& context = {});

/// The column that findings of an expression name: its rule's, else the first that it reads.
const std::string& reported_column(const FileRule& rule, const FileCondition::Holds& holds);

/// A value as findings quote it: numbers plain, money in currency units, moments in ISO.
std::string to_text(const records::Column& column, std::size_t row);

}  // namespace aftercare::quality
