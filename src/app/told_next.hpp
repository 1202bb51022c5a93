// What comes next to people as it is told: of the workspace, or of the rows of any table.

#pragma once

#include <nlohmann/json.hpp>

#include "insight/association/next_problem.hpp"
#include "insight/told/sheet.hpp"

namespace aftercare::app {

nlohmann::ordered_json next_json(const insight::NextProblems& next, int within);
/// To stand behind another sentence.
base::Message next_sentence(const insight::NextProblems& next, int within);
/// The surest first, `top` of them.
insight::SheetTable next_table(const insight::NextProblems& next, std::size_t top);

}  // namespace aftercare::app
