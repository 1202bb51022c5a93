// Patterns of file names, as shells know them, expanded by ourselves: quoted on the command line,
// in aftercare.yaml, or where the shell finds too many.

#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace aftercare::pipeline {

/// Does the name hold '*', '?' or '['?
bool is_pattern(std::string_view name);

/// '*' any characters, '?' one, '[a-z]' one of these, '[!a-z]' one of no others. Characters, not
/// bytes. A '[' that is never closed is itself.
bool matches(std::string_view pattern, std::string_view name);

/// What a path matches, in name order, each once: files and folders. Every step of it may be a
/// pattern; '**' is any folders between, none included. Hidden names only match a step that begins
/// with a dot. Fails (input) if a folder cannot be read.
base::Result<std::vector<std::filesystem::path>> paths_matching(
    const std::filesystem::path& pattern);

}  // namespace aftercare::pipeline
