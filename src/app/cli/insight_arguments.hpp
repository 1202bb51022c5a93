// The words of 'insight' and its methods.

#pragma once

#include <functional>

#include "app/cli/arguments.hpp"

namespace CLI {
class App;
}

namespace aftercare::app {

/// Adds the command to the program's; `chosen` is called once `words` hold what was asked.
void add_insight_commands(CLI::App& program, InsightArguments& words,
                          const std::function<void()>& chosen, bool chinese);

}  // namespace aftercare::app
