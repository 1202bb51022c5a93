// The dashboard's files, served from the shipped folder.

#pragma once

#include <filesystem>

#include "app/http/server.hpp"

namespace aftercare::app {

/// The file of a request's path below `folder`; "/" and paths without a dot give index.html
/// (the page routes itself). Never leaves the folder. 404 with a sentence otherwise.
Response static_file(const std::filesystem::path& folder, const Request& request);

}  // namespace aftercare::app
