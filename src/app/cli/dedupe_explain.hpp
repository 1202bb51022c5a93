// Why two rows are one person or not: what each field adds, from the prior to the odds.

#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "app/cli/console.hpp"
#include "quality/duplicates/people.hpp"
#include "records/raw_batch.hpp"

namespace aftercare::app {

nlohmann::ordered_json explain_people(const quality::People& people, const records::RawBatch& table,
                                      std::uint32_t one, std::uint32_t other);

/// A level of agreement for a reader.
std::string level_name(const std::string& level, const Console& console);
/// A bit a sign, '+' for and '-' against.
std::string bar_of(double bits);

/// The waterfall as a table with bars.
void print_explanation(const nlohmann::ordered_json& explanation, const Console& console);

}  // namespace aftercare::app
