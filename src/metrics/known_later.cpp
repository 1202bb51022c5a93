#include "metrics/known_later.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <variant>

namespace aftercare::metrics {
namespace {

// The last week would always look low, its base would, or only what was quick is in it.
constexpr auto known_later = std::to_array<std::string_view>(
    {"is_delivered", "is_returned", "is_refunded", "delivered_late", "refund_amount",
     "refund_seconds", "delivery_seconds", "resolution_seconds", "resolution_business_seconds",
     "survey_score"});

}  // namespace

bool is_known_later(const Model& model, const Alternatives& of) {
  const auto& measure = of.front();
  if (measure.day != model.fact(measure.fact).day) return true;
  if (measure.fact == "survey_fact")
    return false;  // By the day of the answer, which is then whole.
  const auto later = [](const std::string& column) {
    return std::ranges::find(known_later, column) != known_later.end();
  };
  return later(measure.column) || std::ranges::any_of(measure.where, [&](const auto& condition) {
           return later(condition.column);
         });
}

bool is_known_later(const Model& model, const Metric& metric) {
  if (const auto* single = std::get_if<Single>(&metric.kind))
    return is_known_later(model, single->of);
  const auto* ratio = std::get_if<Ratio>(&metric.kind);
  return ratio != nullptr &&
         (is_known_later(model, ratio->numerator) || is_known_later(model, ratio->denominator));
}

}  // namespace aftercare::metrics
