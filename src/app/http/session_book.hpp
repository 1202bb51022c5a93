// Who may use the dashboard: one-time links that turn into session cookies.

#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace aftercare::app {

/// 256 random bits as text that fits into an address.
std::string random_token();

/// Kept in memory only: a restart ends every session. Safe to call from several threads.
class SessionBook {
 public:
  using Clock = std::chrono::steady_clock;

  /// A new link token, good once and for an hour.
  std::string new_link(Clock::time_point now = Clock::now());
  /// Spends a link token; gives the token of a new session, or nothing.
  std::optional<std::string> redeem(std::string_view link, Clock::time_point now = Clock::now());
  /// True for a session that lives: used within 12 hours, begun within 7 days. Extends it.
  bool knows(std::string_view session, Clock::time_point now = Clock::now());

 private:
  struct Session {
    Clock::time_point begun;
    Clock::time_point used;
  };
  void drop_expired(Clock::time_point now);

  std::mutex mutex_;
  // Keyed by the tokens' digests: a look-up's timing then tells nothing about a token.
  std::map<std::string, Clock::time_point> links_;
  std::map<std::string, Session> sessions_;
};

}  // namespace aftercare::app
