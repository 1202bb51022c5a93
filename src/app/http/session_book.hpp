// Who may use the dashboard: sessions of users who signed in, and one-time links for the owner of
// the terminal, both as cookies.

#pragma once

#include <chrono>
#include <cstddef>
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
  /// Spends a link token; gives the token of a new session of the owner, or nothing.
  std::optional<std::string> redeem(std::string_view link, Clock::time_point now = Clock::now());
  /// A new session of a user who has proved to be the user.
  std::string begin(const std::string& user, Clock::time_point now = Clock::now());

  /// Whose a session is that lives, and extends it; the owner's has no name. The owner's: used
  /// within 12 hours, begun within 7 days; a user's: within 2 hours, begun within 24.
  std::optional<std::string> who(std::string_view session, Clock::time_point now = Clock::now());
  bool knows(std::string_view session, Clock::time_point now = Clock::now()) {
    return who(session, now).has_value();
  }

  void end(std::string_view session);
  /// All sessions of a user, but for one.
  void end_all(const std::string& user, std::string_view but = {});

 private:
  struct Session {
    std::string user;
    Clock::time_point begun;
    Clock::time_point used;
  };
  void drop_expired(Clock::time_point now);
  std::string open(const std::string& user, Clock::time_point now);

  std::mutex mutex_;
  // Keyed by the tokens' digests: a look-up's timing then tells nothing about a token.
  std::map<std::string, Clock::time_point> links_;
  std::map<std::string, Session> sessions_;
};

}  // namespace aftercare::app
