// Signing in elsewhere: OpenID Connect with the authorisation code and PKCE, at any provider.
//
// /login/identity sends the browser to the provider; /login/identity/done takes it back. What comes
// back counts only in the browser that was sent, once, within ten minutes. Whom the provider names
// must be a user here (`users add NAME --subject`): nobody is made by signing in.

#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

#include "app/http/account_api.hpp"
#include "app/http/outward.hpp"
#include "app/http/server.hpp"
#include "pipeline/session.hpp"

namespace aftercare::app {

/// Safe between threads.
class IdentityApi {
 public:
  using Clock = std::chrono::steady_clock;

  /// All must outlive it.
  IdentityApi(const pipeline::Session& session, SessionBook& book, const AccountApi& account,
              const Reach& reach)
      : session_(session), book_(book), account_(account), reach_(reach) {}

  static bool serves(std::string_view path);
  /// Both ask the provider: they wait.
  Response answer(const Request& request) const;

 private:
  struct Started {
    std::string browser;  // Digest of the cookie.
    std::string nonce;
    std::string verifier;  // Of PKCE.
    std::string address;   // Where the provider sends the browser back to.
    Clock::time_point at;
  };
  struct Provider {
    std::string authorization;
    std::string token;
    std::string keys;
  };
  base::Result<Provider> provider() const;
  Response begin(const Request& request) const;
  Response done(const Request& request) const;
  base::Result<std::string> subject_for(const Started& started, const std::string& code) const;
  std::string keep(Started started) const;
  std::optional<Started> take(const std::string& state) const;

  const pipeline::Session& session_;
  SessionBook& book_;
  const AccountApi& account_;
  const Reach& reach_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, Started> started_;  // By digest of the state.
};

}  // namespace aftercare::app
