// reveal: one case or one customer in clear.

#include <fmt/format.h>

#include "app/clear_json.hpp"
#include "app/cli/commands.hpp"
#include "app/cli/dedupe_file.hpp"
#include "app/cli/table_text.hpp"

namespace aftercare::app {

base::Result<int> run_reveal(const RevealArguments& arguments, const pipeline::Session& session,
                             const Place& place) {
  const auto& console = place.console;
  const auto who = place.actor(arguments.reason);
  const bool of_case = !arguments.case_key.empty();
  const auto json =
      of_case ? case_in_clear_json(session, place.caller.viewer, arguments.case_key, who)
              : customer_in_clear_json(session, place.caller.viewer, arguments.customer, who);
  if (!json) return base::failure_of(json);
  if (json->is_null())
    return base::failure("no such case or customer, or none that you may see",
                         "没有该案例或客户，或您无权查看");
  if (console.json()) {
    console.line(dumped_json(*json));
    return kDone;
  }
  TextTable table{
      {std::string(console.say("field", "字段")), std::string(console.say("value", "值"))}, {}, {}};
  const auto& fields = (*json)["fields"];
  for (const auto& field : fields) {
    const auto& label = field["label"];
    table.rows.push_back({label.is_object()
                              ? label[console.chinese() ? "zh" : "en"].get<std::string>()
                              : field["name"].get<std::string>(),
                          field["value"].get<std::string>()});
  }
  const auto& messages = (*json)["messages"];
  for (const auto& message : messages)
    table.rows.push_back(
        {message["sender"].get<std::string>(), message["text"].get<std::string>()});
  if (table.rows.empty())
    console.line(console.say("nothing of it is sealed, or none that you may see in clear",
                             "没有密封内容，或您无权查看原文"));
  else
    console.print(to_text(table));
  return kDone;
}

}  // namespace aftercare::app
