// text conversation: what happened in each conversation of a file of messages or of a transcript.

#pragma once

#include <filesystem>

#include "app/cli/commands.hpp"

namespace aftercare::app {

base::Result<int> read_conversations(const TextArguments& arguments,
                                     const std::filesystem::path& workspace, const Place& place);

}  // namespace aftercare::app
