// Questions in plain words over HTTP: POST ask {"question": "..."}.

#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <nlohmann/json_fwd.hpp>

#include "app/http/server.hpp"
#include "metrics/ask/ask_answer.hpp"
#include "pipeline/session.hpp"
#include "records/viewer.hpp"

namespace aftercare::app {

/// Safe between threads. Who may ask is checked before.
class AskApi {
 public:
  /// The session must outlive it.
  explicit AskApi(const pipeline::Session& session) : session_(session) {}

  /// How it was understood, and the answer if all of it was.
  Response post(const nlohmann::json& body, const records::Viewer& viewer) const;

 private:
  /// With the names that the store has had in the last minute.
  base::Result<std::shared_ptr<const metrics::AskWords>> words(const records::Viewer& viewer) const;

  const pipeline::Session& session_;
  mutable std::mutex loading_;
  mutable std::shared_ptr<const metrics::AskWords> words_;
  mutable std::chrono::steady_clock::time_point read_;
};

}  // namespace aftercare::app
