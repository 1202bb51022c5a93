// retain and consent: what is over goes, what a person no longer agrees to stops.

#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "app/cli/commands.hpp"
#include "app/cli/day_words.hpp"
#include "app/cli/report_file.hpp"
#include "app/cli/table_text.hpp"
#include "app/retention_json.hpp"
#include "pipeline/consent.hpp"
#include "pipeline/retention.hpp"
#include "pipeline/upkeep/retention_run.hpp"

namespace aftercare::app {
namespace {

nlohmann::ordered_json retention_json(const pipeline::RetentionReport& report, bool done) {
  nlohmann::ordered_json json = {{"done", done}, {"entities", nlohmann::json::array()}};
  for (const auto& one : report.counts)
    json["entities"].push_back({{"entity", one.entity->name},
                                {"retention", one.entity->retention},
                                {"until", records::to_iso(one.until)},
                                {"rows", one.rows},
                                {"old_versions", one.old_versions},
                                {"findings", one.findings},
                                {"set_aside", one.set_aside}});
  json["idle_customers"] = report.idle.size();
  json["erased"] = report.erased;
  return json;
}

void show_retention(const pipeline::RetentionReport& report, bool done,
                    const pipeline::Session& session, const Console& console) {
  TextTable table{
      {std::string(console.say("records", "实体")), std::string(console.say("older than", "早于")),
       std::string(console.say("rows emptied", "清空行数")),
       std::string(console.say("old versions", "旧版本")),
       std::string(console.say("findings", "发现")),
       std::string(console.say("set aside", "隔离行"))},
      {},
      {false, false, true, true, true, true}};
  for (const auto& one : report.counts)
    table.rows.push_back({console.chinese() ? one.entity->label.zh : one.entity->label.en,
                          records::to_local_text(one.until, session.zone()).substr(0, 10),
                          fmt::format("{}", one.rows), fmt::format("{}", one.old_versions),
                          fmt::format("{}", one.findings), fmt::format("{}", one.set_aside)});
  console.print(to_text(table));
  if (done)
    console.line(fmt::format(fmt::runtime(console.say("{} customers of whom nothing newer is "
                                                      "stored were erased",
                                                      "已抹除 {} 个再无较新记录的客户")),
                             report.erased));
  else
    console.line(fmt::format(
        fmt::runtime(console.say("{} customers of whom nothing newer is stored would be erased. "
                                 "Nothing was changed; --apply does it",
                                 "将抹除 {} 个再无较新记录的客户。尚未改动；加 --apply 执行")),
        report.idle.size()));
}

base::Result<int> show_last_retention(const RetainArguments& arguments,
                                      const pipeline::Session& session, const Place& place) {
  const auto& console = place.console;
  const auto past = pipeline::retention_past(session.workspace().root());
  if (!arguments.out.empty() && past.receipt.empty())
    return base::failure("there is no receipt: it was never done here", "没有回执：此处从未执行过");
  if (!arguments.out.empty())
    if (auto kept = replace_file(place.absolute(arguments.out), past.receipt); !kept)
      return base::failure_of(kept);
  const auto state = retention_state_json(session);
  if (console.json()) {
    console.line(state.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    return past.failure.empty() ? kDone : kFindings;
  }
  if (!past.done && !past.failed) {
    console.line(console.say("it never ran here", "此处从未执行过"));
    return kDone;
  }
  if (!past.failure.empty()) console.line(std::string(console.say(past.failure, past.failure_zh)));
  if (past.done) {
    console.line(fmt::format(fmt::runtime(console.say("last done: {}", "最近一次执行：{}")),
                             records::to_local_text(*past.done, session.zone()).substr(0, 16)));
    TextTable table{
        {std::string(console.say("receipt of retention", "保存期限执行回执")), ""}, {}, {}};
    for (const auto& [name, value] : retention_lines(state["last"], session, console.chinese()))
      table.rows.push_back({name, value});
    console.print(to_text(table));
  }
  return past.failure.empty() ? kDone : kFindings;
}

}  // namespace

base::Result<int> run_retain(const RetainArguments& arguments, const pipeline::Session& session,
                             const Place& place) {
  const auto day = day_from(arguments.as_of);
  if (!day) return base::failure_of(day);
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  const auto as_of = *day ? session.zone().start_of(**day) : now;
  if (!arguments.out.empty() && !arguments.apply && !arguments.last)
    return base::failure("there is no receipt of a look: -o goes with --apply or --last",
                         "仅查看时没有回执：-o 须与 --apply 或 --last 同用");
  if (arguments.last) return show_last_retention(arguments, session, place);
  pipeline::RetentionReport report;
  if (arguments.apply) {
    // Whoever names no day goes by the clock, which has to be one that can be believed.
    const auto named = *day ? std::optional(as_of) : std::nullopt;
    auto done = pipeline::run_retention(session, named, place.actor(), now);
    if (!done) return base::failure_of(done);
    report = std::move(done->report);
    if (!arguments.out.empty())
      if (auto kept = replace_file(place.absolute(arguments.out), done->receipt); !kept)
        return base::failure_of(kept);
  } else {
    auto looked = pipeline::expired(session, as_of);
    if (!looked) return base::failure_of(looked);
    report = std::move(*looked);
  }
  if (place.console.json())
    place.console.line(retention_json(report, arguments.apply).dump());
  else
    show_retention(report, arguments.apply, session, place.console);
  return kDone;
}

base::Result<int> run_consent(const ConsentArguments& arguments, const pipeline::Session& session,
                              const Place& place) {
  const auto& console = place.console;
  if (arguments.action == ConsentArguments::Action::list) {
    const auto all = store::consents(session.store(), records::Viewer::owner(), arguments.customer);
    if (!all) return base::failure_of(all);
    auto json = nlohmann::ordered_json::array();
    TextTable table{
        {std::string(console.say("at", "时间")), std::string(console.say("customer", "客户")),
         std::string(console.say("purpose", "目的")), std::string(console.say("consent", "同意"))},
        {},
        {}};
    for (const auto& one : *all) {
      json.push_back({{"at", records::to_iso(one.at)},
                      {"customer", one.customer},
                      {"purpose", one.purpose},
                      {"withdrawn", one.withdrawn},
                      {"by", one.by}});
      table.rows.push_back({records::to_local_text(one.at, session.zone()).substr(0, 19),
                            one.customer, one.purpose,
                            std::string(one.withdrawn ? console.say("withdrawn", "已撤回")
                                                      : console.say("given", "已给予"))});
    }
    if (console.json())
      console.line(json.dump());
    else
      console.print(to_text(table));
    return kDone;
  }
  const auto who = place.actor(arguments.reason);
  const bool withdraw = arguments.action == ConsentArguments::Action::withdraw;
  const auto noted =
      withdraw ? pipeline::withdraw_consent(session, arguments.customer, arguments.purpose, who)
               : pipeline::give_consent(session, arguments.customer, arguments.purpose, who);
  if (!noted) return base::failure_of(noted);
  if (console.json())
    console.line(nlohmann::json{{"customer", arguments.customer},
                                {"purpose", arguments.purpose},
                                {"withdrawn", withdraw},
                                {"rows", noted->rows}}
                     .dump());
  else if (withdraw)
    console.line(fmt::format(
        fmt::runtime(console.say("noted; {} stored rows no longer say whom they are about",
                                 "已登记；{} 条已存记录不再指向此人")),
        noted->rows));
  else
    console.line(console.say("noted", "已登记"));
  return kDone;
}

}  // namespace aftercare::app
