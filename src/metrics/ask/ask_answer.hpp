// An understood question, answered: by the same path as every other question.

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "metrics/ask/ask.hpp"
#include "metrics/changes.hpp"
#include "store/engine.hpp"

namespace aftercare::metrics {

struct AskAnswer {
  std::optional<Answer> now;     // None where it asks why.
  std::optional<Answer> before;  // Of the period compared with; rows of the same values as in now,
                                 // in the same order, unless it is by time. Null: no such row.
  std::optional<Changes> changes;
};

/// Adds what the store knows by name (products, agents, batches) to the words: of every dimension
/// without listed values the most frequent.
base::Result<void> add_stored_values(AskWords& words, const store::Engine& engine,
                                     const records::Viewer& viewer);

/// The day that "today" is for questions: the last day of the data, if that is over.
base::Result<records::Day> ask_today(const Model& model, records::Day today,
                                     const store::Engine& engine, const records::Viewer& viewer);

/// REQUIRES: asked.answerable(). Fails (usage) where a metric lacks a dimension, and says which
/// are possible; why can be answered of metrics that count.
base::Result<AskAnswer> answer(const Model& model, const Asked& asked, const store::Engine& engine,
                               const records::Viewer& viewer);

/// What was asked, how it was understood, and what was not; `near` are phrases like those.
nlohmann::ordered_json to_json(const Asked& asked, const AskWords& words);
/// The same with its answer: `answer`, `before` (rows and total), `changes`.
nlohmann::ordered_json to_json(const Asked& asked, const AskWords& words, const AskAnswer& answer);

/// Understood, but the numbers cannot be put so: `problem` is the refusal.
nlohmann::ordered_json to_json(const Asked& asked, const AskWords& words,
                               const base::Error& refusal);

}  // namespace aftercare::metrics
