// Values no code list knows, and repairs too unsure to be made, over HTTP: in clusters of one
// proposed meaning, decided and undone.

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "access/policy.hpp"
#include "app/http/server.hpp"
#include "pipeline/session.hpp"

namespace aftercare::app {

/// Safe between threads. Who may ask is checked before.
class ReviewApi {
 public:
  /// The session must outlive it.
  explicit ReviewApi(const pipeline::Session& session) : session_(session) {}

  /// Nothing if the name is none of its own: "review", "review/decide", "review/undo".
  std::optional<Response> get(const std::string& name, const access::Caller& caller) const;
  std::optional<Response> post(const std::string& name, const nlohmann::json& body,
                               const access::Caller& caller) const;

 private:
  Response list(const access::Caller& caller) const;
  Response decide(const nlohmann::json& body, const access::Caller& caller) const;
  Response undo(const nlohmann::json& body, const access::Caller& caller) const;

  const pipeline::Session& session_;
};

}  // namespace aftercare::app
