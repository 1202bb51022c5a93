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
  auto token = random_token();
  sessions_[digest_key(token)] = {now, now};
  return token;
}

bool SessionBook::knows(std::string_view session, Clock::time_point now) {
  if (session.empty()) return false;
  const std::lock_guard lock(mutex_);
  drop_expired(now);
  const auto at = sessions_.find(digest_key(session));
  if (at == sessions_.end()) return false;
  at->second.used = now;
  return true;
}

void SessionBook::drop_expired(Clock::time_point now) {
  std::erase_if(links_, [now](const auto& link) { return now - link.second > kLinkLife; });
  std::erase_if(sessions_, [now](const auto& entry) {
    return now - entry.second.used > kIdleLife || now - entry.second.begun > kWholeLife;
  });
}

}  // namespace aftercare::app
