// A question, asked of the store and answered.
//
//   auto model = metrics::Model::load(workspace, dictionary);
//   metrics::Question question;
//   question.metrics = {"complaints", "complaint_rate"};
//   question.by = {"topic"};
//   auto answer = metrics::answer(*model, question, engine, viewer);

#pragma once

#include "base/result.hpp"
#include "metrics/model.hpp"
#include "metrics/plan.hpp"
#include "metrics/question.hpp"
#include "store/engine.hpp"

namespace aftercare::metrics {

/// Rows of combinations that exist; with time in `by`, also every bucket of the period for each
/// combination of the other dimensions, so that a quiet day is a row and not a hole. The totals
/// are those of the same question without `by`. Fails (usage) on unknown names and values, on a
/// metric that lacks a dimension, and on a period that ends before it begins.
base::Result<Answer> answer(const Model& model, const Question& question,
                            const store::Engine& engine, const records::Viewer& viewer);

/// Names and values looked up; nothing asked of the store.
base::Result<ResolvedQuestion> resolve(const Model& model, const Question& question);

/// First and last day of these days' rows; null if there are none.
base::Result<Period> days_of(const std::vector<FactDay>& days, const store::Engine& engine,
                             const records::Viewer& viewer);

/// First and last day of all facts.
base::Result<Period> data_period(const Model& model, const store::Engine& engine,
                                 const records::Viewer& viewer);

/// The same, but up to the last day on which a case was opened, if there is one: what reports and
/// the page end with. Orders that come in sooner than cases would make these seem to fall.
base::Result<Period> shown_period(const Model& model, const store::Engine& engine,
                                  const records::Viewer& viewer);

}  // namespace aftercare::metrics
