#include "store/duckdb/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace aftercare::store {
namespace {

struct HeldType {
  Held held;
  std::string_view sql;
  duckdb_type type;
};

constexpr std::array<HeldType, 10> held_types = {{
    {Held::text, "VARCHAR", DUCKDB_TYPE_VARCHAR},
    {Held::blob, "BLOB", DUCKDB_TYPE_BLOB},
    {Held::integer, "BIGINT", DUCKDB_TYPE_BIGINT},
    {Held::small, "INTEGER", DUCKDB_TYPE_INTEGER},
    {Held::real, "DOUBLE", DUCKDB_TYPE_DOUBLE},
    {Held::money, "DECIMAL(18,4)", DUCKDB_TYPE_DECIMAL},
    {Held::boolean, "BOOLEAN", DUCKDB_TYPE_BOOLEAN},
    {Held::moment, "TIMESTAMP", DUCKDB_TYPE_TIMESTAMP},
    {Held::day, "DATE", DUCKDB_TYPE_DATE},
    {Held::digest, "UUID", DUCKDB_TYPE_UUID},
}};

const HeldType& type_of(Held held) {
  return *std::ranges::find(held_types, held, &HeldType::held);
}

Texts texts_of(const records::Entity& entity, const records::Field& field) {
  if (field.name == entity.person || std::ranges::find(entity.key, field.name) != entity.key.end())
    return Texts::many;
  return field.codes.empty() ? Texts::any : Texts::few;
}

}  // namespace

std::string_view sql_type(Held held) {
  return type_of(held).sql;
}

duckdb_logical_type logical_type(Held held) {
  if (held == Held::money) return duckdb_create_decimal_type(18, 4);
  return duckdb_create_logical_type(type_of(held).type);
}

std::optional<Held> held_as(std::string_view engine_type) {
  const auto at = std::ranges::find(held_types, engine_type, &HeldType::sql);
  if (at == held_types.end()) return std::nullopt;
  return at->held;
}

const StoredColumn* TableLayout::column(std::string_view name) const {
  const auto at = std::ranges::find(columns, name, &StoredColumn::name);
  return at == columns.end() ? nullptr : &*at;
}

bool is_personal(const records::Field& field) {
  return field.pii == records::PiiClass::personal || field.pii == records::PiiClass::sensitive;
}

Held held_as(const records::Field& field) {
  if (is_personal(field)) return Held::text;
  switch (field.type) {
    case records::FieldType::text:
    case records::FieldType::code:
      return Held::text;
    case records::FieldType::integer:
      return Held::integer;
    case records::FieldType::real:
      return Held::real;
    case records::FieldType::money:
      return Held::money;
    case records::FieldType::boolean:
      return Held::boolean;
    case records::FieldType::moment:
      return Held::moment;
    case records::FieldType::day:
      return Held::day;
    case records::FieldType::blob:
      return Held::blob;
  }
  return Held::text;
}

std::string_view sql_of_texts(Texts texts) {
  switch (texts) {
    case Texts::many:
      return "VARCHAR USING COMPRESSION fsst";
    case Texts::few:
      return "VARCHAR USING COMPRESSION dictionary";
    case Texts::any:
      break;
  }
  return sql_type(Held::text);
}

namespace {

// Only what is sealed is a blob, and looks like chance: trying to press it is lost time.
std::string_view sql_declared(const StoredColumn& column) {
  if (column.held == Held::text) return sql_of_texts(column.texts);
  return column.held == Held::blob ? "BLOB USING COMPRESSION uncompressed" : sql_type(column.held);
}

}  // namespace

std::vector<StoredColumn> entity_columns(const records::Entity& entity) {
  std::vector<StoredColumn> columns = {
      {"record_key", Held::text, Texts::many},
      {"content_hash", Held::digest},
      {"same_hash", Held::digest},
      {"text_hash", Held::digest},
      {"person", Held::text, Texts::many},
      {"sealed", Held::blob},
      {"source", Held::text, Texts::few},
      {"file_id", Held::text, Texts::few},
      {"row_number", Held::integer},
      {"byte_offset", Held::integer},
      {"slice_number", Held::small},
      {"version", Held::small},
      {"commit_number", Held::integer},
  };
  for (const auto& field : entity.fields) {
    columns.push_back({field.name, held_as(field), texts_of(entity, field)});
    if (is_personal(field)) columns.push_back({field.name + "_token", Held::digest});
  }
  return columns;
}

std::vector<StoredColumn> history_columns(const records::Entity& entity) {
  auto columns = entity_columns(entity);
  columns.push_back({"replaced_by_file", Held::text, Texts::few});
  columns.push_back({"replaced_by_slice", Held::small});
  columns.push_back({"replaced_commit", Held::integer});
  return columns;
}

std::string declared(const std::vector<StoredColumn>& columns) {
  std::string out;
  for (const auto& column : columns)
    out += fmt::format("{}\"{}\" {}", out.empty() ? "" : ", ", column.name, sql_declared(column));
  return out;
}

}  // namespace aftercare::store
