#include "app/scores_json.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "records/quality_count.hpp"
#include "store/duckdb/quality_scores.hpp"
#include "store/duckdb/rule_runs.hpp"

namespace aftercare::app {
namespace {

using ScoreJson = nlohmann::ordered_json;
using records::QualityDimension;

constexpr auto kDimensions = static_cast<std::size_t>(QualityDimension::count_of_dimensions);
using DimensionCounts = std::array<records::QualityCount, kDimensions>;

void add_count(DimensionCounts& to, const records::QualityCount& count) {
  auto& sum = to[static_cast<std::size_t>(count.dimension)];
  sum.checked += count.checked;
  sum.failed += count.failed;
}

// The score is the share that did not fail; the whole is the mean of what could be judged.
ScoreJson score_json(const DimensionCounts& counts) {
  ScoreJson json = ScoreJson::object();
  double sum = 0;
  int judged = 0;
  for (std::size_t i = 0; i < kDimensions; ++i) {
    const auto name = std::string(records::to_name(static_cast<QualityDimension>(i)));
    const auto& count = counts[i];
    if (count.checked == 0) {
      json[name] = nullptr;
      continue;
    }
    const double score = 100.0 * static_cast<double>(count.checked - count.failed) /
                         static_cast<double>(count.checked);
    json[name] = {{"score", score}, {"checked", count.checked}, {"failed", count.failed}};
    sum += score;
    ++judged;
  }
  json["score"] = judged == 0 ? ScoreJson(nullptr) : ScoreJson(sum / judged);
  return json;
}

records::Label label_of_rule(const pipeline::Session& session, const std::string& table,
                             const std::string& name) {
  const auto& whole = session.rules().table_rules_of(table);
  const auto rule = std::ranges::find(whole, name, &quality::FileRule::name);
  if (rule != whole.end() && !rule->label.en.empty()) return rule->label;
  return session.finding_labels().of(name);
}

}  // namespace

base::Result<ScoreJson> scores_json(const pipeline::Session& session,
                                    const records::Viewer& viewer) {
  const auto counts = store::score_counts(session.store(), viewer);
  if (!counts) return base::failure_of(counts);
  DimensionCounts total;
  struct SourceCounts {
    DimensionCounts all;
    std::map<records::Day, DimensionCounts> by_day;
  };
  std::map<std::string, SourceCounts> by_source;
  std::map<records::Day, DimensionCounts> by_day;
  for (const auto& one : *counts) {
    auto& source = by_source[one.source];
    add_count(total, one.count);
    add_count(source.all, one.count);
    add_count(source.by_day[one.day], one.count);
    add_count(by_day[one.day], one.count);
  }
  ScoreJson json = {
      {"total", score_json(total)}, {"sources", ScoreJson::array()}, {"days", ScoreJson::array()}};
  for (const auto& [source, sums] : by_source) {
    auto scores = score_json(sums.all);
    scores["source"] = source;
    scores["days"] = ScoreJson::array();
    for (const auto& [day, of_day] : sums.by_day)
      scores["days"].push_back(
          {{"day", records::to_iso(day)}, {"score", score_json(of_day).at("score")}});
    json["sources"].push_back(std::move(scores));
  }
  for (const auto& [day, sums] : by_day) {
    auto scores = score_json(sums);
    scores["day"] = records::to_iso(day);
    json["days"].push_back(std::move(scores));
  }
  return json;
}

base::Result<ScoreJson> rule_runs_json(const pipeline::Session& session,
                                       const records::Viewer& viewer) {
  constexpr std::uint64_t most_read = 20'000;
  constexpr std::size_t most_of_a_rule = 30;
  const auto runs = store::rule_runs(session.store(), viewer, most_read);
  if (!runs) return base::failure_of(runs);
  std::map<std::pair<std::string, std::string>, std::vector<const store::RuleRun*>> by_rule;
  for (const auto& run : *runs) {
    auto& of_rule = by_rule[{run.table, run.rule}];
    if (of_rule.size() < most_of_a_rule) of_rule.push_back(&run);
  }
  const auto run_json = [](const store::RuleRun& run) {
    return ScoreJson{{"at", records::to_iso(run.at)},
                     {"checked", run.checked},
                     {"broken", run.broken},
                     {"measured", run.measured},
                     {"passed", run.passed}};
  };
  ScoreJson failed = ScoreJson::array(), held = ScoreJson::array();
  for (const auto& [name, of_rule] : by_rule) {
    const auto& latest = *of_rule.front();
    const auto label = label_of_rule(session, name.first, name.second);
    ScoreJson one = {{"table", name.first},
                     {"rule", name.second},
                     {"label", {{"zh", label.zh}, {"en", label.en}}}};
    one.update(run_json(latest));
    one["runs"] = ScoreJson::array();
    for (auto run = of_rule.rbegin(); run != of_rule.rend(); ++run)
      one["runs"].push_back(run_json(**run));
    (latest.passed ? held : failed).push_back(std::move(one));
  }
  for (auto& one : held) failed.push_back(std::move(one));
  return failed;
}

base::Result<ScoreJson> noise_json(const pipeline::Session& session,
                                   const records::Viewer& viewer) {
  const auto counts = store::noise_counts(session.store(), viewer);
  if (!counts) return base::failure_of(counts);
  const auto* field = session.dictionary().entity("case")->field("noise");
  ScoreJson json = {{"kinds", ScoreJson::array()}};
  std::uint64_t cases = 0, left_out = 0, complaints = 0;
  for (const auto& one : *counts) {
    ScoreJson label = nullptr;
    if (field != nullptr)
      for (const auto& code : field->codes)
        if (code.code == one.noise) label = {{"zh", code.label.zh}, {"en", code.label.en}};
    json["kinds"].push_back({{"noise", one.noise},
                             {"label", std::move(label)},
                             {"cases", one.cases},
                             {"left_out", one.left_out},
                             {"complaints", one.complaints}});
    cases += one.cases;
    left_out += one.left_out;
    complaints += one.complaints;
  }
  json["cases"] = cases;
  json["left_out"] = left_out;
  json["complaints_left_out"] = complaints;
  return json;
}

}  // namespace aftercare::app
