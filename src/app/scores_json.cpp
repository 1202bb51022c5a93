#include "app/scores_json.hpp"

#include <array>
#include <map>

#include "records/quality_count.hpp"
#include "store/duckdb/quality_scores.hpp"

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

}  // namespace

base::Result<ScoreJson> scores_json(const pipeline::Session& session,
                                    const records::Viewer& viewer) {
  const auto counts = store::score_counts(session.store(), viewer);
  if (!counts) return base::failure_of(counts);
  DimensionCounts total;
  std::map<std::string, DimensionCounts> by_source;
  std::map<records::Day, DimensionCounts> by_day;
  for (const auto& one : *counts) {
    add_count(total, one.count);
    add_count(by_source[one.source], one.count);
    add_count(by_day[one.day], one.count);
  }
  ScoreJson json = {
      {"total", score_json(total)}, {"sources", ScoreJson::array()}, {"days", ScoreJson::array()}};
  for (const auto& [source, sums] : by_source) {
    auto scores = score_json(sums);
    scores["source"] = source;
    json["sources"].push_back(std::move(scores));
  }
  for (const auto& [day, sums] : by_day) {
    auto scores = score_json(sums);
    scores["day"] = records::to_iso(day);
    json["days"].push_back(std::move(scores));
  }
  return json;
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
