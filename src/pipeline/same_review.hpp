// What people say about records that are (not) the same: accept, split, merge, undo.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "pipeline/session.hpp"
#include "store/duckdb/alike_records.hpp"
#include "store/duckdb/alike_write.hpp"

namespace aftercare::pipeline {

/// These records are one ("customer": a person, "case": a voice). Fails (usage) on fewer than two,
/// or one that is not stored. Takes writing(), as the others here.
base::Result<store::AlikeChanged> say_same(const Session& session, const std::string& entity,
                                           const std::vector<std::string>& keys,
                                           const std::string& by);

/// Two records are two; with one key: it is none of the others of its group. No comparison joins
/// them again. Fails (usage) if one is not stored or, of one key, if it is in no group.
base::Result<store::AlikeChanged> say_apart(const Session& session, const std::string& entity,
                                            const std::vector<std::string>& keys,
                                            const std::string& by);

/// As if it had not been said. Fails (usage) if it is not in force.
base::Result<store::AlikeChanged> unsay(const Session& session, std::int64_t verdict,
                                        const std::string& by);

}  // namespace aftercare::pipeline
