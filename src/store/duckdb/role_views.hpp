// What hand-written SQL may read: one view an entity of the dictionary and one a fact, made for one
// viewer on a connection of its own.
//
// Rows outside the viewer's scope are in no view, fields that are hidden are no columns, and what
// is covered elsewhere (rights.hpp) is covered here by the same functions. Where rows are left out,
// every column is null outside the scope before anything else looks at it: a condition that the
// engine moves below the view's own finds nothing to fail on, or to tell.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/connection.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

struct RoleColumn {
  std::string name;
  std::string type;  // As the engine calls it; empty until describe_types().
  records::Label label;
  records::Shown shown = records::Shown::clear;  // How the field is shown; never hidden.
  bool masked = false;                           // Stored masked: nobody sees it in clear here.
  std::string sql;
};

struct RoleView {
  std::string name;  // "case", "case_fact".
  records::Label label;
  std::vector<RoleColumn> columns;
  std::vector<std::string> hidden;  // Columns that the role does not see.
  std::string inside;               // Condition of the rows that are seen; "TRUE": all.
};

struct ViewLeftOut {
  std::string name;
  base::Error why;
};

struct RoleViews {
  std::vector<RoleView> views;
  std::vector<ViewLeftOut> left_out;  // Facts whose rows do not tell whether they are inside.
};

RoleViews role_views(const Database& database, const records::Viewer& viewer);

/// Makes a view in the connection's temporary schema. `catalog`: of the store's own tables.
base::Result<void> make_view(const Connection& connection, const RoleView& view,
                             std::string_view catalog);

/// The catalog that holds the store's own tables.
base::Result<std::string> catalog_of(const Connection& connection);

}  // namespace aftercare::store
