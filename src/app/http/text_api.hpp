// What is read from stored texts when it is asked, over HTTP.

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "access/policy.hpp"
#include "app/http/server.hpp"
#include "pipeline/session.hpp"

namespace aftercare::app {

/// Safe between threads. Who may ask is checked before.
class TextApi {
 public:
  /// The session must outlive it.
  explicit TextApi(const pipeline::Session& session) : session_(session) {}

  /// Nothing if the address is none of its own.
  std::optional<Response> get(const std::string& name, const access::Caller& caller) const;
  std::optional<Response> post(const std::string& name, const nlohmann::json& body,
                               const access::Caller& caller) const;

 private:
  const pipeline::Session& session_;
};

}  // namespace aftercare::app
