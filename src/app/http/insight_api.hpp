// Explanations over HTTP: POST insight/{method} with the words of the command line as JSON.

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "app/http/server.hpp"
#include "pipeline/session.hpp"
#include "records/viewer.hpp"

namespace aftercare::app {

/// Safe between threads. Who may ask is checked before.
class InsightApi {
 public:
  /// The session must outlive it.
  explicit InsightApi(const pipeline::Session& session) : session_(session) {}

  /// Nothing if the address is none of its own.
  std::optional<Response> post(const std::string& name, const nlohmann::json& body,
                               const records::Viewer& viewer) const;

 private:
  const pipeline::Session& session_;
};

}  // namespace aftercare::app
