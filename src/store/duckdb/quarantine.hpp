// Rows set aside, for those who mend them. writer.hpp replays and drops them.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"
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

/// One row with its sealed original. Fails (usage) if there is none.
base::Result<SetAside> quarantined_row(const Database& database, const records::Viewer& viewer,
                                       std::int64_t id);

}  // namespace aftercare::store
