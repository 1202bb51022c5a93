// Which customers of the store are one person, whatever source they came from.
//
// Customers lie sealed; they are opened in memory, compared (quality::People) and forgotten. What
// is kept is who is whose person, the pairs worth a look, and how much each field said.

#pragma once

#include <cstdint>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "pipeline/session.hpp"

namespace aftercare::pipeline {

struct ComparedRecords {
  std::uint64_t records = 0;   // That are there.
  std::uint64_t fresh = 0;     // Of them compared for the first time, or anew.
  std::uint64_t compared = 0;  // Pairs looked at.
  std::uint64_t groups = 0;    // Of more than one.
  std::uint64_t repeated = 0;  // Records beside the first of their group.
  std::uint64_t proposed = 0;  // Pairs for people to decide.
  std::uint64_t changed = 0;   // Records that are in another group now.
};

/// Compares all customers; verdicts stand, whatever is found. Fails (usage) if sealed values cannot
/// be opened. Takes writing().
base::Result<ComparedRecords> compare_customers(const Session& session, base::Progress& progress);

/// What a comparison ends with whose progress nobody wants any more. Nothing of it is stored.
inline tl::unexpected<base::Error> comparison_stopped() {
  return base::failure("stopped: nothing was changed by this comparison",
                       "已停止：本次比对未作任何更改");
}

}  // namespace aftercare::pipeline
