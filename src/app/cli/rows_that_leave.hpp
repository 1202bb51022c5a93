// Rows that somebody takes out of the house: as they are, with what whoever takes them is told, or
// anonymous where the role may not take them so (the action rows.take).

#pragma once

#include <string>
#include <vector>

#include "app/cli/commands.hpp"
#include "app/cli/console.hpp"
#include "base/result.hpp"
#include "metrics/rows.hpp"
#include "pipeline/session.hpp"
#include "store/frame.hpp"

namespace aftercare::app {

/// Notes (to err) how many of the rows stand out to somebody who knows the person; nothing if none
/// does. Fails (usage) if the workspace's plans of exports are wrong.
base::Result<void> tell_standing_out(const std::vector<std::string>& columns,
                                     const std::vector<std::vector<store::Cell>>& rows,
                                     const pipeline::Session& session, const Console& console);

/// The rows as CSV for the caller: as they are, or anonymous. What was done is noted (to err).
/// Fails (a refusal) if they may not leave as they are and cannot be made anonymous.
base::Result<std::string> csv_that_leaves(const metrics::RowsAnswer& rows,
                                          const pipeline::Session& session, const Place& place);

}  // namespace aftercare::app
