// Hand-written SQL over HTTP: POST sql {"sql": "SELECT ...", "limit": 1000}, GET sql for the
// tables.

#pragma once

#include <nlohmann/json_fwd.hpp>

#include "app/http/server.hpp"
#include "pipeline/session.hpp"
#include "records/viewer.hpp"

namespace aftercare::app {

/// Safe between threads. Who may ask is checked before.
class SqlApi {
 public:
  /// The session must outlive it.
  explicit SqlApi(const pipeline::Session& session) : session_(session) {}

  Response get(const records::Viewer& viewer) const;
  Response post(const nlohmann::json& body, const records::Viewer& viewer) const;

 private:
  const pipeline::Session& session_;
};

}  // namespace aftercare::app
