#include "app/retention_json.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "pipeline/upkeep/retention_past.hpp"

namespace aftercare::app {
namespace {

using RetentionJson = nlohmann::ordered_json;

RetentionJson iso_or_null(const std::optional<records::Moment>& at) {
  return at ? RetentionJson(records::to_iso(*at)) : RetentionJson(nullptr);
}

}  // namespace

RetentionJson retention_state_json(const pipeline::Session& session) {
  const auto& setting = session.workspace().settings().retention;
  const auto past = pipeline::retention_past(session.workspace().root());
  const bool by_itself = setting.every.count() > 0 || setting.with_run;
  RetentionJson json = {{"state", !past.failure.empty() ? "failed"
                                  : !by_itself          ? "off"
                                  : !past.done          ? "waiting"
                                                        : "good"},
                        {"every_hours", nullptr},
                        {"with_run", setting.with_run},
                        {"done", iso_or_null(past.done)},
                        {"failed", iso_or_null(past.failed)},
                        {"failure", nullptr},
                        {"last", nullptr}};
  if (setting.every.count() > 0)
    json["every_hours"] = std::chrono::duration<double, std::ratio<3600>>(setting.every).count();
  if (!past.failure.empty())
    json["failure"] = {{"zh", past.failure_zh.empty() ? past.failure : past.failure_zh},
                       {"en", past.failure}};
  if (auto receipt = RetentionJson::parse(past.receipt, nullptr, false); receipt.is_object())
    json["last"] = std::move(receipt);
  return json;
}

std::string in_one_line(const pipeline::RetentionReport& report, bool chinese) {
  std::uint64_t emptied = 0;
  for (const auto& one : report.counts) emptied += one.total();
  return fmt::format(
      fmt::runtime(chinese ? "清空 {} 行，抹除 {} 个客户" : "{} rows emptied, {} customers erased"),
      emptied, report.erased);
}

std::vector<std::pair<std::string, std::string>> retention_lines(const RetentionJson& receipt,
                                                                 const pipeline::Session& session,
                                                                 bool chinese) {
  std::vector<std::pair<std::string, std::string>> lines;
  const auto text = [&receipt](const char* name) {
    const auto at = receipt.find(name);
    return at != receipt.end() && at->is_string() ? at->get<std::string>() : std::string();
  };
  const auto number = [](const RetentionJson& in, const char* name) {
    const auto at = in.find(name);
    return at != in.end() && at->is_number_unsigned() ? at->get<std::uint64_t>() : 0;
  };
  // "2026-11-26T22:11:43.252208Z" as people read it.
  const auto minute = [&text](const char* name) {
    auto moment = text(name).substr(0, 16);
    std::ranges::replace(moment, 'T', ' ');
    return moment + " UTC";
  };
  lines.emplace_back(chinese ? "时间" : "done", minute("done_at"));
  lines.emplace_back(chinese ? "以此时为准" : "as of", minute("as_of"));
  lines.emplace_back(chinese ? "执行者" : "by", text("by"));
  if (const auto entities = receipt.find("entities");
      entities != receipt.end() && entities->is_array())
    for (const auto& one : *entities) {
      if (!one.is_object() || !one.contains("entity") || !one["entity"].is_string()) continue;
      const auto name = one["entity"].get<std::string>();
      const auto* entity = session.dictionary().entity(name);
      const auto label = entity == nullptr ? name : chinese ? entity->label.zh : entity->label.en;
      lines.emplace_back(
          label,
          fmt::format(fmt::runtime(chinese ? "清空 {} 行，旧版本 {}，发现 {}，隔离行 {}"
                                           : "{} rows emptied, {} old versions, {} findings, "
                                             "{} set aside"),
                      number(one, "rows"), number(one, "old_versions"), number(one, "findings"),
                      number(one, "set_aside")));
    }
  lines.emplace_back(chinese ? "抹除的客户" : "customers erased",
                     fmt::format("{}", number(receipt, "customers_erased")));
  lines.emplace_back(chinese ? "签名" : "signature", text("signature"));
  return lines;
}

}  // namespace aftercare::app
