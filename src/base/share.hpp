// Where the program finds what is shipped with it: catalog, dictionaries, web.

#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace aftercare::base {

/// The folder of shipped files: AFTERCARE_SHARE, else ../share/aftercare beside the
/// program's folder, else the source tree it was built from.
Result<std::filesystem::path> share_folder();

/// Files of one kind of the catalog, the shipped first, the workspace's overlay last,
/// so that a later definition of the same name wins. `kind` is a file ("metrics.yaml")
/// or a folder ("mappings", its *.yaml in name order). An empty workspace has no overlay.
Result<std::vector<std::filesystem::path>> catalog_files(std::string_view kind,
                                                         const std::filesystem::path& workspace);

}  // namespace aftercare::base
