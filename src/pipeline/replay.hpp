// Quarantined rows again: as they are, or mended, through the stages of today.

#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "pipeline/audit.hpp"
#include "pipeline/session.hpp"
#include "privacy/sealed_row.hpp"
#include "records/moment.hpp"

namespace aftercare::pipeline {

struct Replayed {
  std::uint64_t tried = 0;
  std::uint64_t replayed = 0;
  /// Rows that are refused as before: id and reason.
  std::vector<std::pair<std::int64_t, std::string>> refused;
};

/// Column and new value.
using Mending = std::vector<std::pair<std::string, std::string>>;

/// Replays rows by id; no ids: all that wait. `mending` needs exactly one id and columns that the
/// row has. Fails (usage) on an unknown id or column.
base::Result<Replayed> replay(const Session& session, std::vector<std::int64_t> ids,
                              const Mending& mending, std::optional<records::Moment> as_of);

/// A quarantined row in clear. Noted in the audit log first; fails (usage) without a reason,
/// and if the viewer may not see every value in clear.
base::Result<privacy::RawRow> row_in_clear(const Session& session, const records::Viewer& viewer,
                                           std::int64_t id, const Actor& who);

}  // namespace aftercare::pipeline
