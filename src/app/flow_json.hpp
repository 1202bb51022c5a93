// A process map as JSON and as a sentence, of a file and of the workspace alike.

#pragma once

#include <nlohmann/json.hpp>

#include "base/result.hpp"
#include "insight/flow/conformance.hpp"
#include "insight/flow/handovers.hpp"
#include "insight/flow/process_map.hpp"

namespace aftercare::app {

base::Message flow_sentence(const insight::ProcessMap& map);
/// `left_out`: rows without a case, a step or a time.
nlohmann::ordered_json flow_json(const insight::ProcessMap& map, std::size_t left_out);

base::Message deviation_words(const insight::FlowDeviation& deviation);
base::Message conformance_sentence(const insight::Conformance& conformance);
nlohmann::ordered_json conformance_json(const insight::Conformance& conformance);
/// Empty without a handover.
base::Message handover_sentence(const insight::EventLog& log,
                                const std::vector<insight::Handover>& handovers);
nlohmann::ordered_json handovers_json(const insight::EventLog& log,
                                      const std::vector<insight::Handover>& handovers);

}  // namespace aftercare::app
