// The words of the commands about quality, repair and what is the same.

#pragma once

#include <functional>

#include "app/cli/arguments.hpp"

namespace CLI {
class App;
}

namespace aftercare::app {

/// What the options write into; lives as long as the program's parser.
struct QualityWords {
  QualityArguments quality;
  ReviewArguments review;
  SuggestRulesArguments suggest_rules;
  RepairArguments repair;
  DedupeArguments dedupe;
  SameArguments same;
  DedupePairsArguments dedupe_pairs;
};

/// Adds the commands to the program's; `chosen` is called with the one that was asked for.
void add_quality_commands(CLI::App& program, QualityWords& words,
                          const std::function<void(CommandArguments)>& chosen, bool chinese);

}  // namespace aftercare::app
