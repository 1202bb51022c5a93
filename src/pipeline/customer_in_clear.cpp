#include "pipeline/customer_in_clear.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "store/duckdb/record_view.hpp"

namespace aftercare::pipeline {

base::Result<std::optional<ClearFields>> customer_in_clear(const Session& session,
                                                           const records::Viewer& viewer,
                                                           const std::string& customer_id,
                                                           const Actor& who) {
  if (const auto given = need_reason(who); !given) return base::failure_of(given);
  const auto sealed = store::sealed_customer(session.store(), viewer, customer_id);
  if (!sealed) return base::failure_of(sealed);
  if (!*sealed) return std::optional<ClearFields>();
  if (const auto noted =
          note(session, records::AuditAction::reveal, who, fmt::format("customer/{}", customer_id));
      !noted)
    return base::failure_of(noted);
  const auto clear = session.vault().unseal((*sealed)->person, (*sealed)->sealed);
  if (!clear) return base::failure_of(clear);
  const auto json = nlohmann::json::parse(*clear, nullptr, false);
  ClearFields fields;
  if (!json.is_object()) return std::optional(std::move(fields));
  for (const auto& field : session.dictionary().entity("customer")->fields) {
    const auto at = json.find(field.name);
    if (at == json.end() || !at->is_string()) continue;
    if (viewer.fields.of("customer", field) == records::Shown::clear)
      fields.emplace_back(field.name, at->get<std::string>());
  }
  return std::optional(std::move(fields));
}

}  // namespace aftercare::pipeline
