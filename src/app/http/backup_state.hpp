// How the last backups of a workspace went, for whoever runs it.

#pragma once

#include <chrono>
#include <nlohmann/json.hpp>

#include "pipeline/session.hpp"

namespace aftercare::app {

/// docs/formats/api.md, GET backups: state, place, moments, what failed and what to do.
nlohmann::ordered_json backup_state_json(const pipeline::Session& session,
                                         std::chrono::system_clock::time_point now);

}  // namespace aftercare::app
