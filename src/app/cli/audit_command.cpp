// audit: the log of what was done to personal data, and whether it is whole.

#include <fmt/format.h>

#include <chrono>

#include "app/audit_json.hpp"
#include "app/cli/commands.hpp"
#include "app/cli/day_words.hpp"
#include "app/cli/table_text.hpp"
#include "pipeline/audit.hpp"

namespace aftercare::app {
namespace {

std::string one_line(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

base::Result<int> list_audit(const AuditArguments& arguments, const pipeline::Session& session,
                             const Place& place) {
  const auto& console = place.console;
  const auto from = day_from(arguments.from);
  if (!from) return base::failure_of(from);
  const auto to = day_from(arguments.to);
  if (!to) return base::failure_of(to);
  store::AuditFilter filter{arguments.what, arguments.actor, arguments.subject, {}, {}};
  if (*from) filter.from = session.zone().start_of(**from);
  if (*to) filter.to = session.zone().start_of(**to + std::chrono::days(1));
  const auto page =
      store::audit_page(session.store(), place.caller.viewer, filter, arguments.limit, 0);
  if (!page) return base::failure_of(page);
  if (console.json()) {
    console.line(one_line(to_json(*page)));
    return kDone;
  }
  TextTable table{
      {std::string(console.say("number", "编号")), std::string(console.say("at", "时间")),
       std::string(console.say("who", "操作者")), std::string(console.say("did", "操作")),
       std::string(console.say("to", "对象")), std::string(console.say("why", "理由"))},
      {},
      {true}};
  for (const auto& row : page->rows) {
    const auto action = records::audit_action(row.action);
    const auto& label = action ? label_of(*action) : records::Label{row.action, row.action};
    table.rows.push_back({fmt::format("{}", row.number),
                          records::to_local_text(row.at, session.zone()).substr(0, 19), row.actor,
                          console.chinese() ? label.zh : label.en, row.subject, row.reason});
  }
  console.print(to_text(table));
  console.line(fmt::format(fmt::runtime(console.say("{} of {}", "显示 {} / 共 {}")),
                           page->rows.size(), page->total));
  return kDone;
}

base::Result<int> verify_audit(const AuditArguments& arguments, const pipeline::Session& session,
                               const Console& console) {
  auto check = pipeline::check_audit(session);
  if (!check) return base::failure_of(check);
  if (!check->broken && !arguments.head.empty()) {
    const auto noted = store::end_in_gap(arguments.head);
    if (!noted)
      return base::failure(fmt::format("--head wants COUNT:HASH: {}", arguments.head),
                           fmt::format("--head 的形式为 条数:散列：{}", arguments.head));
    const auto against = store::check_audit(session.store(), session.vault().audit_key(), *noted);
    if (!against) return base::failure_of(against);
    check = against;
  }
  if (console.json()) {
    console.line(one_line(to_json(*check)));
  } else if (check->broken) {
    const auto words = in_words(*check->broken);
    console.line(fmt::format(
        fmt::runtime(console.say("the audit log is not whole: {}", "审计日志不完整：{}")),
        console.chinese() ? words.zh : words.en));
  } else {
    console.line(fmt::format(
        fmt::runtime(console.say("the audit log is whole: {} entries", "审计日志完整：共 {} 条")),
        check->end.entries));
    if (check->end.entries > 0)
      console.line(
          fmt::format(fmt::runtime(console.say("its head, to be noted down elsewhere: {}:{}",
                                               "其末端，可抄录到别处保存：{}:{}")),
                      check->end.entries, check->end.hash));
  }
  return check->broken ? kFindings : kDone;
}

}  // namespace

base::Result<int> run_audit(const AuditArguments& arguments, const pipeline::Session& session,
                            const Place& place) {
  return arguments.action == AuditArguments::Action::list
             ? list_audit(arguments, session, place)
             : verify_audit(arguments, session, place.console);
}

}  // namespace aftercare::app
