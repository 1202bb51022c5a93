// aftercare text without a FILE: over what the workspace stores.

#pragma once

#include "app/cli/commands.hpp"

namespace aftercare::app {

base::Result<int> run_text_in_store(const TextArguments& arguments,
                                    const pipeline::Session& session, const Place& place);

}  // namespace aftercare::app
