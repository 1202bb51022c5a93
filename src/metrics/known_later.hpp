// Metrics whose last days are not complete: what they count becomes known some days after the day
// that it counts on.

#pragma once

#include "metrics/model.hpp"

namespace aftercare::metrics {

/// Whether the metric, or what it is counted on, is known later than its day: a delivery, a return,
/// a resolution, an answer to a survey, or what lies on another day than its fact's own.
bool is_known_later(const Model& model, const Metric& metric);
bool is_known_later(const Model& model, const Alternatives& of);

}  // namespace aftercare::metrics
