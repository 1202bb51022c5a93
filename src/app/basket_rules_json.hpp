// Association rules as JSON, a sentence and a table, of a file and of the workspace alike.

#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "base/result.hpp"
#include "insight/association/baskets.hpp"
#include "insight/association/rules.hpp"
#include "insight/told/sheet.hpp"

namespace aftercare::app {

std::string item_names(const insight::Baskets& baskets, std::span<const std::uint32_t> items);
base::Message basket_rules_sentence(const insight::Baskets& baskets,
                                    const insight::FrequentSets& sets,
                                    const insight::RuleSearch& search);
nlohmann::ordered_json basket_rules_json(const insight::Baskets& baskets,
                                         const insight::FrequentSets& sets,
                                         const insight::RuleSearch& search);

/// The surest first, `top` of them.
insight::SheetTable basket_rules_table(const insight::Baskets& baskets,
                                       const insight::RuleSearch& search, std::size_t top);

}  // namespace aftercare::app
