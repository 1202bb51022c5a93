// A customer's personal fields as they came, for who may see them and says why.

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "pipeline/audit.hpp"
#include "pipeline/session.hpp"

namespace aftercare::pipeline {

/// Fields in the dictionary's order; those that the viewer may not see in clear are left out. Noted
/// in the audit log first. Fails (usage) without a reason, and on a customer who is not there or
/// not inside the viewer's scope.
base::Result<std::vector<std::pair<std::string, std::string>>> customer_in_clear(
    const Session& session, const records::Viewer& viewer, const std::string& customer_id,
    const Actor& who);

}  // namespace aftercare::pipeline
