// sql: a SELECT that an analyst wrote, over views made for the role; or the list of these views.

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "app/cli/commands.hpp"
#include "app/cli/rows_that_leave.hpp"
#include "app/cli/table_text.hpp"
#include "app/sql_json.hpp"
#include "metrics/answer_csv.hpp"
#include "pipeline/hand_written.hpp"
#include "store/duckdb/statement_check.hpp"

namespace aftercare::app {
namespace {

// A statement from a handle; a byte more than allowed is enough to be refused.
std::string statement_from(int handle) {
  std::string text;
  char part[4096];
  while (text.size() <= store::kLongestStatement) {
    const auto got = ::read(handle, part, sizeof part);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    text.append(part, static_cast<std::size_t>(got));
  }
  return text;
}

// Of a command that was handed to a server: its terminal is gone. At the terminal itself a signal
// ends the program.
bool caller_is_gone(int handle) {
  if (handle <= 2) return false;
  pollfd waiting{handle, 0, 0};
  return ::poll(&waiting, 1, 0) > 0 && (waiting.revents & (POLLHUP | POLLERR)) != 0;
}

std::string value_in_words(const store::Cell& cell) {
  return std::visit(
      [](const auto& value) -> std::string {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, std::monostate>)
          return "—";
        else if constexpr (std::is_same_v<T, bool>)
          return value ? "true" : "false";
        else if constexpr (std::is_same_v<T, double>)
          return fmt::format("{:.12g}", value);
        else if constexpr (std::is_same_v<T, std::string>)
          return value;
        else if constexpr (std::is_same_v<T, records::Day> || std::is_same_v<T, records::Moment>)
          return records::to_iso(value);
        else
          return fmt::format("{}", value);
      },
      cell);
}

void show(const store::StatementAnswer& answer, const Console& console) {
  TextTable table;
  table.header = answer.frame.columns;
  for (const auto& type : answer.types)
    table.right.push_back(type != "VARCHAR" && type != "BOOLEAN" && type != "DATE" &&
                          type != "TIMESTAMP");
  for (const auto& row : answer.frame.rows) {
    auto& line = table.rows.emplace_back();
    for (const auto& cell : row) line.push_back(value_in_words(cell));
  }
  console.print(to_text(table));
  const auto rows = answer.frame.rows.size();
  console.line(fmt::format(
      fmt::runtime(rows == 1 ? console.say("{} row", "{} 行") : console.say("{} rows", "{} 行")),
      rows));
}

std::string csv_of(store::StatementAnswer answer) {
  metrics::RowsAnswer rows;
  for (auto& name : answer.frame.columns) rows.columns.push_back({name, {name, name}, ""});
  rows.rows = std::move(answer.frame.rows);
  return metrics::to_csv(rows, {});
}

void show(const store::RoleViews& views, const Console& console) {
  for (const auto& view : views.views) {
    console.line(fmt::format("{}  {}", view.name, console.say(view.label.en, view.label.zh)));
    TextTable table;
    table.header = {
        std::string(console.say("column", "列")), std::string(console.say("type", "类型")),
        std::string(console.say("meaning", "含义")), std::string(console.say("shown", "显示方式"))};
    for (const auto& column : view.columns) {
      const auto shown = shown_name(column);
      table.rows.push_back({column.name, column.type,
                            std::string(console.say(column.label.en, column.label.zh)),
                            std::string(shown == "token"    ? console.say("token", "代号")
                                        : shown == "masked" ? console.say("masked", "打码")
                                                            : console.say("clear", "明文"))});
    }
    console.print(to_text(table));
    if (!view.hidden.empty()) {
      std::string names;
      for (const auto& name : view.hidden) names += (names.empty() ? "" : ", ") + name;
      console.line(fmt::format(
          fmt::runtime(console.say("hidden from your role: {}", "您的角色不可见：{}")), names));
    }
    console.line("");
  }
  for (const auto& one : views.left_out)
    console.line(fmt::format("{}: {}", one.name, console.say(one.why.message, one.why.message_zh)));
}

}  // namespace

base::Result<int> run_sql(const SqlArguments& arguments, const pipeline::Session& session,
                          const Place& place) {
  const auto& console = place.console;
  const auto& viewer = place.caller.viewer;
  if (arguments.tables) {
    const auto views = store::described_views(session.store(), viewer);
    if (!views) return base::failure_of(views);
    if (console.json())
      console.line(to_json(*views).dump());
    else
      show(*views, console);
    return kDone;
  }
  if (arguments.limit < 1 || arguments.limit > kMostSqlRows)
    return base::failure(
        fmt::format("--limit is from 1 to {}: {}", kMostSqlRows, arguments.limit),
        fmt::format("--limit 应在 1 到 {} 之间：{}", kMostSqlRows, arguments.limit));
  const auto statement =
      arguments.statement == "-" ? statement_from(place.in) : arguments.statement;
  // Taking rows out is an action of its own, beside that of asking.
  if (auto may = place.caller.check("sql"); !may) return base::failure_of(may);
  store::StatementLimits limits;
  limits.rows = arguments.limit;
  limits.stop = [in = place.in] { return caller_is_gone(in); };
  auto answer = pipeline::run_hand_written(session, viewer, place.actor(), statement, limits);
  if (!answer) return base::failure_of(answer);
  const bool cut = answer->cut;
  const auto rows = answer->frame.rows.size();
  if (console.json())
    console.line(to_json(*answer).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  else if (arguments.csv) {
    if (!answer->grouped)
      if (auto told =
              tell_standing_out(answer->frame.columns, answer->frame.rows, session, console);
          !told)
        return base::failure_of(told);
    console.print(csv_of(std::move(*answer)));
  } else
    show(*answer, console);
  if (cut)
    console.note(fmt::format(fmt::runtime(console.say("cut after {} rows; --limit takes more",
                                                      "只显示前 {} 行；可用 --limit 增加")),
                             rows));
  return kDone;
}

}  // namespace aftercare::app
