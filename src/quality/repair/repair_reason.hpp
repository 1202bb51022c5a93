// Codes and sentences of why a cell is thought to be wrong.

#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "quality/repair/repair.hpp"

namespace aftercare::quality {

/// As it stands in reports: "dependency", "letter_case".
std::string_view code_of(RepairReason reason);
/// One sentence, without the values.
base::Message sentence_of(RepairReason reason);
/// "applied", "proposed", "suspected".
std::string_view code_of(RepairState state);

}  // namespace aftercare::quality
