// text analyze: what the catalog's topics, lexicons and rules say of any column of texts.

#pragma once

#include <filesystem>

#include "app/cli/commands.hpp"

namespace aftercare::app {

base::Result<int> analyze_texts(const TextArguments& arguments,
                                const std::filesystem::path& workspace, const Place& place);

}  // namespace aftercare::app
