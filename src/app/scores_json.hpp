// Quality scores and noise as JSON, for the command line and /api/v1/quality.

#pragma once

#include <nlohmann/json.hpp>

#include "base/result.hpp"
#include "pipeline/session.hpp"
#include "records/viewer.hpp"

namespace aftercare::app {

/// {"total": {dimension: {...}}, "sources": [{..., "days": [{"day", "score"}]}], "days": [...]}.
base::Result<nlohmann::ordered_json> scores_json(const pipeline::Session& session,
                                                 const records::Viewer& viewer);
/// Rules over whole tables as they were judged last, those that failed first: [{"table", "rule",
/// "label", "checked", "broken", "measured", "passed", "at", "runs": [...]}]. The runs are the
/// latest of each rule, the oldest first.
base::Result<nlohmann::ordered_json> rule_runs_json(const pipeline::Session& session,
                                                    const records::Viewer& viewer);
/// {"kinds": [...], "complaints": {"with_noise": n, "without": n}}.
base::Result<nlohmann::ordered_json> noise_json(const pipeline::Session& session,
                                                const records::Viewer& viewer);

}  // namespace aftercare::app
