// source list, source token: what is declared, how far it is read, and who may push.

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/cli/commands.hpp"
#include "app/cli/table_text.hpp"
#include "app/http/intake_api.hpp"
#include "store/duckdb/source_state.hpp"

namespace aftercare::app {
namespace {

using SourceJson = nlohmann::ordered_json;

base::Result<int> list_sources(const pipeline::Session& session, const Console& console) {
  TextTable table{
      {std::string(console.say("source", "数据源")), std::string(console.say("kind", "类型")),
       std::string(console.say("mapping", "映射")),
       std::string(console.say("read up to", "已读到"))},
      {},
      {false, false, false, false}};
  auto json = SourceJson::array();
  for (const auto& source : session.workspace().settings().sources) {
    const auto marks = store::marks_of(session.store(), source.name);
    if (!marks) return base::failure_of(marks);
    std::string read;
    auto list = SourceJson::array();
    for (const auto& mark : *marks) {
      list.push_back({{"part", mark.part}, {"value", mark.value}});
      read += (read.empty() ? "" : ", ") + (mark.part.empty() ? "" : mark.part + " ") + mark.value;
    }
    table.rows.push_back({source.name, std::string(kind_of(source)), source.mapping, read});
    json.push_back({{"name", source.name},
                    {"kind", kind_of(source)},
                    {"mapping", source.mapping},
                    {"marks", std::move(list)}});
  }
  if (console.json())
    console.line(SourceJson{{"sources", std::move(json)}}.dump(
        -1, ' ', false, SourceJson::error_handler_t::replace));
  else
    console.print(to_text(table));
  return kDone;
}

}  // namespace

base::Result<int> run_source(const SourceArguments& arguments, const pipeline::Session& session,
                             const Place& place) {
  const auto& console = place.console;
  if (arguments.action == SourceArguments::Action::list) return list_sources(session, console);
  const auto token = new_source_token(session, arguments.name);
  if (!token) return base::failure_of(token);
  console.line(console.json() ? SourceJson{{"source", arguments.name}, {"token", *token}}.dump()
                              : *token);
  console.note(console.say("It is shown this once; an older one of the source is void.",
                           "仅显示这一次；该数据源的旧令牌已失效。"));
  return kDone;
}

}  // namespace aftercare::app
