// Findings and quarantined rows over HTTP: narrowed, looked at, mended, replayed.

#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "access/policy.hpp"
#include "app/http/server.hpp"
#include "app/http/shared_stages.hpp"
#include "pipeline/audit.hpp"
#include "pipeline/session.hpp"

namespace aftercare::app {

/// Safe between threads. Who may ask is checked before.
class QualityApi {
 public:
  /// Both must outlive it.
  QualityApi(const pipeline::Session& session, const SharedStages& stages)
      : session_(session), stages_(stages) {}

  /// Nothing if the name is none of its own: "findings", "duplicates", "quarantine[/ID[/verb]]".
  std::optional<Response> get(const std::string& name, const access::Caller& caller) const;
  std::optional<Response> post(const std::string& name, const nlohmann::json& body,
                               const access::Caller& caller) const;

 private:
  Response findings(const nlohmann::json& body, const access::Caller& caller) const;
  Response duplicates(const nlohmann::json& body, const access::Caller& caller) const;
  Response list(const nlohmann::json& body, const access::Caller& caller) const;
  Response row(std::int64_t id, const std::optional<pipeline::Actor>& reveal,
               const access::Caller& caller) const;
  Response mend(std::int64_t id, const nlohmann::json& body, const access::Caller& caller) const;
  Response replay_all(const nlohmann::json& body, const access::Caller& caller) const;
  Response drop(std::int64_t id, const access::Caller& caller) const;
  /// The refusal of a row that is not inside the caller's scope.
  std::optional<Response> refused_row(std::int64_t id, const access::Caller& caller) const;

  const pipeline::Session& session_;
  const SharedStages& stages_;
};

}  // namespace aftercare::app
