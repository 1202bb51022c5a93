#include "store/duckdb/hand_written.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "store/duckdb/cells.hpp"
#include "store/duckdb/statement_check.hpp"
#include "store/duckdb/statement_failure.hpp"
#include "store/duckdb/time_limit.hpp"

namespace aftercare::store {
namespace {

using Json = nlohmann::json;

// Parsing and looking up names takes milliseconds; a text made to take longer is not waited for.
constexpr std::chrono::milliseconds kToRead{5'000};

std::vector<std::string> names_of(const RoleViews& views) {
  std::vector<std::string> names;
  for (const auto& view : views.views) names.push_back(view.name);
  return names;
}

base::Result<Json> tree_of(const Connection& connection, std::string_view statement) {
  const auto frame =
      connection.frame("SELECT json_serialize_sql(?::VARCHAR)", {std::string(statement)});
  if (!frame) return tl::unexpected<base::Error>(statement_failure(frame.error(), {}));
  auto tree = Json::parse(text_in(frame->rows[0][0]), nullptr, false);
  if (tree.is_discarded()) return base::failure("the statement was not read", "语句未能解析");
  return tree;
}

base::Result<StatementNames> names_in(const Connection& connection, const RoleViews& views) {
  const auto frame = connection.frame(
      "SELECT lower(table_name) FROM duckdb_tables() UNION SELECT lower(view_name) FROM "
      "duckdb_views()");
  if (!frame) return base::failure_of(frame);
  StatementNames names{names_of(views), {}};
  for (const auto& row : frame->rows) names.stored.insert(text_in(row[0]));
  return names;
}

// The statement as the audit log may hold it; empty if it cannot be told.
std::string without_values(const Connection& connection, Json tree, const RoleViews& views) {
  std::set<std::string> known;
  for (const auto& view : views.views) {
    known.insert(view.name);
    for (const auto& column : view.columns) known.insert(column.name);
  }
  leave_out_own_words(tree, known);
  const auto frame =
      connection.frame("SELECT json_deserialize_sql(?::VARCHAR::JSON)", {tree.dump()});
  if (!frame || frame->rows.empty()) return {};
  return text_in(frame->rows[0][0]);
}

// left_out: a fact that this viewer may not see in parts; its reason is a better answer.
std::optional<base::Error> left_out(const RoleViews& views, std::string_view statement) {
  for (const auto& one : views.left_out)
    if (statement.find(one.name) != statement.npos) return one.why;
  return std::nullopt;
}

base::Result<void> make_views(const Connection& connection, const std::vector<RoleView>& views) {
  const auto catalog = catalog_of(connection);
  if (!catalog) return base::failure_of(catalog);
  for (const auto& view : views)
    if (auto made = make_view(connection, view, *catalog); !made) return made;
  // From here on a name without a schema is a view or nothing.
  if (const auto set = connection.execute("SET search_path = 'temp.main'"); !set)
    return base::failure_of(set);
  return {};
}

std::uint64_t bytes_of(const std::vector<Cell>& row) {
  std::uint64_t bytes = 0;
  for (const auto& cell : row)
    if (const auto* text = std::get_if<std::string>(&cell)) bytes += text->size();
  return bytes;
}

base::Result<StatementAnswer> read_answer(const Connection& connection, const std::string& sql,
                                          const StatementLimits& limits) {
  auto rows = connection.query(sql);
  if (!rows) return base::failure_of(rows);
  StatementAnswer answer;
  for (std::size_t i = 0; i < rows->columns(); ++i) {
    answer.frame.columns.push_back(rows->name(i));
    const auto type = rows->type_name(i);
    if (!type)
      return base::failure(
          fmt::format("column {} has a type that is not shown; write CAST(... AS VARCHAR)",
                      rows->name(i)),
          fmt::format("列 {} 的类型无法显示；请写 CAST(... AS VARCHAR)", rows->name(i)));
    answer.types.emplace_back(*type);
  }
  std::uint64_t bytes = 0;
  for (;;) {
    const auto more = rows->next();
    if (!more) return base::failure_of(more);
    if (!*more) return answer;
    std::vector<Cell> row;
    row.reserve(rows->columns());
    for (std::size_t i = 0; i < rows->columns(); ++i) {
      auto cell = rows->cell(i);
      if (!cell) return base::failure_of(cell);
      row.push_back(std::move(*cell));
    }
    bytes += bytes_of(row);
    if (answer.frame.rows.size() >= limits.rows || bytes > limits.bytes) {
      answer.cut = true;
      return answer;
    }
    answer.frame.rows.push_back(std::move(row));
  }
}

// `tree`: of a statement that was checked.
bool is_grouped(const nlohmann::json& tree) {
  const nlohmann::json::json_pointer groups("/statements/0/node/group_expressions");
  return tree.contains(groups) && !tree.at(groups).empty();
}

}  // namespace

base::Result<CheckedStatement> check_statement(const Database& database,
                                               const records::Viewer& viewer,
                                               std::string_view statement) {
  if (auto text = check_statement_text(statement); !text) return base::failure_of(text);
  const auto views = role_views(database, viewer);
  return database.with_own_connection(
      [&](const Connection& connection) -> base::Result<CheckedStatement> {
        const TimeLimit limit(connection, kToRead, {});
        const auto names = names_in(connection, views);
        if (!names) return base::failure_of(names);
        const auto tree = tree_of(connection, statement);
        if (!tree) return base::failure_of(tree);
        const auto read = check_statement(*tree, statement, *names);
        if (!read) {
          if (auto why = left_out(views, statement)) return tl::unexpected<base::Error>(*why);
          return base::failure_of(read);
        }
        CheckedStatement checked{std::string(statement), {}, {}, is_grouped(*tree)};
        for (const auto& view : views.views)
          if (read->contains(view.name)) checked.views.push_back(view);
        checked.without_values = without_values(connection, *tree, views);
        return checked;
      });
}

base::Result<StatementAnswer> run_statement(const Database& database, const records::Viewer&,
                                            const CheckedStatement& statement,
                                            const StatementLimits& limits) {
  return database.with_own_connection(
      [&](const Connection& connection) -> base::Result<StatementAnswer> {
        if (auto made = make_views(connection, statement.views); !made)
          return base::failure_of(made);
        const TimeLimit limit(connection, limits.time, limits.stop);
        auto answer = read_answer(connection, statement.text, limits);
        if (answer) answer->grouped = statement.grouped;
        if (answer) return answer;
        if (limit.passed())
          return base::failure(
              fmt::format("the statement took longer than {} seconds and was stopped; ask for "
                          "less, or narrow its joins",
                          limits.time.count() / 1000.0),
              fmt::format("语句超过 {} 秒，已停止；请缩小范围或收紧连接条件",
                          limits.time.count() / 1000.0));
        if (limit.stopped()) return base::failure("the statement was stopped", "语句已停止");
        return tl::unexpected<base::Error>(statement_failure(answer.error(), statement.views));
      });
}

base::Result<RoleViews> described_views(const Database& database, const records::Viewer& viewer) {
  auto views = role_views(database, viewer);
  const auto done =
      database.with_own_connection([&](const Connection& connection) -> base::Result<void> {
        if (auto made = make_views(connection, views.views); !made) return made;
        const auto frame = connection.frame(
            "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE database_name "
            "= 'temp'");
        if (!frame) return base::failure_of(frame);
        std::map<std::pair<std::string, std::string>, std::string> types;
        for (const auto& row : frame->rows)
          types[{text_in(row[0]), text_in(row[1])}] = text_in(row[2]);
        for (auto& view : views.views)
          for (auto& column : view.columns) column.type = types[{view.name, column.name}];
        return {};
      });
  if (!done) return base::failure_of(done);
  return views;
}

}  // namespace aftercare::store
