#include "store/duckdb/role_views.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "store/duckdb/cells.hpp"
#include "store/duckdb/fact_definition.hpp"
#include "store/duckdb/layout.hpp"
#include "store/rights.hpp"

namespace aftercare::store {
namespace {

using records::Shown;
using records::Viewer;

bool stays_masked(const records::Field& field) {
  return is_personal(field) || field.pii == records::PiiClass::free_text;
}

RoleView view_of(const records::Entity& entity, const Viewer& viewer, std::int64_t key_number) {
  RoleView view{entity.name, entity.label, {}, {}, inside(viewer, entity.name, "r")};
  for (const auto& field : entity.fields) {
    auto sql = shown_sql(viewer, entity.name, field, key_number);
    if (!sql) {
      view.hidden.push_back(field.name);
      continue;
    }
    const auto shown = viewer.fields.of(entity.name, field);
    view.columns.push_back({field.name, "", field.label, shown, stays_masked(field), *sql});
  }
  view.columns.push_back({"source", "", {"Source", "来源"}, Shown::clear, false, "\"source\""});
  return view;
}

records::Label label_of_column(const records::Dictionary& dictionary, std::string_view entity,
                               std::string_view column) {
  if (const auto* own = dictionary.entity(entity))
    if (const auto* field = own->field(column)) return field->label;
  for (const auto& one : dictionary.entities())
    if (const auto* field = one.field(column)) return field->label;
  return {std::string(column), std::string(column)};
}

base::Result<RoleView> view_of(const FactDefinition& fact, const Viewer& viewer,
                               const records::Dictionary& dictionary, std::int64_t key_number) {
  auto inside = inside_fact(viewer, dictionary, fact.name);
  if (!inside) return base::failure_of(inside);
  const auto* entity = dictionary.entity(fact.entity);
  RoleView view{std::string(fact.name), {}, {}, {}, std::move(*inside)};
  if (entity != nullptr) view.label = {entity->label.en + " (wide)", entity->label.zh + "（宽表）"};
  for (const auto& column : fact.columns) {
    const auto shown = shown_column(viewer, dictionary, fact.name, column.name);
    auto sql = shown_fact_sql(shown, column.name, column.type.starts_with("VARCHAR"), key_number);
    if (!sql) {
      view.hidden.emplace_back(column.name);
      continue;
    }
    view.columns.push_back({std::string(column.name), "",
                            label_of_column(dictionary, fact.entity, column.name), shown, false,
                            *sql});
  }
  return view;
}

// What conditions of rights read, by the names that they use.
std::string bound_tables(const std::string& view, std::string_view catalog) {
  std::set<std::string> names = {"case", "order", "case_fact", "order_fact", "survey_fact", view};
  std::string list;
  for (const auto& name : names)
    list += fmt::format("{}\"{}\" AS NOT MATERIALIZED (SELECT * FROM {}.main.\"{}\")",
                        list.empty() ? "" : ", ", name, catalog, name);
  return list;
}

}  // namespace

RoleViews role_views(const Database& database, const Viewer& viewer) {
  const auto key_number = database.sign_key(viewer);
  const auto& dictionary = database.dictionary();
  RoleViews all;
  for (const auto& entity : dictionary.entities())
    all.views.push_back(view_of(entity, viewer, key_number));
  for (const auto& fact : fact_definitions()) {
    auto view = view_of(fact, viewer, dictionary, key_number);
    if (view)
      all.views.push_back(std::move(*view));
    else
      all.left_out.push_back({std::string(fact.name), view.error()});
  }
  return all;
}

base::Result<void> make_view(const Connection& connection, const RoleView& view,
                             std::string_view catalog) {
  const bool whole = view.inside == "TRUE";
  std::string columns;
  for (const auto& column : view.columns)
    columns +=
        whole ? fmt::format("{}{} AS \"{}\"", columns.empty() ? "" : ", ", column.sql, column.name)
              : fmt::format("{}CASE WHEN row_is_inside THEN {} END AS \"{}\"",
                            columns.empty() ? "" : ", ", column.sql, column.name);
  const auto made = connection.execute(
      whole ? fmt::format("CREATE TEMP VIEW \"{}\" AS SELECT {} FROM {}.main.\"{}\"", view.name,
                          columns, catalog, view.name)
            : fmt::format("CREATE TEMP VIEW \"{0}\" AS WITH {1}, seen_rows AS NOT MATERIALIZED "
                          "(SELECT *, ({2}) AS row_is_inside FROM \"{0}\" r) SELECT {3} FROM "
                          "seen_rows WHERE row_is_inside",
                          view.name, bound_tables(view.name, catalog), view.inside, columns));
  if (!made) return base::failure_of(made);
  return {};
}

base::Result<std::string> catalog_of(const Connection& connection) {
  const auto frame = connection.frame("SELECT current_database()");
  if (!frame) return base::failure_of(frame);
  std::string quoted = "\"";
  for (const char byte : text_in(frame->rows[0][0])) {
    if (byte == '"') quoted += '"';
    quoted += byte;
  }
  return quoted + "\"";
}

}  // namespace aftercare::store
