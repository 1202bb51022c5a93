#include "store/duckdb/text_rewrite.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "store/duckdb/appender.hpp"
#include "store/duckdb/connection.hpp"
#include "store/rights.hpp"

namespace aftercare::store {
namespace {

using base::Result;
using records::Entity;

const records::Field* reference_to(const Entity& entity, std::string_view target) {
  const auto at = std::ranges::find(entity.fields, target, &records::Field::references);
  return at == entity.fields.end() ? nullptr : &*at;
}

bool holds_free_text(const Entity& entity) {
  return std::ranges::any_of(entity.fields, [](const records::Field& field) {
    return field.pii == records::PiiClass::free_text;
  });
}

// When what stands in a record was said.
std::string_view said_at(const Entity& entity) {
  if (entity.field("sent_at") != nullptr && entity.field("sender") != nullptr) return "t.sent_at";
  return entity.name == "case" ? "t.opened_at" : "NULL::TIMESTAMP";
}

Result<bool> has_rows(const Database& database, const std::string& from,
                      const std::vector<Cell>& values = {}) {
  const auto frame = database.read("SELECT 1 FROM " + from + " LIMIT 1", values);
  if (!frame) return base::failure_of(frame);
  return !frame->rows.empty();
}

// Where late texts of one table stand; `$1` is the file.
struct LateTexts {
  std::string customer;  // SQL of the customer's id.
  std::string from;      // Tables and condition.
};

LateTexts late_texts(const Database& database, const std::string& table,
                     const records::Field* customer, const records::Field* of_case) {
  LateTexts late;
  std::string joined;
  std::string apart;  // Record and case came in different files, one of them this.
  if (customer != nullptr) late.customer = fmt::format("t.\"{}\"", customer->name);
  if (of_case != nullptr) {
    const auto& parent = *database.dictionary().entity("case");
    const auto* const owner = reference_to(parent, "customer");
    joined = fmt::format(" LEFT JOIN \"case\" p ON p.\"{}\" = t.\"{}\"", parent.key.front(),
                         of_case->name);
    const auto of_parent = fmt::format("p.\"{}\"", owner == nullptr ? "person" : owner->name);
    late.customer = late.customer.empty()
                        ? of_parent
                        : fmt::format("coalesce({}, {})", late.customer, of_parent);
    apart = " OR (t.file_id <> p.file_id AND (t.file_id = $1 OR p.file_id = $1))";
  }
  late.from = fmt::format(
      "\"{1}\" t{2} WHERE {0} IS NOT NULL AND ({0} IN (SELECT record_key FROM customer WHERE "
      "file_id = $1 UNION SELECT record_key FROM customer_history WHERE file_id = $1){3})",
      late.customer, table, joined, apart);
  return late;
}

}  // namespace

Result<void> texts_with_late_customers(const Database& database, const records::Viewer& viewer,
                                       const Entity& entity, const std::string& file_id,
                                       const std::function<Result<void>(SealedText&&)>& seen) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  const auto* const customer = reference_to(entity, "customer");
  const auto* const of_case = reference_to(entity, "case");
  if (!holds_free_text(entity) || (customer == nullptr && of_case == nullptr)) return {};
  for (const auto& table : {entity.name, history_table(entity.name)}) {
    const auto any = has_rows(database, in_quotes(table));
    if (!any) return base::failure_of(any);
    if (!*any) continue;
    const auto late = late_texts(database, table, customer, of_case);
    // Mostly there are none; finding that out need not read what is sealed.
    const auto some = has_rows(database, late.from, {file_id});
    if (!some) return base::failure_of(some);
    if (!*some) continue;
    const auto sql = fmt::format(
        "SELECT t.record_key, t.content_hash, {}, t.person, t.sealed, {}, {} FROM {} AND t.sealed "
        "IS NOT NULL",
        late.customer, said_at(entity), entity.field("sender") == nullptr ? "NULL" : "t.sender",
        late.from);
    auto done = database.with_connection([&](const Connection& connection) -> Result<void> {
      auto rows = connection.query(sql, {file_id});
      if (!rows) return base::failure_of(rows);
      while (true) {
        const auto more = rows->next();
        if (!more) return base::failure_of(more);
        if (!*more) return {};
        SealedText text{std::string(rows->text(0)),
                        rows->digest(1),
                        std::string(rows->text(2)),
                        std::string(rows->text(3)),
                        std::string(rows->text(4)),
                        {},
                        {}};
        if (!rows->is_null(5))
          text.said_at = records::Moment(std::chrono::microseconds(rows->number(5)));
        if (!rows->is_null(6)) text.sender = rows->text(6);
        if (auto taken = seen(std::move(text)); !taken) return taken;
      }
    });
    if (!done) return done;
  }
  return {};
}

Result<void> rewrite_texts(const Connection& connection, const records::Batch& batch,
                           const std::vector<std::string>& columns) {
  if (batch.rows() == 0) return {};
  TableLayout layout{"rewritten", {{"record_key", Held::text}, {"content_hash", Held::digest}}};
  std::vector<Feed> feeds = {batch.column("record_key"), batch.column("content_hash")};
  std::string set;
  for (const auto& name : columns) {
    layout.columns.push_back({name, Held::text});
    const auto* const values = batch.column(name);
    feeds.push_back(values == nullptr ? Feed{Nulls{}} : Feed{values});
    set += fmt::format("{}\"{}\" = n.\"{}\"", set.empty() ? "" : ", ", name, name);
  }
  if (auto put = put_aside(connection, layout, feeds, batch.rows()); !put) return put;
  for (const auto& table : {batch.entity->name, history_table(batch.entity->name)}) {
    const auto changed = connection.execute(
        fmt::format("UPDATE \"{0}\" SET {1} FROM rewritten n WHERE n.record_key = "
                    "\"{0}\".record_key AND n.content_hash = \"{0}\".content_hash",
                    table, set));
    if (!changed) return base::failure_of(changed);
  }
  const auto dropped = connection.execute("DROP TABLE temp.rewritten");
  if (!dropped) return base::failure_of(dropped);
  return {};
}

}  // namespace aftercare::store
