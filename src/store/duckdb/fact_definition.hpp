// What the facts are: for each, its grain, its columns and the joins they come from.
//
// A fact is a table that holds one row per record of its entity, widened by what the record
// refers to. Columns are declared once, with type and expression, and give both the table and
// the statement that fills it. A fact of finer rows than its records' is a view over another fact.

#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aftercare::store {

struct FactColumn {
  std::string_view name;
  std::string_view type;
  std::string_view expression;  // Over the aliases of `joins`.
};

/// What a bounded set of facts needs of another table, made for one statement.
struct FactPart {
  std::string_view name;
  std::string_view query;
  std::array<std::string_view, 2> of;  // Tables: without rows of any of them it has none.
  bool apart = false;  // Made by a statement of its own, in a temporary table: what it takes to
                       // make it and what the fact takes to join are not held together.
};

/// LEFT JOIN of a table, or of a part.
struct FactJoin {
  std::string_view table;
  std::string_view alias;
  std::string_view on;
};

struct FactDefinition {
  std::string_view name;
  std::string_view entity;          // One row per record of it...
  std::string_view row_columns;     // ...of which fact_row holds these, alias `r`.
  std::vector<FactPart> parts;      // Made in this order from fact_row and each other.
  std::vector<FactColumn> columns;  // The first is the record's key.
  std::vector<FactJoin> joins;      // Behind FROM fact_row r, in this order.
  std::string_view order_keys;      // Makes joined rows distinct, should a source repeat an id.
  std::string_view view_of = {};    // Not empty: nothing is stored, it is a view over this.
};

/// Raised when a definition changes; a store with another number builds its facts anew.
constexpr int fact_definition_version = 17;

/// In the order in which they are made: surveys take what they know of their case from its fact.
std::span<const FactDefinition> fact_definitions();
const FactDefinition& fact_definition(std::string_view name);

std::string create_fact_sql(const FactDefinition& fact);

/// Which records' facts are inserted: a condition on the rows of the fact's entity.
struct FactRows {
  std::string where;
  bool cheap = false;  // To read again: they stand together in their table.
};

/// Makes the temporary tables of the parts that are made apart, save of the `empty` ones; empty:
/// the fact has none.
std::string apart_parts_sql(const FactDefinition& fact, const FactRows& rows,
                            const std::vector<std::string_view>& empty);

/// INSERT of the facts of some records, after apart_parts_sql(). `once_each` drops all but the
/// first joined row of a record. Tables and parts that are `empty` are not joined, which the engine
/// plans and does several times as fast. It is one statement: what it holds is given back at its
/// end, where a temporary table keeps a block a column until the transaction ends.
std::string insert_fact_sql(const FactDefinition& fact, const FactRows& rows, bool once_each,
                            const std::vector<std::string_view>& empty = {});

/// Entities whose records the facts are made of.
std::span<const std::string_view> fact_sources();

}  // namespace aftercare::store
