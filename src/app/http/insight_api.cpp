#include "app/http/insight_api.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/explained.hpp"
#include "app/http/answers.hpp"

namespace aftercare::app {
namespace {

constexpr std::string_view kInsight = "insight/";

base::Result<InsightArguments> insight_asked(const std::string& method,
                                             const nlohmann::json& body) {
  const auto action = explained_action(method);
  if (!action) return base::failure_of(action);
  InsightArguments asked;
  asked.action = *action;
  const std::pair<const char*, std::string*> texts[] = {
      {"metric", &asked.metric},     {"by", &asked.by},         {"where", &asked.where},
      {"from", &asked.from},         {"to", &asked.to},         {"first", &asked.first},
      {"second", &asked.second},     {"before", &asked.before}, {"after", &asked.after},
      {"declared", &asked.declared}, {"step", &asked.step}};
  for (const auto& [key, value] : body.items()) {
    const auto text = std::ranges::find(texts, key, [](const auto& one) { return one.first; });
    if (text != std::end(texts) && value.is_string()) {
      *text->second = value.get<std::string>();
    } else if (key == "within" && value.is_number_unsigned() && value.get<std::size_t>() <= 366) {
      asked.within = value.get<std::size_t>();
    } else if (key == "language" && value.is_string()) {
      continue;
    } else {
      return base::failure(fmt::format("not understood in the request: '{}'", key),
                           fmt::format("请求中无法理解：“{}”", key));
    }
  }
  if (!is_explained(asked))
    return base::failure("no metric is named: 'metric' is a text", "未指定指标：“metric” 应为文字");
  return asked;
}

}  // namespace

std::optional<Response> InsightApi::post(const std::string& name, const nlohmann::json& body,
                                         const records::Viewer& viewer) const {
  if (!name.starts_with(kInsight)) return std::nullopt;
  const auto method = name.substr(kInsight.size());
  if (!explained_action(method)) return not_found();
  const auto asked = insight_asked(method, body);
  if (!asked) return error_response(asked.error());
  const auto language = body.find("language");
  const bool chinese =
      language == body.end() ? session_.workspace().settings().language == "zh" : *language == "zh";
  const auto told = explained(*asked, {session_, viewer, chinese});
  if (!told) return error_response(told.error());
  return json_response(200, told->json);
}

}  // namespace aftercare::app
