// Which columns a table of the store has, and how the engine holds them.

#pragma once

#include <duckdb.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "records/dictionary.hpp"

namespace aftercare::store {

/// How a column is held. `small` is a 32-bit integer that only the store itself fills; `digest` is
/// 16 bytes, 32 hexadecimal digits outside the engine: as text they would cost it more than all
/// else.
enum class Held { text, blob, integer, small, real, money, boolean, moment, day, digest };

std::string_view sql_type(Held held);
duckdb_logical_type logical_type(Held held);  // The caller destroys it.
/// The reverse of sql_type, by the name the engine reports; nullopt if it is none of ours.
std::optional<Held> held_as(std::string_view engine_type);

/// What is known beforehand of a column's texts. The engine tries all its packings on each column
/// where it is not told, which costs it more than the packing itself.
enum class Texts { any, many, few };  // Hardly one twice; hardly two in a file.

struct StoredColumn {
  std::string name;
  Held held = Held::text;
  Texts texts = Texts::any;  // Matters when a table is made.
};

struct TableLayout {
  std::string table;
  std::vector<StoredColumn> columns;  // In the order of the table.

  const StoredColumn* column(std::string_view name) const;
};

/// True if the field is stored masked, with a token beside it.
bool is_personal(const records::Field& field);

/// How a dictionary field is held. Personal fields are masked text whatever their type.
Held held_as(const records::Field& field);

/// Columns of an entity's table: identity and origin, then the dictionary's fields and tokens.
std::vector<StoredColumn> entity_columns(const records::Entity& entity);
/// The same and who replaced the version.
std::vector<StoredColumn> history_columns(const records::Entity& entity);

inline std::string history_table(std::string_view entity) {
  return std::string(entity) + "_history";
}

/// `VARCHAR USING COMPRESSION fsst`.
std::string_view sql_of_texts(Texts texts);

/// `"a" VARCHAR, "b" BIGINT`.
std::string declared(const std::vector<StoredColumn>& columns);

}  // namespace aftercare::store
