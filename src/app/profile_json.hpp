// A profile as JSON (docs/formats/quality.md).

#pragma once

#include <nlohmann/json.hpp>

#include "app/profile_file.hpp"

namespace aftercare::app {

nlohmann::ordered_json profile_json(const ProfiledFile& file);

}  // namespace aftercare::app
