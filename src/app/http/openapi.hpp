// The API's endpoints as an OpenAPI document, from the same list that decides who may use them.

#pragma once

#include <nlohmann/json.hpp>

#include "app/needed_actions.hpp"

namespace aftercare::app {

/// OpenAPI 3.1. `x-action` is the action that an operation needs (catalog/roles.yaml).
nlohmann::ordered_json openapi_json(const NeededActions& needed);

}  // namespace aftercare::app
