// Values no code list knows and repairs too unsure to be made, for people to decide: proposed
// meanings, decisions, undo.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "pipeline/session.hpp"
#include "records/moment.hpp"
#include "store/duckdb/decisions.hpp"

namespace aftercare::pipeline {

struct ProposedMeaning {
  store::UndecidedValue about;
  std::string code;     // Empty: nothing is near, or the value would go.
  std::string word;     // The known word that it is like.
  double likeness = 0;  // To the word; of a repair its confidence.
};

/// Every undecided value with its nearest code. The most frequent first.
base::Result<std::vector<ProposedMeaning>> proposed_meanings(const Session& session);

struct Decided {
  std::vector<store::ValueDecision> decisions;
  std::uint64_t changed = 0;   // Records that say something else now.
  std::uint64_t replayed = 0;  // Rows that left the quarantine.
};

/// Values of one entity's field and what they mean.
struct Meaning {
  enum class Verdict : std::uint8_t { by_code, accept, reject };
  std::string entity;
  std::string field;
  std::vector<std::string> values;
  std::string code;  // Empty: they are left as they are and proposed no more, unless accepted so.
  std::string suggested = {};  // What was proposed for a value that is empty.
  Verdict verdict = Verdict::by_code;
};

/// Decides each value, then replays the rows that waited for it. Fails as Writer::decide does;
/// what was decided before the failure stays.
base::Result<Decided> decide(const Session& session, const Meaning& meaning,
                             std::optional<records::Moment> as_of,
                             const std::string& by = "command line");

/// Fails as Writer::undo_decision does.
base::Result<Decided> undo(const Session& session, std::int64_t decision,
                           const std::string& by = "command line");

}  // namespace aftercare::pipeline
