// Findings row by row, with what they can be narrowed by. overview.hpp only counts them.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

/// Empty members take anything.
struct FindingFilter {
  std::string rule;
  std::string entity;
  std::string field;
  std::string kind;
  std::string source;
  std::string file_id;
};

struct FacetValue {
  std::string value;
  std::string name;  // What people call it, where that is another: a file's.
  std::uint64_t count = 0;
};

/// Counted under the filter's other members, so that each may be changed; most frequent first.
struct Facet {
  std::string name;  // "rule", "entity", "field", "kind", "source", "file_id".
  std::vector<FacetValue> values;
};

struct FoundRow {
  std::string rule;
  std::string kind;
  std::string entity;
  std::string field;
  std::string before;  // Masked where personal.
  std::string after;
  std::optional<double> confidence;  // Of a repair.
  std::string file;
  std::string source;
  std::uint64_t row = 0;
  std::string record_key;
  std::string case_key;  // Of the case that it belongs to; empty: none that is stored.
};

struct FindingPage {
  std::uint64_t total = 0;
  std::vector<Facet> facets;
  std::vector<FoundRow> rows;
};

base::Result<FindingPage> findings(const Database& database, const records::Viewer& viewer,
                                   const FindingFilter& filter, std::uint64_t limit,
                                   std::uint64_t offset);

}  // namespace aftercare::store
