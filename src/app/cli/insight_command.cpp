// insight: what happened and why, in any table file or by a metric of the workspace.

#include "app/cli/commands.hpp"
#include "app/cli/insight_series.hpp"
#include "app/cli/insight_table.hpp"
#include "app/explained.hpp"

namespace aftercare::app {
namespace {

base::Result<int> explain_series(const base::Result<SeriesFile>& file,
                                 const InsightArguments& arguments,
                                 const pipeline::Session* session, const Place& place) {
  using Action = InsightArguments::Action;
  if (!file) return base::failure_of(file);
  if (arguments.action == Action::forecast)
    return insight_forecast(*file, arguments, session, place);
  if (arguments.action == Action::anomalies)
    return insight_anomalies(*file, arguments, session, place);
  if (arguments.action == Action::impact) return insight_impact(*file, arguments, session, place);
  return insight_trend(*file, arguments, session, place);
}

}  // namespace

base::Result<int> run_insight(const InsightArguments& arguments,
                              const std::filesystem::path& workspace, const Place& place) {
  using Action = InsightArguments::Action;
  if (arguments.action == Action::rules) return insight_rules(arguments, place);
  if (arguments.action == Action::drivers) return insight_drivers(arguments, workspace, place);
  if (arguments.action == Action::influences) return insight_influences(arguments, place);
  if (arguments.action == Action::flow) return insight_flow(arguments, place);
  if (arguments.action == Action::defects) return insight_defects(arguments, place);
  if (arguments.action == Action::compare) return insight_compare(arguments, place);
  if (arguments.action == Action::cohorts) return insight_cohorts(arguments, place);
  if (arguments.action == Action::rootcause) return insight_rootcause(arguments, workspace, place);
  if (arguments.action == Action::swot) return insight_swot(arguments, workspace, place);
  if (arguments.action == Action::spikes) return insight_spikes(arguments, workspace, place);
  if (arguments.action == Action::story) return insight_story(arguments, place);
  return explain_series(SeriesFile::of_file(arguments, place), arguments, nullptr, place);
}

base::Result<int> run_metric_insight(const InsightArguments& arguments,
                                     const pipeline::Session& session, const Place& place) {
  if (arguments.metric_or_file)
    if (const auto metric = session.model().metric(arguments.metric); !metric)
      return base::failure("no file of that name, and " + metric.error().message,
                           "没有这个名称的文件；" + metric.error().message_zh);
  if (is_explained(arguments)) return insight_of_workspace(arguments, session, place);
  if (arguments.action == InsightArguments::Action::drivers)
    return insight_metric_drivers(arguments, session, place);
  if (arguments.action == InsightArguments::Action::defects)
    return insight_metric_defects(arguments, session, place);
  return explain_series(SeriesFile::of_metric(arguments, session, place.caller.viewer), arguments,
                        &session, place);
}

}  // namespace aftercare::app
