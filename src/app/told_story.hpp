// The facts of a week as they are told: of the workspace, or of the rows of any table.

#pragma once

#include "app/explained.hpp"
#include "insight/story/week_facts.hpp"

namespace aftercare::app {

Explained told_story(const insight::WeekFacts& week);

}  // namespace aftercare::app
