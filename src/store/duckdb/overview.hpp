// What a store holds, as people look after it: ledger, unresolved references, findings, repeats.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "records/ledger.hpp"
#include "records/moment.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

struct FileLedger {
  std::string file_id;
  std::string name;
  std::string source;
  std::string entity;
  std::string mapping;
  std::string encoding;
  std::uint64_t bytes = 0;
  records::Moment at;  // Of the last commit.
  bool complete = false;
  records::Ledger ledger;  // Sum over its slices.
};

struct StoreLedger {
  std::vector<FileLedger> files;  // The latest first.
  records::Ledger total;
  bool balanced = true;  // Every slice is.
};
base::Result<StoreLedger> ledger(const Database& database, const records::Viewer& viewer);

/// Values of a field that refer to a record not there (yet).
struct UnresolvedReferences {
  std::string entity;
  std::string field;
  std::string references;
  std::uint64_t count = 0;  // Records with such a value.
};
/// Looks at the tables as they are now, so what has arrived since is resolved. Only fields with
/// unresolved values are listed.
base::Result<std::vector<UnresolvedReferences>> unresolved_references(
    const Database& database, const records::Viewer& viewer);

struct FindingCount {
  std::string rule;
  std::string entity;
  std::string field;  // Empty: the whole row.
  std::string kind;   // "flagged", "repaired", "unresolved", "quarantined".
  std::uint64_t count = 0;
};
/// The most frequent first.
base::Result<std::vector<FindingCount>> finding_counts(const Database& database,
                                                       const records::Viewer& viewer);

/// Equal texts of different cases: kept, since another person's or product's voice is another.
struct Repeats {
  std::uint64_t texts = 0;  // Texts that stand more than once.
  std::uint64_t rows = 0;   // Cases that have one of them.
};
base::Result<Repeats> repeats(const Database& database, const records::Viewer& viewer);

struct DayRange {
  std::optional<records::Day> first;  // None: no dated case.
  std::optional<records::Day> last;
  std::uint64_t undated = 0;
};
/// The days on which cases were opened.
base::Result<DayRange> case_days(const Database& database, const records::Viewer& viewer);

/// Names and models of products, to recognise them in texts. No personal values.
base::Result<std::vector<std::string>> product_names(const Database& database,
                                                     const records::Viewer& viewer);
base::Result<std::vector<std::string>> product_brands(const Database& database,
                                                      const records::Viewer& viewer);

}  // namespace aftercare::store
