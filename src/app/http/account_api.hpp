// Signing in and out, one's own account, and the users of a workspace, over HTTP.

#pragma once

#include <map>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "access/identity_setting.hpp"
#include "access/policy.hpp"
#include "access/throttle.hpp"
#include "app/http/server.hpp"
#include "app/http/session_book.hpp"
#include "pipeline/session.hpp"

namespace aftercare::app {

/// How the server can be reached.
struct Reach {
  bool secure = false;               // Over TLS: cookies are sent only so, origins are https.
  std::vector<std::string> hosts;    // Names besides the loopback ones.
  access::IdentitySetting identity;  // Where else one signs in.
};

/// Safe between threads.
class AccountApi {
 public:
  /// All must outlive it.
  AccountApi(const pipeline::Session& session, SessionBook& book, const Reach& reach)
      : session_(session), book_(book), reach_(reach) {}

  /// Who asks: by a token, by a session; nothing: nobody who is known.
  std::optional<access::Caller> caller_of(const Request& request) const;

  /// How one signs in here. For everybody.
  Response ways() const;
  /// Takes the body of a sign-in: checking a password takes long.
  Reception receive_sign_in(const Request& head) const;
  Response sign_in(const nlohmann::json& body, const std::string& peer,
                   const std::string& old_session) const;

  /// Nothing if the name is none of its own: "me", "users".
  std::optional<Response> get(const std::string& name, const access::Caller& caller) const;
  /// "sign-out", "me/password", "me/code", "users", "users/NAME" and its tokens.
  std::optional<Response> post(const std::string& name, const nlohmann::json& body,
                               const access::Caller& caller, const Request& request) const;

  /// The header of a new session's cookie.
  std::pair<std::string, std::string> cookie(const std::string& session) const;

 private:
  Response me(const access::Caller& caller) const;
  Response users() const;
  Response sign_out(const access::Caller& caller, const Request& request) const;
  Response own_password(const nlohmann::json& body, const access::Caller& caller,
                        const Request& request) const;
  Response own_code(const nlohmann::json& body, const access::Caller& caller,
                    const Request& request) const;
  Response new_token(const std::string& name, const nlohmann::json& body,
                     const access::Caller& caller) const;
  Response drop_token(const std::string& name, const nlohmann::json& body,
                      const access::Caller& caller) const;
  // Whether the body's "password" is the caller's own; a response: it is not, or wait.
  std::optional<Response> refused_password(const std::string& password,
                                           const access::Caller& caller,
                                           const Request& request) const;
  Response add_user(const nlohmann::json& body, const access::Caller& caller) const;
  Response change_user(const std::string& name, const nlohmann::json& body,
                       const access::Caller& caller) const;
  void note(records::AuditAction action, const std::string& who, const std::string& what) const;

  const pipeline::Session& session_;
  SessionBook& book_;
  const Reach& reach_;
  mutable access::Throttle by_both_{{.free_failures = 5}};  // A name from an address.
  mutable access::Throttle by_name_{{.free_failures = 50}};
  mutable access::Throttle by_peer_{{.free_failures = 30}};
  mutable std::mutex offering_;
  using Clock = std::chrono::steady_clock;
  struct Offer {
    std::string secret;
    Clock::time_point at;
  };
  mutable std::map<std::string, Offer> offered_;  // Shown, by user, not yet in use.
};

}  // namespace aftercare::app
