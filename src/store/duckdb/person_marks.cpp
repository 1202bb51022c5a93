#include "store/duckdb/person_marks.hpp"

#include <fmt/format.h>

#include <string>

namespace aftercare::store {
namespace {

using base::Result;

constexpr std::string_view kPersons =
    "SELECT DISTINCT person_id FROM case_fact WHERE (topic IS NOT NULL OR rating IS NOT NULL) AND "
    "person_id IS NOT NULL AND case_key IN";

// Complaints of one person about one topic: the earlier one, and the next contact.
Result<void> mark_repeats(const Connection& connection) {
  return connection.run(

      "UPDATE case_fact SET is_repeat = now.repeat, since_complaint_days = now.since, "
      "next_contact_days = now.next FROM (SELECT case_key, was_repeat, was_since, was_next, "
      "coalesce(is_complaint AND opened_at - complained_at <= INTERVAL 30 DAY, false) AS repeat, "
      "CASE WHEN is_complaint THEN (epoch_us(opened_at) - epoch_us(complained_at)) / 864e8 END "
      "AS since, (epoch_us(next_at) - epoch_us(opened_at)) / 864e8 AS next FROM "
      "(SELECT case_key, is_complaint, opened_at, is_repeat AS was_repeat, since_complaint_days "
      "AS was_since, next_contact_days AS was_next, "
      "max(opened_at) FILTER (WHERE is_complaint) OVER (PARTITION BY person_id, topic ORDER BY "
      "opened_at RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL 1 MICROSECOND PRECEDING) AS "
      "complained_at, "
      "min(opened_at) OVER (PARTITION BY person_id, topic ORDER BY opened_at RANGE BETWEEN "
      "INTERVAL 1 MICROSECOND FOLLOWING AND UNBOUNDED FOLLOWING) AS next_at FROM case_fact WHERE "
      "NOT is_noise AND topic IS NOT NULL AND opened_at IS NOT NULL AND person_id IN (SELECT "
      "person_id FROM touched_person))) now WHERE now.case_key = case_fact.case_key AND "
      "(now.repeat <> now.was_repeat OR now.since IS DISTINCT FROM now.was_since OR now.next IS "
      "DISTINCT FROM now.was_next)");
}

// The platforms' rule of three: of one buyer's scores for one shop the first three of a calendar
// month count.
Result<void> mark_surplus_ratings(const Connection& connection) {
  return connection.run(

      "UPDATE case_fact SET is_rating_surplus = now.surplus FROM (SELECT case_key, "
      "is_rating_surplus AS was, row_number() OVER (PARTITION BY person_id, shop, "
      "date_trunc('month', opened_day) ORDER BY opened_at, case_key) > 3 AS surplus FROM case_fact "
      "WHERE channel = 'review' AND NOT is_noise AND rating IS NOT NULL AND opened_at IS NOT NULL "
      "AND person_id IN (SELECT person_id FROM touched_person)) now WHERE now.case_key = "
      "case_fact.case_key AND now.surplus <> now.was");
}

}  // namespace

Result<void> begin_person_marks(const Connection& connection, bool only_new) {
  return connection.run(
      only_new ? "CREATE OR REPLACE TEMP TABLE touched_person AS SELECT person_id FROM "
                 "case_fact WHERE false"
               : fmt::format("CREATE OR REPLACE TEMP TABLE touched_person AS {} "
                             "(SELECT id FROM touched_key)",
                             kPersons));
}

Result<void> finish_person_marks(const Connection& connection, std::optional<std::int64_t> since) {
  const auto keys =
      since ? fmt::format("SELECT record_key FROM \"case\" WHERE commit_number >= {}", *since)
            : std::string("SELECT id FROM touched_key");
  if (auto added =
          connection.run(fmt::format("INSERT INTO touched_person {} ({})", kPersons, keys));
      !added)
    return added;
  const auto some = connection.frame("SELECT 1 FROM touched_person LIMIT 1");
  if (!some) return base::failure_of(some);
  if (some->rows.empty()) return {};
  if (auto marked = mark_repeats(connection); !marked) return marked;
  return mark_surplus_ratings(connection);
}

}  // namespace aftercare::store
