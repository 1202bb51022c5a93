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

}  // namespace aftercare::app
