// A topic that was split: its stored cases are judged again by the rules of today, so that each
// counts as what it is and not all as one of the new topics.
//
// `split_from` of the new topics names the old code, `was` of one of them says what a case counts
// as until it was judged, and what stays if its text tells none of the new ones.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "pipeline/session.hpp"

namespace aftercare::pipeline {

struct SplitTopic {
  std::string code;                           // The old one.
  std::uint64_t cases = 0;                    // Stored with it.
  std::map<std::string, std::uint64_t> into;  // By new topic.
  std::uint64_t stay = 0;                     // Their text tells none of the new ones.
};

/// Every split of the workspace's taxonomy that has stored cases, in portions: each is whole or not
/// at all, and what a killed one left is judged the next time, as is what stayed. Takes
/// session.writing() for each portion.
base::Result<std::vector<SplitTopic>> judge_split_topics(const Session& session,
                                                         base::Progress& progress);

/// The same if what topics are found by has changed since they were judged last (topic_rules.hpp),
/// or they never were; else nothing is read and there are none.
base::Result<std::vector<SplitTopic>> judge_changed_topics(const Session& session,
                                                           base::Progress& progress);

}  // namespace aftercare::pipeline
