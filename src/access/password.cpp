#include "access/password.hpp"

#include <sodium.h>

#include <array>
#include <semaphore>

#include "base/digest.hpp"

namespace aftercare::access {
namespace {

constexpr std::size_t kShortest = 10, kLongest = 1000;

// Many at once would take the machine's memory.
std::counting_semaphore<2>& turns() {
  static std::counting_semaphore<2> two(2);
  return two;
}

struct Turn {
  Turn() { turns().acquire(); }
  ~Turn() { turns().release(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
};

bool sodium_ready() {
  static const bool ready = sodium_init() >= 0;
  return ready;
}

}  // namespace

base::Result<void> check_new_password(std::string_view password, std::string_view user) {
  if (password.size() < kShortest)
    return base::failure("the password is too short: at least 10 characters",
                         "密码太短：至少 10 个字符");
  if (password.size() > kLongest)
    return base::failure("the password is too long: at most 1000 bytes",
                         "密码太长：最多 1000 字节");
  if (password == user)
    return base::failure("the password is the user's name", "密码不能与用户名相同");
  return {};
}

base::Result<std::string> password_hash(std::string_view password) {
  const Turn turn;
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (!sodium_ready() || crypto_pwhash_str(hash.data(), password.data(), password.size(),
                                           crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                           crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
    return base::failure(base::ErrorKind::internal, "no memory to hash a password",
                         "内存不足，无法处理密码");
  return std::string(hash.data());
}

bool fits(std::string_view password, const std::string& hash) {
  static const std::string nobody = password_hash(random_secret()).value_or("");
  const Turn turn;
  const auto& against = hash.starts_with("$argon2id$") ? hash : nobody;
  const bool same =
      password.size() <= kLongest && sodium_ready() &&
      crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
  return same && &against == &hash;
}

std::string random_secret() {
  if (!sodium_ready()) return {};
  std::array<unsigned char, 32> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::string text(
      sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  text.pop_back();  // The terminator.
  return text;
}

std::string secret_digest(std::string_view secret) {
  return base::to_hex(base::digest_of(secret));
}

}  // namespace aftercare::access
