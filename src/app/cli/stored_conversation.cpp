#include "app/cli/stored_conversation.hpp"

#include <fmt/format.h>

#include "app/cli/conversation_words.hpp"
#include "app/cli/dedupe_file.hpp"
#include "app/conversation_json.hpp"

namespace aftercare::app {

base::Result<int> read_stored_conversation(const TextArguments& arguments,
                                           const pipeline::Session& session, const Place& place) {
  const auto& console = place.console;
  if (arguments.case_key.empty())
    return base::failure("neither a file nor a case is named: FILE or --case KEY",
                         "未指定文件或案例：给出文件，或 --case 案例编号");
  const auto talk = pipeline::case_conversation(session, place.caller.viewer, arguments.case_key);
  if (!talk) return base::failure_of(talk);
  if (!*talk)
    return base::failure(
        fmt::format("no such case, or none that you may see: {}", arguments.case_key),
        fmt::format("没有该案例，或您无权查看：{}", arguments.case_key));
  if (console.json())
    console.line(dumped_json(to_json(**talk)));
  else
    print_conversation((*talk)->case_key, (*talk)->found, session.zone(), console);
  return kDone;
}

}  // namespace aftercare::app
