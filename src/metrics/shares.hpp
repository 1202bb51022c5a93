// What part of the total each row is.

#pragma once

#include "metrics/answer.hpp"

namespace aftercare::metrics {

/// Of metrics that count or add up; a mean, a ratio or a median is no part of another and gets
/// none, which a note says. Beside another dimension a day (week, month) is the total of its rows.
base::Result<void> add_shares(const Model& model, const Question& question,
                              const store::Engine& engine, const records::Viewer& viewer,
                              Answer& answer);

}  // namespace aftercare::metrics
