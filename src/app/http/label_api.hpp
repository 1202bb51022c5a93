// What is learnt of cases over HTTP: labels given by hand, doubts, models; and what cases wish for.

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "access/policy.hpp"
#include "app/http/job_book.hpp"
#include "app/http/server.hpp"
#include "pipeline/label_work.hpp"
#include "pipeline/session.hpp"

namespace aftercare::app {

/// Safe between threads. Who may ask is checked before, but for whom only some rows are: a model is
/// learnt from all, so such a caller is refused.
class LabelApi {
 public:
  /// Both must outlive it.
  LabelApi(const pipeline::Session& session, JobBook& jobs)
      : session_(session), jobs_(jobs), shelf_(session) {}

  /// Nothing if the name is none of its own: "wishes", "labels" and, behind "labels/", "next",
  /// "answer", "undo", "doubts", "train".
  std::optional<Response> get(const std::string& name, const access::Caller& caller) const;
  std::optional<Response> post(const std::string& name, const nlohmann::json& body,
                               const access::Caller& caller) const;

 private:
  Response next(const std::string& set, const nlohmann::json& body,
                const access::Caller& caller) const;
  Response answer(const std::string& set, const nlohmann::json& body,
                  const access::Caller& caller) const;
  Response undo(const std::string& set, const nlohmann::json& body,
                const access::Caller& caller) const;
  Response doubts(const std::string& set, const nlohmann::json& body,
                  const access::Caller& caller) const;
  Response train(const std::string& set, const nlohmann::json& body,
                 const access::Caller& caller) const;
  Response wishes(const nlohmann::json& body) const;

  const pipeline::Session& session_;
  JobBook& jobs_;
  mutable pipeline::LabelShelf shelf_;
};

}  // namespace aftercare::app
