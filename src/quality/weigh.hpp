// Repairs that earlier stages made: how sure each is, and those that are too unsure taken back.

#pragma once

#include "quality/finding_labels.hpp"
#include "records/batch.hpp"

namespace aftercare::quality {

/// Gives every repair that said nothing itself the confidence of its code. One less sure than
/// the threshold becomes a proposal: texts are as they stood, what could not be stored without it
/// is null. A row that would lack its key or a needed field so waits in quarantine; so does one
/// whose key was repaired, because a record's key cannot be changed later.
/// REQUIRES clear values, and rows that have not been judged: before check() and sealing.
void weigh_repairs(records::Batch& batch, const FindingLabels& labels, double threshold);

}  // namespace aftercare::quality
