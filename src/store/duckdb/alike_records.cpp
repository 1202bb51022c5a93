#include "store/duckdb/alike_records.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "store/duckdb/bound_list.hpp"
#include "store/duckdb/cells.hpp"
#include "store/rights.hpp"

namespace aftercare::store {
namespace {

using base::Result;
using records::Viewer;

// Every pair of an entity that is alike or judged, with what became of it. `?` twice: the entity.
constexpr std::string_view kJudgedPairs =
    "WITH verdict AS (SELECT one, other, arg_max(same, id) AS same, max(id) AS id FROM "
    "pair_verdict WHERE entity = $1 AND undone_by IS NULL GROUP BY one, other), "
    "met AS (SELECT coalesce(p.one, v.one) AS one, coalesce(p.other, v.other) AS other, p.score, "
    "p.why, v.same, coalesce(v.id, 0) AS id FROM (SELECT one, other, score, why FROM alike_pair "
    "WHERE entity = $1) p FULL JOIN verdict v ON v.one = p.one AND v.other = p.other), "
    "judged AS (SELECT m.*, CASE WHEN a.group_key = b.group_key THEN 'joined' WHEN m.same = false "
    "THEN 'apart' ELSE 'proposed' END AS state FROM met m "
    "LEFT JOIN same_record a ON a.entity = $1 AND a.record_key = m.one "
    "LEFT JOIN same_record b ON b.entity = $1 AND b.record_key = m.other) ";

ReviewPair review_pair_in(const std::vector<Cell>& row) {
  ReviewPair pair;
  pair.keys = {text_in(row[0]), text_in(row[1])};
  if (const auto* score = std::get_if<double>(&row[2])) pair.score = *score;
  pair.state = text_in(row[3]);
  pair.why = text_in(row[4]);
  pair.verdict = number_in(row[5]);
  return pair;
}

// What waits for somebody comes first.
constexpr std::string_view kStateOrder =
    "CASE state WHEN 'proposed' THEN 0 WHEN 'joined' THEN 1 ELSE 2 END";
constexpr std::string_view kReviewColumns = "one, other, score, state, why, id";

}  // namespace

Result<ComparedSoFar> compared_so_far(const Database& database, const Viewer& viewer,
                                      const std::string& entity) {
  if (const auto may = needs_all_records(viewer); !may) return base::failure_of(may);
  if (database.dictionary().entity(entity) == nullptr)
    return base::failure(fmt::format("no such entity: {}", entity),
                         fmt::format("没有该实体：{}", entity));
  ComparedSoFar done;
  const auto frame = database.read(
      "SELECT commit_number, \"records\", noted_at FROM comparison WHERE entity = ?", {entity});
  if (!frame) return base::failure_of(frame);
  if (!frame->rows.empty()) {
    done.commit = number_in(frame->rows[0][0]);
    done.records = count_in(frame->rows[0][1]);
    if (const auto* at = std::get_if<records::Moment>(&frame->rows[0][2])) done.at = *at;
  }
  const auto waiting = database.read(
      fmt::format("SELECT count(*) FROM \"{}\" WHERE commit_number > ?", entity), {done.commit});
  if (!waiting) return base::failure_of(waiting);
  done.waiting = count_in(waiting->rows[0][0]);
  return done;
}

Result<std::vector<KeyPair>> joined_pairs(const Database& database, const Viewer& viewer,
                                          const std::string& entity) {
  if (const auto may = needs_all_records(viewer); !may) return base::failure_of(may);
  const auto frame = database.read(
      "SELECT one, other FROM alike_pair WHERE entity = ? AND joined ORDER BY score DESC, one, "
      "other",
      {entity});
  if (!frame) return base::failure_of(frame);
  std::vector<KeyPair> pairs;
  pairs.reserve(frame->rows.size());
  for (const auto& row : frame->rows) pairs.emplace_back(text_in(row[0]), text_in(row[1]));
  return pairs;
}

Result<std::vector<PairVerdict>> pair_verdicts(const Database& database, const Viewer& viewer,
                                               const std::string& entity, bool only_in_force) {
  if (const auto may = needs_all_records(viewer); !may) return base::failure_of(may);
  const auto frame = database.read(
      fmt::format("SELECT id, one, other, same, decided_by, noted_at, coalesce(undone_by, '') FROM "
                  "pair_verdict WHERE entity = ?{} ORDER BY id DESC, one, other",
                  only_in_force ? " AND undone_by IS NULL" : ""),
      {entity});
  if (!frame) return base::failure_of(frame);
  std::vector<PairVerdict> verdicts;
  for (const auto& row : frame->rows)
    verdicts.push_back({number_in(row[0]),
                        {text_in(row[1]), text_in(row[2])},
                        std::get<bool>(row[3]),
                        text_in(row[4]),
                        std::get<records::Moment>(row[5]),
                        text_in(row[6])});
  return verdicts;
}

Result<ReviewPage> review_pairs(const Database& database, const Viewer& viewer,
                                const PairFilter& filter, std::uint64_t limit,
                                std::uint64_t offset) {
  if (const auto may = needs_all_records(viewer); !may) return base::failure_of(may);
  ReviewPage page;
  const auto states =
      database.read(fmt::format("{}SELECT state, count(*) FROM judged GROUP BY state ORDER BY {}",
                                kJudgedPairs, kStateOrder),
                    {filter.entity});
  if (!states) return base::failure_of(states);
  for (const auto& row : states->rows) {
    page.states.emplace_back(text_in(row[0]), count_in(row[1]));
    if (filter.state.empty() || filter.state == page.states.back().first)
      page.total += page.states.back().second;
  }
  const auto frame = database.read(
      fmt::format("{}SELECT {} FROM judged WHERE $2 = '' OR state = $2 ORDER BY {}, "
                  "CASE WHEN state = 'joined' THEN coalesce(score, 2) ELSE -coalesce(score, "
                  "2) END, one, other LIMIT {} OFFSET {}",
                  kJudgedPairs, kReviewColumns, kStateOrder, limit, offset),
      {filter.entity, filter.state});
  if (!frame) return base::failure_of(frame);
  for (const auto& row : frame->rows) page.pairs.push_back(review_pair_in(row));
  return page;
}

Result<std::optional<ReviewPair>> review_pair(const Database& database, const Viewer& viewer,
                                              const std::string& entity, const KeyPair& keys) {
  if (const auto may = needs_all_records(viewer); !may) return base::failure_of(may);
  const auto frame =
      database.read(fmt::format("{}SELECT {} FROM judged WHERE one = $2 AND other = $3",
                                kJudgedPairs, kReviewColumns),
                    {entity, keys.first, keys.second});
  if (!frame) return base::failure_of(frame);
  if (frame->rows.empty()) return std::optional<ReviewPair>{};
  return std::optional(review_pair_in(frame->rows[0]));
}

Result<std::vector<std::string>> group_of(const Database& database, const Viewer& viewer,
                                          const std::string& entity, const std::string& key) {
  if (const auto may = needs_all_records(viewer); !may) return base::failure_of(may);
  const auto frame = database.read(
      "SELECT record_key FROM same_record WHERE entity = $1 AND group_key = (SELECT group_key FROM "
      "same_record WHERE entity = $1 AND record_key = $2) ORDER BY record_key <> group_key, "
      "record_key",
      {entity, key});
  if (!frame) return base::failure_of(frame);
  std::vector<std::string> keys;
  for (const auto& row : frame->rows) keys.push_back(text_in(row[0]));
  if (keys.empty()) keys.push_back(key);
  return keys;
}

Result<GroupCounts> group_counts(const Database& database, const Viewer& viewer,
                                 const std::string& entity) {
  if (const auto may = needs_all_records(viewer); !may) return base::failure_of(may);
  const auto frame = database.read(
      "SELECT count(*), coalesce(sum(n - 1), 0)::BIGINT FROM (SELECT count(*) AS n FROM "
      "same_record WHERE entity = ? AND group_key IS NOT NULL GROUP BY group_key HAVING count(*) > "
      "1)",
      {entity});
  if (!frame) return base::failure_of(frame);
  return GroupCounts{count_in(frame->rows[0][0]), count_in(frame->rows[0][1])};
}

Result<std::vector<KeyPair>> source_persons(const Database& database, const Viewer& viewer) {
  if (const auto may = needs_all_records(viewer); !may) return base::failure_of(may);
  const auto frame = database.read(
      "SELECT record_key, person_id FROM customer WHERE person_id IS NOT NULL ORDER BY record_key");
  if (!frame) return base::failure_of(frame);
  std::vector<KeyPair> persons;
  for (const auto& row : frame->rows) persons.emplace_back(text_in(row[0]), text_in(row[1]));
  return persons;
}

Result<std::vector<std::string>> unknown_keys(const Database& database, const std::string& entity,
                                              const std::vector<std::string>& keys) {
  const auto frame = database.read(
      fmt::format("SELECT record_key FROM \"{}\" WHERE record_key IN ({})", entity, kBoundList),
      {bound_list(keys)});
  if (!frame) return base::failure_of(frame);
  std::vector<std::string> unknown = keys;
  for (const auto& row : frame->rows) std::erase(unknown, text_in(row[0]));
  return unknown;
}

}  // namespace aftercare::store
