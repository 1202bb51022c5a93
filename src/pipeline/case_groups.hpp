// Cases that are one voice, by what was found alike and what people said.

#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "pipeline/session.hpp"
#include "store/duckdb/alike_records.hpp"

namespace aftercare::pipeline {

/// All groups of cases, each called by the one opened first. Cases of two persons, about two
/// products or two orders, are two voices unless a verdict (the newest first) says otherwise.
base::Result<std::vector<store::GroupMember>> case_groups(
    const Session& session, const std::vector<store::PairVerdict>& verdicts,
    const std::vector<store::KeyPair>& pairs);

}  // namespace aftercare::pipeline
