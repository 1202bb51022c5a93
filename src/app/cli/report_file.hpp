// The overview report as a file.

#pragma once

#include <filesystem>

#include "app/cli/commands.hpp"

namespace aftercare::app {

/// Writes the report and returns where: the given file, else reports/overview-LASTDAY.LANGUAGE.html
/// in the workspace. A file is replaced whole or not at all.
base::Result<std::filesystem::path> write_report(const pipeline::Session& session,
                                                 const ReportArguments& arguments,
                                                 const Place& place);

/// The colours and sizes that every page of ours uses. Fails (internal) if they were not shipped.
base::Result<std::string> theme_css();

/// Writes a file that only its owner can read; it is replaced whole or not at all.
base::Result<void> replace_file(const std::filesystem::path& file, const std::string& text);

}  // namespace aftercare::app
