#include "app/clear_json.hpp"

#include "pipeline/case_in_clear.hpp"
#include "pipeline/customer_in_clear.hpp"

namespace aftercare::app {
namespace {

using ClearJson = nlohmann::ordered_json;

ClearJson clear_fields_json(const pipeline::Session& session, std::string_view entity,
                            const std::vector<std::pair<std::string, std::string>>& fields) {
  auto json = ClearJson::array();
  for (const auto& [name, value] : fields) {
    const auto* field = session.dictionary().entity(entity)->field(name);
    json.push_back(
        {{"name", name},
         {"label", field == nullptr ? ClearJson(nullptr)
                                    : ClearJson{{"zh", field->label.zh}, {"en", field->label.en}}},
         {"value", value}});
  }
  return json;
}

}  // namespace

base::Result<ClearJson> case_in_clear_json(const pipeline::Session& session,
                                           const records::Viewer& viewer, const std::string& key,
                                           const pipeline::Actor& who) {
  const auto found = pipeline::case_in_clear(session, viewer, key, who);
  if (!found) return base::failure_of(found);
  if (!*found) return ClearJson(nullptr);
  ClearJson json = {{"entity", "case"},
                    {"key", key},
                    {"fields", clear_fields_json(session, "case", (*found)->fields)},
                    {"messages", ClearJson::array()}};
  for (const auto& [shown, clear] : (*found)->messages)
    json["messages"].push_back(
        {{"sent_at",
          shown.sent_at ? ClearJson(records::to_iso(*shown.sent_at)) : ClearJson(nullptr)},
         {"sender", shown.sender},
         {"text", shown.text},
         {"clear", clear}});
  return json;
}

base::Result<ClearJson> customer_in_clear_json(const pipeline::Session& session,
                                               const records::Viewer& viewer,
                                               const std::string& key, const pipeline::Actor& who) {
  const auto found = pipeline::customer_in_clear(session, viewer, key, who);
  if (!found) return base::failure_of(found);
  if (!*found) return ClearJson(nullptr);
  return ClearJson{{"entity", "customer"},
                   {"key", key},
                   {"fields", clear_fields_json(session, "customer", **found)},
                   {"messages", ClearJson::array()}};
}

}  // namespace aftercare::app
