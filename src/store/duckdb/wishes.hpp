// What cases wish for or miss, as it was found in their texts: telling words, never the text.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "records/moment.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

struct StoredWish {
  std::string case_key;
  bool unmet = false;                // Something is missing; else something is wished for.
  std::vector<std::string> aspects;  // Codes.
  std::vector<std::string> words;    // What tells what it is; not empty.
  std::optional<records::Day> day;   // Of the case; only when read.
};

/// Up to which commit cases were looked through.
base::Result<std::int64_t> wishes_read_until(const Database& database,
                                             const records::Viewer& viewer);

/// Replaces the wishes of these cases, all or none, and remembers how far it went.
base::Result<void> keep_wishes(Database& database, const std::vector<std::string>& cases,
                               const std::vector<StoredWish>& wishes, std::int64_t until);

/// Of cases that are stored still, opened from the first to the last day (either may be open), in
/// the order of days.
base::Result<std::vector<StoredWish>> wishes_between(const Database& database,
                                                     const records::Viewer& viewer,
                                                     std::optional<records::Day> from,
                                                     std::optional<records::Day> to);

}  // namespace aftercare::store
