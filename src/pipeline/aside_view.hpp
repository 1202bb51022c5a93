// A quarantined row as people look at it before they mend it: cell by cell, masked.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "pipeline/audit.hpp"
#include "pipeline/session.hpp"
#include "pipeline/slice_maker.hpp"
#include "store/duckdb/quarantine.hpp"

namespace aftercare::pipeline {

struct AsideCell {
  std::string column;
  std::vector<std::string> fields;  // "case.text": where the mapping puts it.
  std::string value;
  bool masked = false;  // The value is not what stands in the file.
};

struct AsideRow {
  store::SetAside about;         // Without the sealed row.
  std::vector<AsideCell> cells;  // None if the row could not be cut into columns.
  std::string raw;               // Its text then.
};

/// Fails (usage) on an unknown id, and as Vault::unseal does. With `reveal`, who wants to see it,
/// what the viewer has a right to is not masked: noted in the audit log first; fails (usage)
/// without a reason.
base::Result<AsideRow> aside_row(const Session& session, const Stages& stages,
                                 const records::Viewer& viewer, std::int64_t id,
                                 const std::optional<Actor>& reveal);

}  // namespace aftercare::pipeline
