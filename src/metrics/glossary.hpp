// The common language between departments: every number and what it is asked by, from the same
// definitions that compute it.

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "metrics/model.hpp"

namespace aftercare::metrics {

/// What a metric says of itself beyond its definition, read out of it.
struct MetricTerms {
  base::Message population;  // Which rows are its base.
  base::Message exclusions;  // Which of them it leaves out; empty: none.
  base::Message counted_on;  // The day that a row counts on.
  base::Message clock;
};

MetricTerms terms_of(const Model& model, const Metric& metric);

/// All metrics, dimensions and facts, with labels in both languages.
nlohmann::ordered_json glossary_json(const Model& model);
/// The same as a page.
std::string glossary_markdown(const Model& model);

}  // namespace aftercare::metrics
