// insight drivers of a metric of the workspace.

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "app/cli/insight_drivers_report.hpp"
#include "app/explained.hpp"
#include "app/told_samples.hpp"
#include "insight/drivers/metric_rows.hpp"
#include "metrics/plain_answer.hpp"
#include "metrics/rows.hpp"
#include "metrics/where.hpp"

namespace aftercare::app {
namespace {

using insight::Measure;

// Dimensions that both parts of the metric have and that are no time; those asked for, or all.
base::Result<std::vector<std::string>> metric_dimensions(const InsightArguments& arguments,
                                                         const metrics::Model& model,
                                                         const metrics::Metric& metric) {
  const auto fits = [&](const metrics::Dimension& dimension) {
    if (dimension.kind == metrics::DimensionKind::time) return false;
    const auto has = [&](const metrics::Alternatives& alternatives) {
      return metrics::has_dimension(alternatives.front().fact, dimension);
    };
    if (const auto* ratio = std::get_if<metrics::Ratio>(&metric.kind))
      return has(ratio->numerator) && has(ratio->denominator);
    return has(std::get<metrics::Single>(metric.kind).of);
  };
  std::vector<std::string> names;
  for (std::size_t begin = 0; begin < arguments.by.size();) {
    const auto end = std::min(arguments.by.find(',', begin), arguments.by.size());
    const auto dimension = model.dimension(arguments.by.substr(begin, end - begin));
    if (!dimension) return base::failure_of(dimension);
    if (!fits(**dimension))
      return base::failure(fmt::format("{} is not known by {}", metric.name, (*dimension)->name),
                           fmt::format("{}不能按{}查看", metric.label.zh, (*dimension)->label.zh));
    names.push_back((*dimension)->name);
    begin = end + 1;
  }
  if (!names.empty()) return names;
  // A topic says its group, a city its province, and both would fill the search with echoes.
  static constexpr std::string_view usual[] = {"topic",   "product", "province",
                                               "channel", "carrier", "batch_no",
                                               "team",    "reason",  "return_kind"};
  for (const auto name : usual)
    if (const auto dimension = model.dimension(name); dimension && fits(**dimension))
      names.emplace_back(name);
  if (!names.empty()) return names;
  return base::failure(
      fmt::format("nothing to explain {} by: name dimensions with --by", metric.name),
      fmt::format("没有可解释{}的维度：请用 --by 指定", metric.label.zh));
}

// What can be summed over rows: counts, and ratios of counts.
base::Result<Measure> measure_of(const metrics::Metric& metric) {
  using store::Function;
  const auto counts = [](const metrics::Alternatives& alternatives) {
    return alternatives.front().function == Function::count;
  };
  if (const auto* single = std::get_if<metrics::Single>(&metric.kind); single && counts(single->of))
    return Measure::count;
  if (const auto* ratio = std::get_if<metrics::Ratio>(&metric.kind);
      ratio && counts(ratio->numerator) && counts(ratio->denominator))
    return Measure::mean;
  return base::failure(
      fmt::format("{} counts no rows: drivers explain counts and ratios of counts", metric.name),
      fmt::format("{}不是行数：差距分析适用于计数及计数之比", metric.label.zh));
}

// The newest rows behind the question: their keys, and no column more than tells which are newest.
base::Result<metrics::RowsQuery> sample_query(const insight::Workspace& workspace,
                                              metrics::Question question) {
  const auto settled =
      metrics::settled(workspace.model, question, workspace.engine, workspace.viewer);
  if (!settled) return base::failure_of(settled);
  question.last_day = settled->last_day;
  metrics::Page page;
  page.size = insight::kSamples;
  auto query = metrics::rows_behind(workspace.model, question, page);
  if (!query) return query;
  auto& shown = query->page.select;
  const auto needed = [&](const store::Selected& one) {
    return one.name == shown.front().name ||
           std::ranges::find(query->page.order_by, one.name, &store::Ordered::name) !=
               query->page.order_by.end();
  };
  std::vector<store::Selected> kept;
  std::ranges::copy_if(shown, std::back_inserter(kept), needed);
  shown = std::move(kept);
  return query;
}

// Rows of each segment that the metric counts (of a ratio: above the line), of the period that has
// more of them.
base::Result<std::vector<nlohmann::ordered_json>> segment_samples(
    const insight::LabelledRows& rows, const insight::Drivers& drivers,
    const insight::RowsAsked (&asked)[2], const ExplainFor& whom, const metrics::Metric& metric) {
  std::vector<nlohmann::ordered_json> samples;
  for (const auto& segment : drivers.segments) {
    metrics::Question question;
    question.metrics = {metric.name};
    const auto& period = asked[segment.contribution >= 0 ? 1 : 0];
    question.where = period.where;
    question.from = period.from;
    question.to = period.to;
    for (const auto& [dimension, value] : segment.conditions) {
      const auto& of = rows.dimensions[dimension];
      metrics::Filter is{of.name, metrics::FilterOperator::in, {std::nullopt}};
      if (!of.values[value].empty()) is.values = {of.values[value]};
      question.where.push_back(std::move(is));
    }
    const auto workspace = whom.workspace();
    const auto query = sample_query(workspace, question);
    if (!query) return base::failure_of(query);
    const auto found = workspace.engine.run(query->page, workspace.viewer);
    if (!found && records::is_refusal(found.error())) return samples;  // The numbers are told.
    if (!found) return base::failure_of(found);
    std::vector<insight::SampleRow> told;
    for (const auto& row : found->rows) told.push_back({insight::text_in(row[0]), ""});
    // A metric that counts something else than rows lists that.
    const bool of_rows = query->columns.front().name == workspace.model.fact(query->fact).key;
    samples.push_back(
        samples_json(whom.session, whom.viewer, of_rows ? query->fact : std::string(), told));
  }
  return samples;
}

}  // namespace

base::Result<int> insight_metric_drivers(const InsightArguments& arguments,
                                         const pipeline::Session& session, const Place& place) {
  const auto& model = session.model();
  const auto metric = model.metric(arguments.metric);
  if (!metric) return base::failure_of(metric);
  const auto measure = measure_of(**metric);
  if (!measure) return base::failure_of(measure);
  const auto dimensions = metric_dimensions(arguments, model, **metric);
  if (!dimensions) return base::failure_of(dimensions);
  auto where = metrics::parse_where(model, arguments.where);
  if (!where) return base::failure_of(where);
  const GroupOf groups{{arguments.before, arguments.after}, {}};
  insight::RowsAsked asked[2];
  for (int group = 0; group < 2; ++group) {
    const auto& days = group == 0 ? arguments.before : arguments.after;
    if (const auto range = day_range(group == 0 ? "--before" : "--after", days); !range)
      return base::failure_of(range);
    asked[group] = {*where, records::parse_day(days.substr(0, 10)),
                    records::parse_day(days.substr(12))};
  }
  const insight::Workspace workspace{model, session.store(), place.caller.viewer};
  const auto rows = insight::metric_rows(
      workspace, (*metric)->name, *dimensions,
      place.console.chinese() ? metrics::Language::zh : metrics::Language::en, asked[0], asked[1]);
  if (!rows) return base::failure_of(rows);
  insight::DriverSettings settings;
  settings.measure = *measure;
  settings.depth = arguments.depth;
  for (const auto& period : asked) {
    const auto clustering = insight::clustering_of(workspace, (*metric)->name, "", period);
    if (!clustering) return base::failure_of(clustering);
    settings.clustering = std::max(settings.clustering, *clustering);
  }
  const auto drivers = insight::drivers_of(*rows, settings);
  if (!drivers) return base::failure_of(drivers);
  DriversReport report(*rows, *drivers, settings.measure, groups);
  auto samples = segment_samples(*rows, *drivers, asked, {session, place.caller.viewer}, **metric);
  if (!samples) return base::failure_of(samples);
  report.add_samples(std::move(*samples));
  return tell_sheet(report.json(), report.sheet(), arguments, &session, place);
}

}  // namespace aftercare::app
