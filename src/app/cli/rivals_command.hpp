// text rivals: other brands and shops that the texts of a file compare with, and what they wish
// for.

#pragma once

#include <filesystem>

#include "app/cli/commands.hpp"

namespace aftercare::app {

base::Result<int> find_rivals(const TextArguments& arguments,
                              const std::filesystem::path& workspace, const Place& place);

}  // namespace aftercare::app
