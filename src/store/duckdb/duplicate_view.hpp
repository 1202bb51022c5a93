// Duplicate rows beside the records they repeat.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"
#include "store/duckdb/finding_view.hpp"

namespace aftercare::store {

/// Empty members take anything.
struct DuplicateFilter {
  std::string entity;
  std::string how;  // "key": known under its own key; "content": the same under another.
  std::string file_id;
};

struct RepeatedRow {
  std::string entity;
  std::string how;
  std::string file;
  std::uint64_t row = 0;
  std::string record_key;
  std::string original_key;
  std::string original_file;  // Empty: the original is no current record any more.
  std::uint64_t original_row = 0;
};

struct DuplicatePage {
  std::uint64_t total = 0;
  std::vector<Facet> facets;  // "entity", "how", "file_id".
  std::vector<RepeatedRow> rows;
};

base::Result<DuplicatePage> duplicates(const Database& database, const records::Viewer& viewer,
                                       const DuplicateFilter& filter, std::uint64_t limit,
                                       std::uint64_t offset);

}  // namespace aftercare::store
