// text keywords, phrases, discover and names without a file: over the stored texts of a period.

#pragma once

#include "app/cli/commands.hpp"

namespace aftercare::app {

base::Result<int> read_stored_corpus(const TextArguments& arguments,
                                     const pipeline::Session& session, const Place& place);

}  // namespace aftercare::app
