// The list of wishes and unmet needs as JSON: one form for command line and API.

#pragma once

#include <nlohmann/json.hpp>

#include "pipeline/wish_list.hpp"

namespace aftercare::app {

nlohmann::ordered_json to_json(const pipeline::WishList& list);

}  // namespace aftercare::app
