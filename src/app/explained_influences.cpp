// influences: what a result depends on, each beside all others.

#include "app/told_influences.hpp"
#include "insight/influence/metric_influences.hpp"

namespace aftercare::app {

base::Result<Explained> explain_influences(const InsightArguments& asked, const ExplainFor& whom) {
  const auto rows = rows_asked(asked, whom);
  if (!rows) return base::failure_of(rows);
  const auto name = asked.metric.empty() ? std::string("csat") : asked.metric;
  const auto found =
      insight::metric_influences(whom.workspace(), name, names_listed(asked.by, {}), *rows);
  if (!found) return base::failure_of(found);
  const auto influences = insight::influences_on(*found);
  if (!influences) return base::failure_of(influences);
  const auto& label = (*whom.session.model().metric(name))->label;
  auto told = told_influences(*found, *influences, {label.en, label.zh});
  told.json["metric"] = name;
  return told;
}

}  // namespace aftercare::app
