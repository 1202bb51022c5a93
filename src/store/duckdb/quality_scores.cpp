#include "store/duckdb/quality_scores.hpp"

#include "store/duckdb/cells.hpp"
#include "store/rights.hpp"

namespace aftercare::store {

static_assert(static_cast<int>(records::QualityDimension::timeliness) == 4);

base::Result<std::vector<ScoreCount>> score_counts(const Database& database,
                                                   const records::Viewer& viewer) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  // What a source brings at first is its past: late by nobody's fault, so not judged for that.
  const auto frame = database.read(
      "SELECT f.source, s.noted_at::DATE AS day, q.dimension, sum(q.checked)::BIGINT, "
      "sum(q.failed)::BIGINT FROM slice_quality q JOIN slice s ON s.file_id = q.file_id AND "
      "s.number = q.slice_number JOIN file f ON f.file_id = q.file_id JOIN (SELECT source, entity, "
      "min(noted_at) AS since FROM file GROUP BY ALL) b ON b.source IS NOT DISTINCT FROM f.source "
      "AND b.entity IS NOT DISTINCT FROM f.entity WHERE q.dimension <> 4 OR s.noted_at > b.since + "
      "INTERVAL 1 DAY GROUP BY ALL "
      "UNION ALL SELECT f.source, s.noted_at::DATE AS day, 2, sum(s.\"rows\")::BIGINT, "
      "sum(s.duplicates)::BIGINT FROM slice s JOIN file f ON f.file_id = s.file_id "
      "GROUP BY ALL ORDER BY 1, 2, 3");
  if (!frame) return base::failure_of(frame);
  std::vector<ScoreCount> counts;
  for (const auto& row : frame->rows) {
    const auto dimension = count_in(row[2]);
    if (dimension >= static_cast<std::uint64_t>(records::QualityDimension::count_of_dimensions))
      continue;
    counts.push_back(
        {text_in(row[0]),
         std::get<records::Day>(row[1]),
         {static_cast<records::QualityDimension>(dimension), count_in(row[3]), count_in(row[4])}});
  }
  return counts;
}

base::Result<std::vector<NoiseCount>> noise_counts(const Database& database,
                                                   const records::Viewer& viewer) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  const auto frame = database.read(
      "SELECT noise, count(*), count(*) FILTER (WHERE is_noise), count(*) FILTER (WHERE is_noise "
      "AND "
      "kind = 'complaint') FROM case_fact WHERE noise IS NOT NULL GROUP BY noise "
      "ORDER BY 2 DESC, noise");
  if (!frame) return base::failure_of(frame);
  std::vector<NoiseCount> counts;
  for (const auto& row : frame->rows)
    counts.push_back({text_in(row[0]), count_in(row[1]), count_in(row[2]), count_in(row[3])});
  return counts;
}

}  // namespace aftercare::store
