#include "metrics/maturing.hpp"

#include <algorithm>

#include "metrics/answer.hpp"

namespace aftercare::metrics {
namespace {

bool any_matures(const Alternatives& alternatives) {
  return std::ranges::any_of(alternatives, [](const Measure& one) { return one.matures > 0; });
}

bool needs_last_day(const Model& model, const Metric& metric) {
  if (const auto* single = std::get_if<Single>(&metric.kind)) return any_matures(single->of);
  if (const auto* ratio = std::get_if<Ratio>(&metric.kind))
    return any_matures(ratio->numerator) || any_matures(ratio->denominator);
  if (const auto* stock = std::get_if<Stock>(&metric.kind))
    return stock->tells == Stock::Tells::mean_age;
  if (const auto* derived = std::get_if<Derived>(&metric.kind))
    return std::ranges::any_of(names_in(derived->steps), [&](const std::string& name) {
      return needs_last_day(model, **model.metric(name));
    });
  return false;
}

}  // namespace

base::Result<std::optional<records::Day>> last_day_for(const Model& model,
                                                       const ResolvedQuestion& question,
                                                       const store::Engine& engine,
                                                       const records::Viewer& viewer) {
  if (std::ranges::none_of(question.metrics,
                           [&](const Metric* metric) { return needs_last_day(model, *metric); }))
    return question.last_day;
  const auto period = data_period(model, engine, viewer);
  if (!period) return base::failure_of(period);
  return period->to;
}

}  // namespace aftercare::metrics
