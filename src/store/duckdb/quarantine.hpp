// Rows set aside, for those who mend them. writer.hpp replays and drops them.

#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"
#include "store/duckdb/finding_view.hpp"
#include "store/writer.hpp"

namespace aftercare::store {

struct SetAside {
  std::int64_t id = 0;
  std::string file_id;
  std::string file;  // Name of the file.
  std::string source;
  std::string mapping;
  std::uint32_t slice = 0;
  std::string state;   // "waiting", "replayed", "dropped".
  QuarantinedRow row;  // `sealed` only from quarantined_row().
};

/// In the order of ids, without the sealed rows. Empty state: all. Limit 0: all.
base::Result<std::vector<SetAside>> quarantine_list(const Database& database,
                                                    const records::Viewer& viewer,
                                                    std::string_view state = "waiting",
                                                    std::uint64_t limit = 0);

/// Empty members take anything.
struct QuarantineFilter {
  std::string state = "waiting";
  std::string reason;
  std::string entity;
  std::string field;
  std::string file_id;
};

struct QuarantinePage {
  std::uint64_t total = 0;
  std::vector<Facet> facets;  // "reason", "entity", "field", "file_id", as of findings.
  std::vector<SetAside> rows;
};

/// In the order of ids, without the sealed rows.
base::Result<QuarantinePage> quarantine_page(const Database& database,
                                             const records::Viewer& viewer,
                                             const QuarantineFilter& filter, std::uint64_t limit,
                                             std::uint64_t offset);

/// Calls `take` for every row that has its sealed original, with it.
base::Result<void> each_quarantined(const Database& database, const records::Viewer& viewer,
                                    const std::function<base::Result<void>(SetAside&&)>& take);

/// One row with its sealed original. Fails (usage) if there is none.
base::Result<SetAside> quarantined_row(const Database& database, const records::Viewer& viewer,
                                       std::int64_t id);

}  // namespace aftercare::store
