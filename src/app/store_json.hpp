// What the store knows of itself and of one case, as JSON: one form for command line and API.

#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "base/result.hpp"
#include "pipeline/session.hpp"
#include "records/ledger.hpp"
#include "records/viewer.hpp"

namespace aftercare::app {

/// {"rows", "stored", "updated", "duplicates", "quarantined", "headers", "blanks", "repaired"}.
nlohmann::ordered_json to_json(const records::Ledger& ledger);

/// {"first_day", "last_day", "data_until", "undated_cases"}: the days that reports and the page
/// begin with (metrics::shown_period), the last day of any data, and the cases of no day. A day is
/// null if there is none.
base::Result<nlohmann::ordered_json> periods_json(const pipeline::Session& session,
                                                  const records::Viewer& viewer);

/// Ledger, unresolved references, findings, repeats and waiting quarantine (the first 200).
base::Result<nlohmann::ordered_json> quality_json(const pipeline::Session& session,
                                                  const records::Viewer& viewer);

/// The rows that wait, with labels of their reasons; all if `limit` is 0.
base::Result<nlohmann::ordered_json> quarantine_json(const pipeline::Session& session,
                                                     const records::Viewer& viewer,
                                                     std::uint64_t limit);

/// One case with fields, messages, origin and findings; null if there is none.
base::Result<nlohmann::ordered_json> case_json(const pipeline::Session& session,
                                               const records::Viewer& viewer,
                                               const std::string& key);

}  // namespace aftercare::app
