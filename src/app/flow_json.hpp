// A process map as JSON and as a sentence, of a file and of the workspace alike.

#pragma once

#include <nlohmann/json.hpp>

#include "base/result.hpp"
#include "insight/flow/process_map.hpp"

namespace aftercare::app {

base::Message flow_sentence(const insight::ProcessMap& map);
/// `left_out`: rows without a case, a step or a time.
nlohmann::ordered_json flow_json(const insight::ProcessMap& map, std::size_t left_out);

}  // namespace aftercare::app
