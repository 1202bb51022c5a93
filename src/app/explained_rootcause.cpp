// rootcause of a metric: why, and why again.

#include "app/explained.hpp"
#include "app/told_causes.hpp"
#include "app/told_samples.hpp"
#include "insight/rootcause/cause_samples.hpp"
#include "insight/rootcause/counted_causes.hpp"

namespace aftercare::app {

base::Result<Explained> explain_rootcause(const InsightArguments& asked, const ExplainFor& whom) {
  const auto rows = rows_asked(asked, whom);
  if (!rows) return base::failure_of(rows);
  const auto name = asked.metric.empty() ? std::string("complaint_rate") : asked.metric;
  const auto counted = insight::counted_causes(whom.workspace(), name, names_listed(asked.by, {}),
                                               whom.language(), *rows);
  if (!counted) return base::failure_of(counted);
  const auto tree = insight::cause_tree(counted->rows);
  if (!tree) return base::failure_of(tree);
  const auto* metric = *whom.session.model().metric(name);
  CausesAsked causes{counted->rows,
                     {},
                     label_message(metric->label),
                     std::get<metrics::Ratio>(metric->kind).scale,
                     {"key", "编号"},
                     {}};
  for (const auto* dimension : counted->dimensions)
    causes.labels.push_back(label_message(dimension->label));
  causes.samples =
      [&](const CauseConditions& path,
          const std::vector<CauseConditions>& taken) -> base::Result<nlohmann::ordered_json> {
    const auto samples = insight::cause_samples(whom.workspace(), *counted, path, taken);
    // Who may not see rows is told of the numbers.
    if (!samples && !records::is_refusal(samples.error())) return base::failure_of(samples);
    return samples_json(whom.session, whom.viewer, counted->fact,
                        samples ? *samples : std::vector<insight::SampleRow>());
  };
  auto told = told_causes(*tree, causes);
  if (told) told->json["metric"] = name;
  return told;
}

}  // namespace aftercare::app
