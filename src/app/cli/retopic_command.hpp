// text retopic: cases of topics that were split are judged again; and what `run` tells of it.

#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "app/cli/commands.hpp"
#include "pipeline/split_topics.hpp"

namespace aftercare::app {

base::Result<int> judge_splits(const pipeline::Session& session, const Place& place);

nlohmann::ordered_json splits_json(const std::vector<pipeline::SplitTopic>& splits);
/// "Topics judged again: screens.trouble: 15 of 18 cases under new topics".
std::string in_one_line(const std::vector<pipeline::SplitTopic>& splits, const Console& console);

}  // namespace aftercare::app
