// text retopic: cases of topics that were split are judged again.

#pragma once

#include "app/cli/commands.hpp"

namespace aftercare::app {

base::Result<int> judge_splits(const pipeline::Session& session, const Place& place);

}  // namespace aftercare::app
