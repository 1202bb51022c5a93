// Labelling by hand as JSON: one form for command line and API.

#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "pipeline/label_training.hpp"
#include "pipeline/label_work.hpp"
#include "records/viewer.hpp"

namespace aftercare::app {

/// The sets there are and those the analysis' own judgements offer, each with its model.
base::Result<nlohmann::ordered_json> label_sets_json(const pipeline::Session& session,
                                                     const records::Viewer& viewer);
/// {"key","text","proposed","probability"}; the last two null if nothing is.
nlohmann::ordered_json to_json(const pipeline::LabelItem& item);
/// {"code","label":{"zh","en"}} of each label of the set.
nlohmann::ordered_json label_names_json(const pipeline::Session& session, const std::string& set,
                                        const std::vector<std::string>& names);
nlohmann::ordered_json to_json(const std::vector<pipeline::LabelDoubt>& doubts, std::size_t most);
nlohmann::ordered_json to_json(const pipeline::TrainedFromLabels& trained, const std::string& set);

}  // namespace aftercare::app
