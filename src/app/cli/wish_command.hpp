// text wishes: what the workspace's cases wish for and miss.

#pragma once

#include "app/cli/commands.hpp"

namespace aftercare::app {

/// Looks through new cases first.
base::Result<int> list_wishes(const TextArguments& arguments, const pipeline::Session& session,
                              const Place& place);

}  // namespace aftercare::app
