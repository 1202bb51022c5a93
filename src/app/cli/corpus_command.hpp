// text keywords / phrases / discover: what the texts of a file speak of as a whole.

#pragma once

#include <filesystem>

#include "app/cli/commands.hpp"

namespace aftercare::app {

/// `arguments.action` says which of the three.
base::Result<int> read_corpus_of(const TextArguments& arguments,
                                 const std::filesystem::path& workspace, const Place& place);

}  // namespace aftercare::app
