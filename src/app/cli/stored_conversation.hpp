// text conversation --case: what happened in a stored case.

#pragma once

#include "app/cli/commands.hpp"

namespace aftercare::app {

base::Result<int> read_stored_conversation(const TextArguments& arguments,
                                           const pipeline::Session& session, const Place& place);

}  // namespace aftercare::app
