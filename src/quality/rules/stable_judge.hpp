// Whether the last days of a column are distributed as the days before, and the sentence about it.

#pragma once

#include <cstdint>
#include <vector>

#include "quality/rules/file_rule.hpp"
#include "quality/rules/file_rule_run.hpp"
#include "quality/rules/history.hpp"

namespace aftercare::quality {

/// Words or codes: counts over the same buckets, by the population stability index. Few rows
/// differ by chance: chi-square must agree that they do.
void judge_stability(const FileCondition::Stable& stable, const std::vector<std::uint64_t>& then,
                     const std::vector<std::uint64_t>& now, RuleResult& result);

/// Numbers, by the distance of Kolmogorov and Smirnov. REQUIRES stable.most_distance.
void judge_distance(const FileCondition::Stable& stable, WeightedValues then, WeightedValues now,
                    RuleResult& result);

}  // namespace aftercare::quality
