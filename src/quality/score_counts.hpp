// What a batch adds to the quality scores (docs/formats/quality.md, Scores).

#pragma once

#include "quality/check.hpp"
#include "records/batch.hpp"

namespace aftercare::quality {

/// Days after which a record is late.
constexpr int kTimelyDays = 7;

/// Sets batch.quality from its columns and findings. REQUIRES that check() ran.
void count_quality(records::Batch& batch, const RuleSet& rules, const CheckContext& context = {});

}  // namespace aftercare::quality
