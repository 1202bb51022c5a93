// A suggested mapping as JSON, and the mapping that a person made of it: one form for command
// line and API.

#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "base/result.hpp"
#include "standard/catalog.hpp"

namespace aftercare::app {

/// What `map suggest` makes of a file whose first rows are `sample`:
/// {"recognised": NAME or null, "entity", "label", "confidence", "covered", "missing",
///  "constants", "rivals", "columns": [{"column", "samples", "entity", "field", "label",
///  "confidence", "name_score", "value_score", "format", "reason", "alternatives"}],
///  "fields": {ENTITY: [{"field", "label", "type", "required"}]}}.
/// Labels and reasons are {"zh", "en"}. Samples are the file's own values, in clear: show them to
/// whoever brought the file, and write them nowhere.
nlohmann::ordered_json suggestion_json(const standard::Suggestion& suggestion,
                                       const standard::Catalog& catalog,
                                       const standard::Mapping* recognised);

/// The mapping of an approved, perhaps edited suggestion: {"name", "label"?, "source"?, "zone"?,
/// "entity", "columns": [{"column", "field", "entity"?, "format"?, "scale"?}], "constants"?:
/// {FIELD: VALUE}, "group_by"?}. A column without a field is left out; other keys of a suggestion
/// are passed over. Fails (usage) on what is not of this form.
base::Result<standard::Mapping> approved_mapping(const nlohmann::ordered_json& approved);

/// approved_mapping(), written to catalog/mappings/NAME.yaml of the workspace, where the next load
/// of the catalog finds it. Returns the file. Fails (usage) too if the mapping does not fill what
/// its entities need; nothing is written then.
base::Result<std::filesystem::path> save_approved(const nlohmann::ordered_json& approved,
                                                  const standard::Catalog& catalog,
                                                  const std::filesystem::path& workspace);

}  // namespace aftercare::app
