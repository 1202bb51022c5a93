// One case or one customer in clear, as JSON: one form for command line and API.

#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "base/result.hpp"
#include "pipeline/audit.hpp"
#include "pipeline/session.hpp"
#include "records/viewer.hpp"

namespace aftercare::app {

/// {"entity", "key", "fields": [{"name", "label", "value"}], "messages"}; null if it is not there
/// or outside of what the viewer sees. Noted in the audit log first; fails (usage) without a
/// reason.
base::Result<nlohmann::ordered_json> case_in_clear_json(const pipeline::Session& session,
                                                        const records::Viewer& viewer,
                                                        const std::string& key,
                                                        const pipeline::Actor& who);
base::Result<nlohmann::ordered_json> customer_in_clear_json(const pipeline::Session& session,
                                                            const records::Viewer& viewer,
                                                            const std::string& key,
                                                            const pipeline::Actor& who);

}  // namespace aftercare::app
