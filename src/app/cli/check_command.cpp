// verify and doctor: is the workspace whole, and what wants doing.

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/cli/commands.hpp"
#include "pipeline/workspace_check.hpp"

namespace aftercare::app {
namespace {

using CheckJson = nlohmann::ordered_json;

CheckJson to_json(const pipeline::WorkspaceFault& fault) {
  return {{"part", to_name(fault.part)},
          {"what", {{"en", fault.what.en}, {"zh", fault.what.zh}}},
          {"mend", {{"en", fault.mend.en}, {"zh", fault.mend.zh}}}};
}

void tell(const pipeline::WorkspaceFault& fault, const Console& console) {
  const auto in = [&console](const records::Label& label) {
    return console.chinese() ? label.zh : label.en;
  };
  console.line(fmt::format(fmt::runtime(console.say("{}: {}", "{}：{}")), in(label_of(fault.part)),
                           in(fault.what)));
  console.line(
      fmt::format(fmt::runtime(console.say("  to mend it: {}", "  解决办法：{}")), in(fault.mend)));
}

}  // namespace

base::Result<int> run_check(const CheckArguments& arguments, const pipeline::Session& session,
                            const Place& place) {
  const auto& console = place.console;
  base::NoProgress quiet;
  const auto check = pipeline::check_workspace(session, quiet);
  if (!check) return base::failure_of(check);
  std::vector<pipeline::WorkspaceFault> advice;
  if (arguments.advice) {
    auto given = pipeline::advise(session);
    if (!given) return base::failure_of(given);
    advice = std::move(*given);
  }
  const bool whole = check->faults.empty();
  if (console.json()) {
    CheckJson json = {{"whole", whole},
                      {"files", check->files},
                      {"rows", check->rows},
                      {"persons", check->persons},
                      {"audit_entries", check->audit_entries},
                      {"waiting", check->waiting},
                      {"faults", CheckJson::array()}};
    for (const auto& fault : check->faults) json["faults"].push_back(to_json(fault));
    if (arguments.advice) {
      json["advice"] = CheckJson::array();
      for (const auto& fault : advice) json["advice"].push_back(to_json(fault));
    }
    console.line(json.dump(-1, ' ', false, CheckJson::error_handler_t::replace));
    return whole ? kDone : kFindings;
  }
  for (const auto& fault : check->faults) tell(fault, console);
  for (const auto& fault : advice) tell(fault, console);
  if (whole)
    console.line(
        fmt::format(fmt::runtime(console.say(
                        "the workspace is whole: {} files, {} rows, the keys of {} persons, "
                        "{} audit entries; store, ledger, keys and log agree",
                        "工作区完好：{} 个文件，{} 行，{} 人的密钥，{} 条审计记录；数据库、台账、"
                        "密钥与日志一致")),
                    check->files, check->rows, check->persons, check->audit_entries));
  else
    console.line(
        fmt::format(fmt::runtime(console.say("{} faults", "共 {} 处问题")), check->faults.size()));
  return whole ? kDone : kFindings;
}

}  // namespace aftercare::app
