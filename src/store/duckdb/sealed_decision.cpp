#include "store/duckdb/sealed_decision.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "store/duckdb/appender.hpp"
#include "store/duckdb/cells.hpp"

namespace aftercare::store {
namespace {

using base::Result;
using records::Column;
using records::FieldType;

struct Resealed {
  std::vector<std::string> keys;
  std::vector<ResealedField> fields;
};

Result<Resealed> resealed_records(const WriteSide& side, const ValueDecision& decision,
                                  const TableLayout& layout, const Reseal& reseal) {
  const auto told = [&layout](std::string_view name) {
    return layout.column(name) == nullptr ? std::string("NULL") : fmt::format("e.\"{}\"", name);
  };
  const auto frame = side.connection.frame(
      fmt::format("SELECT e.record_key, e.person, e.sealed, {}, {} FROM \"{}\" e WHERE "
                  "e.record_key IN (SELECT record_key FROM turned)",
                  told("province"), told("city"), decision.entity));
  if (!frame) return base::failure_of(frame);
  Resealed resealed;
  for (const auto& row : frame->rows) {
    auto field =
        reseal(decision, {text_in(row[1]), text_in(row[2]), text_in(row[3]), text_in(row[4])});
    if (!field) return base::failure_of(field);
    resealed.keys.push_back(text_in(row[0]));
    resealed.fields.push_back(std::move(*field));
  }
  return resealed;
}

Result<void> append_resealed(const WriteSide& side, const Resealed& resealed) {
  const TableLayout layout{"resealed",
                           {{"record_key", Held::text},
                            {"shown", Held::text},
                            {"token", Held::digest},
                            {"sealed", Held::blob}}};
  const auto made = side.connection.execute(fmt::format(
      "CREATE OR REPLACE TEMP TABLE resealed (record_key {}, shown {}, token {}, "
      "sealed {})",
      sql_type(Held::text), sql_type(Held::text), sql_type(Held::digest), sql_type(Held::blob)));
  if (!made) return base::failure_of(made);
  const auto rows = resealed.keys.size();
  auto key = Column::of("record_key", FieldType::text, rows);
  auto shown = Column::of("shown", FieldType::text, rows);
  auto token = Column::of("token", FieldType::text, rows);
  auto sealed = Column::of("sealed", FieldType::blob, rows);
  for (std::size_t row = 0; row < rows; ++row) {
    const auto& field = resealed.fields[row];
    key.set(row, std::string_view(resealed.keys[row]));
    if (!field.shown.empty()) shown.set(row, std::string_view(field.shown));
    if (!field.token.empty()) token.set(row, std::string_view(field.token));
    sealed.set(row, std::string_view(field.sealed));
  }
  auto appender = Appender::open(side.connection, layout, true);
  if (!appender) return base::failure_of(appender);
  std::vector<std::uint32_t> all(rows);
  std::iota(all.begin(), all.end(), 0);
  const std::vector<Feed> feeds = {&key, &shown, &token, &sealed};
  if (auto appended = appender->append(all, feeds); !appended) return appended;
  return appender->finish();
}

}  // namespace

Result<void> reseal_turned(WriteSide& side, const ValueDecision& decision, const Reseal& reseal,
                           std::int64_t commit) {
  const auto table = side.layouts.find(decision.entity);
  if (table == side.layouts.end() || !reseal)
    return base::failure(
        base::ErrorKind::internal,
        fmt::format("nothing can open what is sealed in {}.{}", decision.entity, decision.field),
        fmt::format("无法打开 {}.{} 中封存的内容", decision.entity, decision.field));
  const auto resealed = resealed_records(side, decision, table->second, reseal);
  if (!resealed) return base::failure_of(resealed);
  if (resealed->keys.empty()) return {};
  if (auto appended = append_resealed(side, *resealed); !appended) return appended;
  const auto set = side.connection.change(
      fmt::format("UPDATE \"{0}\" SET \"{1}\" = r.shown, \"{1}_token\" = r.token, sealed = "
                  "r.sealed, commit_number = $1 FROM resealed r WHERE r.record_key = "
                  "\"{0}\".record_key",
                  decision.entity, decision.field),
      {commit});
  if (!set) return base::failure_of(set);
  const auto dropped = side.connection.execute("DROP TABLE temp.resealed");
  if (!dropped) return base::failure_of(dropped);
  return {};
}

Result<void> forget_sealed_decisions(WriteSide& side) {
  const auto personal = [](std::string_view column) {
    return fmt::format("regexp_matches({}, '{}')", column, records::kCalledPersonal);
  };
  const auto forgotten = side.connection.change(
      fmt::format("UPDATE decision SET state = 'undone', old_value = '', new_value = '', suggested "
                  "= '' WHERE {} AND old_value NOT IN (SELECT \"before\" FROM finding WHERE "
                  "\"before\" IS NOT NULL AND {})",
                  personal("old_value"), personal("\"before\"")),
      {});
  if (!forgotten) return base::failure_of(forgotten);
  return {};
}

}  // namespace aftercare::store
