#include "app/cli/kept_model.hpp"

#include <fmt/format.h>

#include <chrono>

#include "app/cli/dedupe_file.hpp"
#include "app/cli/table_text.hpp"
#include "pipeline/workspace.hpp"
#include "records/moment.hpp"

namespace aftercare::app {

base::Result<std::optional<language::ModelRegistry>> registry_for(
    const TextArguments& arguments, const std::filesystem::path& workspace, unsigned held_back) {
  if (arguments.name.empty()) return std::optional<language::ModelRegistry>();
  if (auto sound = language::ModelRegistry::check_name(arguments.name); !sound)
    return base::failure_of(sound);
  if (!pipeline::is_workspace(workspace))
    return base::failure(
        fmt::format("--name keeps a model in a workspace, and this is none: {}",
                    workspace.string()),
        fmt::format("--name 把模型保存在工作区，而这里不是工作区：{}", workspace.string()));
  language::ModelRegistry registry(workspace / "models");
  const auto story = registry.story(arguments.name);
  if (!story.empty() && story.back().held_back != held_back)
    return base::failure(
        fmt::format("the test set of {} is frozen: rows whose MD5 mod 5 is {}, not {}",
                    arguments.name, story.back().held_back, held_back),
        fmt::format("模型 {} 的检验集已固定：MD5 模 5 等于 {} 的行，而非 {}", arguments.name,
                    story.back().held_back, held_back));
  return registry;
}

std::filesystem::path model_named(const std::string& model, const std::filesystem::path& workspace,
                                  const Place& place) {
  std::error_code none;
  const auto file = place.absolute(model);
  if (std::filesystem::exists(file, none)) return file;
  const language::ModelRegistry registry(workspace / "models");
  return registry.has(model) ? registry.model_file(model) : file;
}

base::Result<void> offer_model(language::ModelRegistry& registry, const std::string& name,
                               const std::string& bytes, language::ModelTrial trial,
                               nlohmann::ordered_json& json, const Console& console) {
  trial.at = records::to_iso(
      std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()));
  if (auto done = registry.offer(name, bytes, trial); !done) return done;
  json["name"] = name;
  json["used"] = trial.used;
  if (trial.before_accuracy)
    json["before"] = {{"accuracy", *trial.before_accuracy}, {"macro_f1", *trial.before_macro_f1}};
  json["after"] = {{"accuracy", trial.accuracy}, {"macro_f1", trial.macro_f1}};
  if (console.json()) return {};
  if (trial.before_accuracy)
    console.line(fmt::format(
        fmt::runtime(console.say("{} on the frozen test set: {:.4f} before, {:.4f} now: {}",
                                 "{} 在固定检验集上：之前 {:.4f}，现在 {:.4f}：{}")),
        name, *trial.before_accuracy, trial.accuracy,
        trial.used ? console.say("the new model is used", "启用新模型")
                   : console.say("it is worse, the old one stays in use", "变差，继续使用旧模型")));
  return {};
}

base::Result<int> list_models(const std::filesystem::path& workspace, const Place& place) {
  const language::ModelRegistry registry(workspace / "models");
  const auto& console = place.console;
  const auto say = [&](const char* en, const char* zh) { return std::string(console.say(en, zh)); };
  nlohmann::ordered_json json = {{"models", nlohmann::ordered_json::array()}};
  TextTable table{
      {say("model", "模型"), say("finds", "类型"), say("since", "启用时间"), say("texts", "文本数"),
       say("tested on", "检验数"), say("accuracy or F1", "准确率或 F1"),
       say("macro F1", "宏平均 F1"), say("refused", "拒用次数")},
      {},
      {false, false, false, true, true, true, true, true}};
  for (const auto& name : registry.names()) {
    language::ModelTrial used;
    std::size_t refused = 0;
    auto trials = nlohmann::ordered_json::array();
    for (const auto& trial : registry.story(name)) {
      if (trial.used) used = trial;
      refused += !trial.used;
      trials.push_back({{"at", trial.at},
                        {"texts", trial.texts},
                        {"tested", trial.tested},
                        {"accuracy", trial.accuracy},
                        {"macro_f1", trial.macro_f1},
                        {"used", trial.used}});
    }
    table.rows.push_back({name, used.kind, used.at, std::to_string(used.texts),
                          std::to_string(used.tested), fmt::format("{:.4f}", used.accuracy),
                          fmt::format("{:.4f}", used.macro_f1), std::to_string(refused)});
    json["models"].push_back(
        {{"name", name}, {"kind", used.kind}, {"held_back", used.held_back}, {"trials", trials}});
  }
  if (console.json())
    console.line(dumped_json(json));
  else if (table.rows.empty())
    console.line(console.say("no model is kept here: aftercare text train FILE --name NAME",
                             "此处没有模型：aftercare text train FILE --name 名称"));
  else
    console.print(to_text(table));
  return kDone;
}

}  // namespace aftercare::app
