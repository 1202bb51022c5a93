// POST /api/v1/intake/{source}: rows that other programs send. See docs/formats/api.md.

#pragma once

#include <string>
#include <string_view>

#include "app/http/server.hpp"
#include "pipeline/live_intake.hpp"
#include "pipeline/session.hpp"

namespace aftercare::app {

/// Safe between threads.
class IntakeApi {
 public:
  /// Both must outlive it.
  IntakeApi(const pipeline::Session& session, pipeline::LiveIntake& live);

  /// Whether a path is one of its own.
  static bool serves(std::string_view path);
  /// Judges the head of such a request: who may not push is refused before the body is read; the
  /// body of another is taken whole, and its answer waits until the rows are stored.
  Reception receive(const Request& head) const;

 private:
  const pipeline::Session& session_;
  pipeline::LiveIntake& live_;
};

/// A new token of 256 random bits for a source of kind push; the old one is void. It is stored
/// as a digest, so this is the only time that it can be seen. Fails (usage) on another source.
base::Result<std::string> new_source_token(const pipeline::Session& session,
                                           const std::string& source);

}  // namespace aftercare::app
