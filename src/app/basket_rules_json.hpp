// Association rules as JSON and as a sentence, of a file and of the workspace alike.

#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "base/result.hpp"
#include "insight/association/baskets.hpp"
#include "insight/association/rules.hpp"

namespace aftercare::app {

std::string item_names(const insight::Baskets& baskets, std::span<const std::uint32_t> items);
base::Message basket_rules_sentence(const insight::Baskets& baskets,
                                    const insight::FrequentSets& sets,
                                    const insight::RuleSearch& search);
nlohmann::ordered_json basket_rules_json(const insight::Baskets& baskets,
                                         const insight::FrequentSets& sets,
                                         const insight::RuleSearch& search);

}  // namespace aftercare::app
