// A person's data, receipts and the record of processing, as JSON and as pages.

#pragma once

#include <nlohmann/json.hpp>

#include "access/policy.hpp"
#include "pipeline/person_export.hpp"
#include "privacy/processing.hpp"
#include "report/table_document.hpp"

namespace aftercare::app {

nlohmann::ordered_json to_json(const pipeline::PersonExport& exported);
/// Without theme and subtitle.
report::TableDocument to_document(const pipeline::PersonExport& exported, bool chinese);

nlohmann::ordered_json to_json(const privacy::Processing& processing, const access::Policy& policy);
report::TableDocument to_document(const privacy::Processing& processing,
                                  const access::Policy& policy, bool chinese);

/// A receipt for people: lines of a name and a value.
std::vector<std::pair<std::string, std::string>> receipt_lines(const nlohmann::json& receipt,
                                                               bool chinese);

}  // namespace aftercare::app
