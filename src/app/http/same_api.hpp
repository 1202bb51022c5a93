// Records that are the same, over HTTP: pairs, groups, verdicts, and comparing what is new.

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "access/policy.hpp"
#include "app/http/job_book.hpp"
#include "app/http/server.hpp"
#include "pipeline/session.hpp"

namespace aftercare::app {

/// Safe between threads. Who may ask is checked before.
class SameApi {
 public:
  /// Both must outlive it.
  SameApi(const pipeline::Session& session, JobBook& jobs) : session_(session), jobs_(jobs) {}

  /// Nothing if the name is none of its own: "duplicates/" and "summary", "pairs", "pair",
  /// "group", "verdicts", "say", "undo", "reveal", "compare".
  std::optional<Response> get(const std::string& name, const access::Caller& caller) const;
  std::optional<Response> post(const std::string& name, const nlohmann::json& body,
                               const access::Caller& caller) const;

 private:
  Response pairs(const nlohmann::json& body, const access::Caller& caller) const;
  Response pair(const nlohmann::json& body, const access::Caller& caller) const;
  Response group(const nlohmann::json& body, const access::Caller& caller) const;
  Response verdicts(const nlohmann::json& body, const access::Caller& caller) const;
  Response say(const nlohmann::json& body, const access::Caller& caller) const;
  Response undo(const nlohmann::json& body, const access::Caller& caller) const;
  Response reveal(const nlohmann::json& body, const access::Caller& caller) const;
  Response compare(const nlohmann::json& body) const;

  const pipeline::Session& session_;
  JobBook& jobs_;
};

}  // namespace aftercare::app
