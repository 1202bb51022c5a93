// The HTTP API: a request in, JSON out. Thin: parse, authorise, ask, answer. See
// docs/formats/api.md.

#pragma once

#include <filesystem>
#include <string>

#include "app/http/server.hpp"
#include "app/http/session_book.hpp"
#include "pipeline/session.hpp"

namespace aftercare::app {

/// Answers every path: /login, /api/v1/..., and the dashboard's files. Safe between threads.
class Api {
 public:
  /// The session must outlive it. `web` is the folder of the built dashboard.
  Api(const pipeline::Session& session, SessionBook& book, std::filesystem::path web);

  Response answer(const Request& request) const;

 private:
  Response login(const Request& request) const;
  Response api(const Request& request, const std::string& name) const;

  const pipeline::Session& session_;
  SessionBook& book_;
  std::filesystem::path web_;
};

}  // namespace aftercare::app
