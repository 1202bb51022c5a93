// Voices of what is known beside the table: an address names its province, city and district, a
// city its province, a tracking number its courier.

#pragma once

#include <vector>

#include "quality/repair/coded_table.hpp"
#include "quality/repair/determinant.hpp"
#include "quality/repair/knowledge.hpp"

namespace aftercare::quality {

/// What other columns name of the target, in the target's own way of writing; not yet weighed
/// (score and weight are 0). A name that the target never wrote is said only where its writing
/// leaves no choice.
std::vector<Voice> known_voices(CodedTable& table, const RepairKnowledge& knowledge,
                                std::size_t target);

}  // namespace aftercare::quality
