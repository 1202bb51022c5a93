// The HTTP API: a request in, JSON out. Thin: parse, authorise, ask, answer. See
// docs/formats/api.md.

#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "access/policy.hpp"
#include "app/http/account_api.hpp"
#include "app/http/ask_api.hpp"
#include "app/http/identity_api.hpp"
#include "app/http/insight_api.hpp"
#include "app/http/intake_api.hpp"
#include "app/http/job_book.hpp"
#include "app/http/label_api.hpp"
#include "app/http/quality_api.hpp"
#include "app/http/review_api.hpp"
#include "app/http/same_api.hpp"
#include "app/http/server.hpp"
#include "app/http/session_book.hpp"
#include "app/http/shared_stages.hpp"
#include "app/http/sql_api.hpp"
#include "app/http/text_api.hpp"
#include "app/http/upload_api.hpp"
#include "app/needed_actions.hpp"
#include "pipeline/session.hpp"

namespace aftercare::app {

/// Answers every path: /login, /api/v1/..., and the dashboard's files. Safe between threads.
class Api {
 public:
  /// What it is given must outlive it. `web` is the folder of the built dashboard.
  Api(const pipeline::Session& session, SessionBook& book, const NeededActions& needed,
      std::filesystem::path web, Reach reach = {});

  Response answer(const Request& request) const;
  /// Files that come in are taken piece by piece, by whoever may; everything else is read whole.
  Reception receive(const Request& head) const;

 private:
  Response login(const Request& request) const;
  Response api(const Request& request, const std::string& name) const;
  bool is_own_host(const Request& request) const;
  Response get(const std::string& name, const access::Caller& caller) const;
  Response post(const std::string& name, const nlohmann::json& body, const access::Caller& caller,
                const Request& request) const;
  Response events(const access::Caller& caller) const;
  Response stop_job(const std::string& path) const;
  Response reveal(const nlohmann::json& body, const access::Caller& caller) const;
  Response find(const nlohmann::json& body, const access::Caller& caller) const;
  Response ask(const std::string& name, const nlohmann::json& body,
               const access::Caller& caller) const;

  const pipeline::Session& session_;
  SessionBook& book_;
  const NeededActions& needed_;
  std::filesystem::path web_;
  Reach reach_;
  AccountApi account_;
  IdentityApi identity_;
  pipeline::LiveIntake live_;
  IntakeApi intake_;
  SharedStages stages_;
  UploadApi uploads_;
  QualityApi quality_;
  ReviewApi review_;
  mutable JobBook jobs_;
  SameApi same_;
  AskApi ask_;
  SqlApi sql_;
  LabelApi labels_;
  InsightApi insight_;
  TextApi texts_;
};

}  // namespace aftercare::app
