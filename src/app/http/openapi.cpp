#include "app/http/openapi.hpp"

#include <algorithm>

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;

// "case/{key+}" -> "/api/v1/case/{key}", with its parameters.
std::string openapi_path(const std::string& path, Json& parameters) {
  std::string plain = "/api/v1/";
  for (std::size_t at = 0; at < path.size(); ++at) {
    plain += path[at];
    if (path[at] != '{') continue;
    const auto end = path.find('}', at);
    auto name = path.substr(at + 1, end - at - 1);
    if (name.ends_with('+')) name.pop_back();
    parameters.push_back(
        {{"name", name}, {"in", "path"}, {"required", true}, {"schema", {{"type", "string"}}}});
    plain += name + "}";
    at = end;
  }
  return plain;
}

Json security_of(const std::string& action) {
  if (action == kPublic) return Json::array();
  if (action == kBySource) return Json::array({{{"source_token", Json::array()}}});
  return Json::array({{{"session", Json::array()}}, {{"api_token", Json::array()}}});
}

}  // namespace

Json openapi_json(const NeededActions& needed) {
  Json document = {
      {"openapi", "3.1.0"},
      {"info", {{"title", "Aftercare"}, {"version", AFTERCARE_VERSION}}},
      {"paths", Json::object()},
      {"components",
       {{"securitySchemes",
         {{"session", {{"type", "apiKey"}, {"in", "cookie"}, {"name", "aftercare_session"}}},
          {"api_token", {{"type", "http"}, {"scheme", "bearer"}}},
          {"source_token", {{"type", "http"}, {"scheme", "bearer"}}}}}}}};
  for (const auto& endpoint : needed.endpoints()) {
    Json parameters = Json::array();
    const auto path = openapi_path(endpoint.path, parameters);
    Json operation = {{"summary", endpoint.label.en},
                      {"x-summary-zh", endpoint.label.zh},
                      {"x-action", endpoint.action},
                      {"security", security_of(endpoint.action)}};
    if (!parameters.empty()) operation["parameters"] = std::move(parameters);
    if (endpoint.method == "POST") {
      const auto type = endpoint.takes.empty() ? "application/json" : endpoint.takes;
      operation["requestBody"] = {{"content", {{type, {{"schema", {{"type", "object"}}}}}}}};
    }
    operation["responses"] = {{"200", {{"description", "done"}}},
                              {"401", {{"description", "nobody is signed in"}}},
                              {"403", {{"description", "the role does not have the action"}}}};
    auto method = endpoint.method;
    std::ranges::transform(method, method.begin(), [](unsigned char sign) {
      return static_cast<char>(std::tolower(sign));
    });
    document["paths"][path][method] = std::move(operation);
  }
  return document;
}

}  // namespace aftercare::app
