// insight: what happened and why, in any table file.

#include "app/cli/commands.hpp"
#include "app/cli/insight_table.hpp"

namespace aftercare::app {

base::Result<int> run_insight(const InsightArguments& arguments, const Place& place) {
  using Action = InsightArguments::Action;
  switch (arguments.action) {
    case Action::forecast:
      return insight_forecast(arguments, place);
    case Action::anomalies:
      return insight_anomalies(arguments, place);
    case Action::rules:
    default:
      return insight_rules(arguments, place);
  }
}

}  // namespace aftercare::app
