#include "store/duckdb/older_analysis.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "store/duckdb/appender.hpp"
#include "store/duckdb/cells.hpp"
#include "store/duckdb/connection.hpp"
#include "store/duckdb/write_side.hpp"
#include "store/duckdb/writer.hpp"
#include "store/rights.hpp"

namespace aftercare::store {
namespace {

using base::Result;
using records::Entity;

bool is_case(const Entity& entity) {
  return entity.name == "case";
}

std::string is_older(int version) {
  return fmt::format("(analysis_version IS NULL OR analysis_version < {})", version);
}

std::string_view has_text(const Entity& entity) {
  return is_case(entity) ? "(text IS NOT NULL OR title IS NOT NULL)" : "(text IS NOT NULL)";
}

// A kind that somebody decided stays, whoever found it first.
constexpr std::string_view kOpenKind =
    "t.kind_found AND t.record_key NOT IN (SELECT r.record_key FROM decided_record r JOIN decision "
    "d ON d.id = r.decision_id WHERE d.entity = 'case' AND d.field = 'kind' AND d.state = "
    "'accepted')";

std::string query_of(const Entity& entity, int version, std::size_t most) {
  const auto chosen = fmt::format("(SELECT * FROM \"{}\" WHERE {} AND {} LIMIT {}) t", entity.name,
                                  is_older(version), has_text(entity), most);
  if (is_case(entity))
    return fmt::format(
        "SELECT t.record_key, t.content_hash, t.customer_id, t.person, t.sealed, t.opened_at, "
        "NULL, "
        "t.title, t.text, t.channel, CASE WHEN {} THEN NULL ELSE t.kind END, t.kind_found, "
        "t.rating::DOUBLE FROM {}",
        kOpenKind, chosen);
  return fmt::format(
      "SELECT t.record_key, t.content_hash, p.customer_id, t.person, t.sealed, t.sent_at, "
      "t.sender, "
      "NULL, t.text, NULL, NULL, NULL, NULL FROM {} LEFT JOIN \"case\" p ON p.case_id = t.case_id",
      chosen);
}

// The texts, the kind and what the analysis fills, as far as the batch has it.
std::vector<StoredColumn> written_columns(const records::Batch& batch) {
  std::vector<StoredColumn> columns;
  for (const auto& field : batch.entity->fields) {
    const bool wanted = field.derived || field.name == "title" || field.name == "text" ||
                        (field.name == "kind" && is_case(*batch.entity));
    if (wanted && batch.column(field.name) != nullptr)
      columns.push_back({field.name, held_as(field)});
  }
  return columns;
}

Result<void> write_batch(const Connection& connection, const records::Batch& batch,
                         std::int64_t commit) {
  TableLayout layout{"analysed", {{"record_key", Held::text}, {"content_hash", Held::digest}}};
  std::string set = fmt::format("commit_number = {}", commit);
  for (auto& column : written_columns(batch)) {
    set += fmt::format(", \"{0}\" = n.\"{0}\"", column.name);
    layout.columns.push_back(std::move(column));
  }
  std::vector<Feed> feeds;
  for (const auto& column : layout.columns) feeds.emplace_back(batch.column(column.name));
  if (auto put = put_aside(connection, layout, feeds, batch.rows()); !put) return put;
  const auto changed = connection.execute(
      fmt::format("UPDATE \"{0}\" SET {1} FROM analysed n WHERE n.record_key = \"{0}\".record_key "
                  "AND n.content_hash = \"{0}\".content_hash; DROP TABLE temp.analysed",
                  batch.entity->name, set));
  if (!changed) return base::failure_of(changed);
  return {};
}

}  // namespace

Result<OlderCount> older_analysis(const Database& database, const records::Viewer& viewer,
                                  const Entity& entity, int version) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  const auto frame = database.read(
      fmt::format("SELECT count(*) FILTER (WHERE {0}), count(*) FILTER (WHERE NOT {0}) FROM "
                  "\"{1}\" WHERE {2}",
                  has_text(entity), entity.name, is_older(version)));
  if (!frame) return base::failure_of(frame);
  return OlderCount{count_in(frame->rows[0][0]), count_in(frame->rows[0][1])};
}

Result<std::vector<AnalysedText>> texts_of_older_analysis(const Database& database,
                                                          const records::Viewer& viewer,
                                                          const Entity& entity, int version,
                                                          std::size_t most) {
  using Answer = Result<std::vector<AnalysedText>>;
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  return database.with_connection([&](const Connection& connection) -> Answer {
    auto rows = connection.query(query_of(entity, version, most));
    if (!rows) return base::failure_of(rows);
    const auto text_at = [&rows](std::size_t column) {
      return rows->is_null(column) ? std::string() : std::string(rows->text(column));
    };
    std::vector<AnalysedText> texts;
    while (true) {
      const auto more = rows->next();
      if (!more) return base::failure_of(more);
      if (!*more) return texts;
      auto& text = texts.emplace_back();
      text.record_key = text_at(0);
      if (!rows->is_null(1)) text.content_hash = rows->digest(1);
      text.customer_id = text_at(2);
      text.person = text_at(3);
      text.sealed = text_at(4);
      if (!rows->is_null(5))
        text.said_at = records::Moment(std::chrono::microseconds(rows->number(5)));
      text.sender = text_at(6);
      if (!rows->is_null(7)) text.title = text_at(7);
      if (!rows->is_null(8)) text.text = text_at(8);
      text.channel = text_at(9);
      text.kind = text_at(10);
      if (!rows->is_null(11)) text.kind_found = rows->number(11) != 0;
      if (!rows->is_null(12)) {
        const auto cell = rows->cell(12);
        if (!cell) return base::failure_of(cell);
        text.rating = real_in(*cell);
      }
    }
  });
}

Result<void> write_analysis(Database& database, const std::vector<records::Batch>& batches) {
  Writer writer(database);
  return writer.change([&](WriteSide& side) -> Result<void> {
    const auto commit = side.next_commit++;
    for (const auto& batch : batches) {
      if (batch.rows() == 0) continue;
      if (auto written = write_batch(side.connection, batch, commit); !written) return written;
      side.stale.add(batch.entity->name, {0, batch.rows()}, commit);
    }
    return {};
  });
}

}  // namespace aftercare::store
