// Records that are the same, for people to look at and decide: pairs side by side with what the
// score is made of, groups, verdicts. Values are masked.

#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "base/result.hpp"
#include "pipeline/same_people.hpp"
#include "pipeline/session.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/alike_records.hpp"

namespace aftercare::app {

/// How far customers and cases are compared, and how many pairs there are of each state.
base::Result<nlohmann::ordered_json> same_summary_json(const pipeline::Session& session,
                                                       const records::Viewer& viewer);

nlohmann::ordered_json to_json(const pipeline::ComparedRecords& compared);

base::Result<nlohmann::ordered_json> same_pairs_json(const pipeline::Session& session,
                                                     const records::Viewer& viewer,
                                                     const store::PairFilter& filter,
                                                     std::uint64_t limit, std::uint64_t offset);

/// A pair whether it was found alike or not. Null if a record is not stored.
base::Result<nlohmann::ordered_json> same_pair_json(const pipeline::Session& session,
                                                    const records::Viewer& viewer,
                                                    const std::string& entity,
                                                    const store::KeyPair& keys);

/// A record's group: its members side by side, and the pairs among them that are known.
base::Result<nlohmann::ordered_json> same_group_json(const pipeline::Session& session,
                                                     const records::Viewer& viewer,
                                                     const std::string& entity,
                                                     const std::string& key);

base::Result<nlohmann::ordered_json> same_verdicts_json(const pipeline::Session& session,
                                                        const records::Viewer& viewer,
                                                        const std::string& entity);

}  // namespace aftercare::app
