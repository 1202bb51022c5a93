#include "app/http/session_book.hpp"

#include <sodium.h>

#include <array>

#include "base/digest.hpp"

namespace aftercare::app {
namespace {

using std::chrono::hours;
constexpr auto kLinkLife = hours(1);
constexpr auto kIdleLife = hours(12);
constexpr auto kWholeLife = hours(24 * 7);
constexpr auto kIdleLifeOfUsers = hours(2);
constexpr auto kWholeLifeOfUsers = hours(24);

std::string digest_key(std::string_view token) {
  return base::to_hex(base::digest_of(token));
}

}  // namespace

std::string random_token() {
  std::array<unsigned char, 32> bytes;
  randombytes_buf(bytes.data(), bytes.size());
  std::string text(
      sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  text.pop_back();  // The terminator.
  return text;
}

std::string SessionBook::new_link(Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  drop_expired(now);
  auto token = random_token();
  links_[digest_key(token)] = now;
  return token;
}

std::optional<std::string> SessionBook::redeem(std::string_view link, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  drop_expired(now);
  if (links_.erase(digest_key(link)) == 0) return std::nullopt;
  return open("", now);
}

std::string SessionBook::begin(const std::string& user, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  drop_expired(now);
  return open(user, now);
}

std::string SessionBook::open(const std::string& user, Clock::time_point now) {
  auto token = random_token();
  sessions_[digest_key(token)] = {user, now, now};
  return token;
}

std::optional<std::string> SessionBook::who(std::string_view session, Clock::time_point now) {
  if (session.empty()) return std::nullopt;
  const std::lock_guard lock(mutex_);
  drop_expired(now);
  const auto at = sessions_.find(digest_key(session));
  if (at == sessions_.end()) return std::nullopt;
  at->second.used = now;
  return at->second.user;
}

void SessionBook::end(std::string_view session) {
  const std::lock_guard lock(mutex_);
  sessions_.erase(digest_key(session));
}

void SessionBook::end_all(const std::string& user, std::string_view but) {
  const std::lock_guard lock(mutex_);
  const auto stays = digest_key(but);
  std::erase_if(sessions_, [&](const auto& entry) {
    return entry.second.user == user && entry.first != stays;
  });
}

void SessionBook::drop_expired(Clock::time_point now) {
  std::erase_if(links_, [now](const auto& link) { return now - link.second > kLinkLife; });
  std::erase_if(sessions_, [now](const auto& entry) {
    const auto& [user, begun, used] = entry.second;
    const bool owner = user.empty();
    return now - used > (owner ? kIdleLife : kIdleLifeOfUsers) ||
           now - begun > (owner ? kWholeLife : kWholeLifeOfUsers);
  });
}

}  // namespace aftercare::app
