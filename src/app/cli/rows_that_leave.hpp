// What whoever takes rows out of the house as they are is told.

#pragma once

#include <string>
#include <vector>

#include "app/cli/console.hpp"
#include "base/result.hpp"
#include "pipeline/session.hpp"
#include "store/frame.hpp"

namespace aftercare::app {

/// Notes (to err) how many of the rows stand out to somebody who knows the person; nothing if none
/// does. Fails (usage) if the workspace's plans of exports are wrong.
base::Result<void> tell_standing_out(const std::vector<std::string>& columns,
                                     const std::vector<std::vector<store::Cell>>& rows,
                                     const pipeline::Session& session, const Console& console);

}  // namespace aftercare::app
