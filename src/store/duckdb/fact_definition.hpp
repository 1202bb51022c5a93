// What the facts are: for each, its grain, its columns and the joins they come from.
//
// A fact is a table that holds one row per record of its entity, widened by what the record
// refers to. Columns are declared once, with type and expression, and give both the table and
// the statement that fills it.

#pragma once

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

struct FactDefinition {
  std::string_view name;
  std::string_view entity;          // One row per record of it, alias `r`.
  std::vector<FactColumn> columns;  // The first is the record's key.
  std::string_view joins;           // Behind FROM <rows> r.
  std::string_view order_keys;      // What makes joined rows distinct, should a source repeat one.
};

/// Raised when a definition changes; a store with another number builds its facts anew.
constexpr int fact_definition_version = 1;

std::span<const FactDefinition> fact_definitions();
const FactDefinition& fact_definition(std::string_view name);

std::string create_fact_sql(const FactDefinition& fact);

/// INSERT of the facts of `rows` (a table expression over the entity). Temporary table
/// needed_order must hold the order ids that the rows refer to. `once_each` drops all but the
/// first joined row of a record.
std::string insert_fact_sql(const FactDefinition& fact, std::string_view rows, bool once_each);

/// Entities whose records the facts are made of.
std::span<const std::string_view> fact_sources();

}  // namespace aftercare::store
