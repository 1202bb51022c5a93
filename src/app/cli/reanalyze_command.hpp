// text reanalyze: what an older analysis judged is analysed again; and what `run` tells of it.

#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/cli/commands.hpp"
#include "pipeline/older_analysis.hpp"

namespace aftercare::app {

base::Result<int> analyse_again(const pipeline::Session& session, const Place& place);

nlohmann::ordered_json analysed_json(const std::vector<pipeline::AnalysedAgain>& again);
/// "Analysed again: Cases 12, Messages 30".
std::string in_one_line(const std::vector<pipeline::AnalysedAgain>& again,
                        const pipeline::Session& session, const Console& console);

}  // namespace aftercare::app
