// What a person's other cases tell of each: which complaints are repeats, how soon somebody came
// back, and which scored reviews are beyond those that a platform counts.

#pragma once

#include <cstdint>
#include <optional>

#include "base/result.hpp"
#include "store/duckdb/connection.hpp"

namespace aftercare::store {

/// Notes the persons of the facts that go: those in the table touched_key, none if `only_new`. To
/// be called before they go.
base::Result<void> begin_person_marks(const Connection& connection, bool only_new);

/// Notes the persons of the facts that came (all of the cases since this commit, or those in
/// touched_key) and marks every case of all that were noted.
base::Result<void> finish_person_marks(const Connection& connection,
                                       std::optional<std::int64_t> since);

}  // namespace aftercare::store
