// Stored texts that an older analysis judged are analysed again, as if they came in today.
//
// Read from what was sealed of them, so that the result is the same as of a new record; where
// nothing is sealed any more, from the masked text. A kind that the source gave, or of which it is
// not known who did, stays. Old versions of records keep what was found then.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "pipeline/audit.hpp"
#include "pipeline/session.hpp"

namespace aftercare::pipeline {

struct OlderAnalysis {
  std::string entity;
  std::uint64_t again = 0;         // Records that can be analysed again.
  std::uint64_t without_text = 0;  // Their text is gone or there was none: they stay as they are.
};
/// Entities that have some.
base::Result<std::vector<OlderAnalysis>> older_analysis(const Session& session);

struct AnalysedAgain {
  std::string entity;
  std::uint64_t records = 0;
};
/// In portions, each whole or not at all with its facts: a killed one goes on where it stopped.
/// Takes session.writing() for each. Entities that had some, and the audit log names them; where
/// none has, that costs a look.
base::Result<std::vector<AnalysedAgain>> analyse_older(const Session& session,
                                                       base::Progress& progress, const Actor& who);

}  // namespace aftercare::pipeline
