#include "quality/rules/stable_judge.hpp"

#include <fmt/format.h>

#include <utility>

namespace aftercare::quality {
namespace {

constexpr double kByChance = 0.001;  // A difference less likely than this is one.

}  // namespace

void judge_stability(const FileCondition::Stable& stable, const std::vector<std::uint64_t>& then,
                     const std::vector<std::uint64_t>& now, RuleResult& result) {
  result.measured = stability_index(then, now);
  result.passed = result.measured <= stable.most_index || chi_square_p(then, now) > kByChance;
  result.found = {
      fmt::format(
          "the last {} days are apart from those before by an index of {:.3f}, {:g} is allowed",
          stable.days, result.measured, stable.most_index),
      fmt::format("最近 {} 天与之前的分布差异（PSI）为 {:.3f}，允许 {:g}", stable.days,
                  result.measured, stable.most_index)};
}

void judge_distance(const FileCondition::Stable& stable, WeightedValues then, WeightedValues now,
                    RuleResult& result) {
  const auto found = cumulative_distance(std::move(then), std::move(now));
  result.measured = found.distance;
  result.passed = found.distance <= *stable.most_distance || found.p > kByChance;
  result.found = {
      fmt::format("the values of the last {} days are apart from those before by {:.3f} "
                  "(Kolmogorov-Smirnov), {:g} is allowed",
                  stable.days, found.distance, *stable.most_distance),
      fmt::format("最近 {} 天与之前的数值分布相差 {:.3f}（KS 统计量），允许 {:g}", stable.days,
                  found.distance, *stable.most_distance)};
}

}  // namespace aftercare::quality
