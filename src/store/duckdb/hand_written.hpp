// SQL that a person wrote, answered from views made for that person's role.
//
//   auto answer = run_statement(database, viewer, "SELECT count(*) FROM \"case\"", {});
//
// Three walls, each enough alone: the statement is one SELECT made of allowed parts over allowed
// names (statement_check.hpp); the connection knows no schema but that of the views
// (role_views.hpp); and the engine has neither files nor network (instance.cpp).

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"
#include "store/duckdb/role_views.hpp"
#include "store/frame.hpp"

namespace aftercare::store {

struct StatementLimits {
  std::uint64_t rows = 10'000;
  std::uint64_t bytes = 64 << 20;  // Of texts in the answer.
  std::chrono::milliseconds time{30'000};
  std::function<bool()> stop = {};  // True: nobody waits for the answer any more.
};

struct StatementAnswer {
  Frame frame;
  std::vector<std::string> types;  // Of the columns, as the engine calls them.
  bool cut = false;                // There are more rows, or larger ones, than the limits.
  bool grouped = false;            // A row may stand for several records.
};

/// A statement that may be run, and what the audit log may hold of it.
struct CheckedStatement {
  std::string text;
  std::vector<RoleView> views;  // That it reads.
  std::string without_values;   // Constants and the writer's own names left out.
  bool grouped = false;         // By a GROUP BY of the outermost SELECT.
};

/// Fails (usage) on what is refused, saying where and what could have been meant.
base::Result<CheckedStatement> check_statement(const Database& database,
                                               const records::Viewer& viewer,
                                               std::string_view statement);

/// Fails (usage) also on what takes too long or too much memory.
base::Result<StatementAnswer> run_statement(const Database& database, const records::Viewer& viewer,
                                            const CheckedStatement& statement,
                                            const StatementLimits& limits);

/// The views of a role with the types of their columns.
base::Result<RoleViews> described_views(const Database& database, const records::Viewer& viewer);

}  // namespace aftercare::store
