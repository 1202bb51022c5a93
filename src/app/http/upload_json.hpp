// Uploads, proposals and choices of a mapping as JSON. See docs/formats/api.md.

#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "app/http/intake_queue.hpp"
#include "base/result.hpp"
#include "pipeline/intake_preview.hpp"
#include "records/dictionary.hpp"
#include "standard/choice.hpp"

namespace aftercare::app {

nlohmann::ordered_json to_json(const UploadStatus& upload);

/// Every entity with the fields that a source can fill.
nlohmann::ordered_json dictionary_json(const records::Dictionary& dictionary);

/// What is proposed or chosen for an upload, and what would come of it.
struct Proposal {
  std::shared_ptr<const standard::Mapping> known;  // Recognised by the header.
  std::optional<standard::Suggestion> suggestion;  // From names and values.
  std::optional<standard::Choice> choice;          // What the preview is of, if not `known`.
};

/// {"mapping", "entity", "columns": [...], "missing": [...], "outcome": {...}, ...}.
/// Fails (usage) as standard::mapping_of and Catalog::mapper do.
base::Result<nlohmann::ordered_json> proposal_json(const pipeline::Session& session,
                                                   const pipeline::Stages& stages,
                                                   const pipeline::FileSample& sample,
                                                   const Proposal& proposal);

/// {"entity": .., "fields": {column: field}, "codes": {column: {word: code}}, "constants": {..}}.
/// Fails (usage) on another form.
base::Result<standard::Choice> choice_from_json(const nlohmann::json& json);

}  // namespace aftercare::app
