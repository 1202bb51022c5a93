// Findings row by row, and values and repairs to decide, as JSON for the command line and the API.

#pragma once

#include <nlohmann/json.hpp>

#include "pipeline/value_review.hpp"
#include "store/duckdb/finding_view.hpp"

namespace aftercare::app {

/// {"rule", "label", "kind", "entity", "field", "before", "after", "file", "source", "row",
/// "case"}, of a repair also "confidence" and "why".
nlohmann::ordered_json finding_json(const pipeline::Session& session, const store::FoundRow& row);

/// What is said of a repair: {"confidence", "why"}; nothing of what repairs nothing.
void add_trust(const pipeline::Session& session, const std::string& rule,
               std::optional<double> confidence, nlohmann::ordered_json& to);

/// {"clusters": [...], "decisions": [...]}: values of one field with one proposed meaning together.
nlohmann::ordered_json review_json(const pipeline::Session& session,
                                   const std::vector<pipeline::ProposedMeaning>& proposed,
                                   const std::vector<store::ValueDecision>& decisions);

/// {"changed", "replayed", "decisions"}.
nlohmann::ordered_json decided_json(const pipeline::Decided& done);

}  // namespace aftercare::app
