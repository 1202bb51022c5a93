// A customer's personal fields as they came, for who may see them and says why.

#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "pipeline/audit.hpp"
#include "pipeline/session.hpp"

namespace aftercare::pipeline {

using ClearFields = std::vector<std::pair<std::string, std::string>>;

/// Fields in the dictionary's order; those that the viewer may not see in clear are left out. Noted
/// in the audit log first. nullopt: no such customer inside the viewer's scope, or nothing of it is
/// sealed. Fails (usage) without a reason.
base::Result<std::optional<ClearFields>> customer_in_clear(const Session& session,
                                                           const records::Viewer& viewer,
                                                           const std::string& customer_id,
                                                           const Actor& who);

}  // namespace aftercare::pipeline
