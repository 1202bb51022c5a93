#include "access/one_time_code.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <array>
#include <iterator>

namespace aftercare::access {
namespace {

constexpr std::int64_t kStepSeconds = 30;

const EVP_MD* method_of(CodeHash hash) {
  switch (hash) {
    case CodeHash::sha256:
      return EVP_sha256();
    case CodeHash::sha512:
      return EVP_sha512();
    case CodeHash::sha1:
      break;
  }
  return EVP_sha1();
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char sign : text) {
    const auto byte = static_cast<unsigned char>(sign);
    const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                       (byte >= 'A' && byte <= 'Z') || byte == '-' || byte == '_' || byte == '.';
    if (plain)
      out.push_back(sign);
    else
      out += fmt::format("%{:02X}", byte);
  }
  return out;
}

}  // namespace

std::string counter_code(std::string_view secret, std::uint64_t counter, unsigned digits,
                         CodeHash hash) {
  std::array<unsigned char, 8> moving{};
  for (std::size_t i = 0; i < moving.size(); ++i)
    moving[moving.size() - 1 - i] = static_cast<unsigned char>(counter >> (8 * i));
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned size = 0;
  HMAC(method_of(hash), secret.data(), static_cast<int>(secret.size()), moving.data(),
       moving.size(), mac.data(), &size);
  if (size < 20) return {};
  const auto at = mac[size - 1] & 0x0FU;
  const std::uint32_t number = (static_cast<std::uint32_t>(mac[at] & 0x7FU) << 24) |
                               (static_cast<std::uint32_t>(mac[at + 1]) << 16) |
                               (static_cast<std::uint32_t>(mac[at + 2]) << 8) | mac[at + 3];
  std::uint32_t modulus = 1;
  for (unsigned i = 0; i < digits; ++i) modulus *= 10;
  return fmt::format("{:0{}}", number % modulus, digits);
}

std::optional<std::int64_t> fitting_step(std::string_view secret, std::string_view code,
                                         std::int64_t unix_seconds,
                                         const std::set<std::int64_t>& used) {
  const auto now = unix_seconds / kStepSeconds;
  const auto ahead = used.upper_bound(now + 1);
  const auto last_used = ahead == used.begin() ? -1 : *std::prev(ahead);
  for (const auto step : {now, now - 1, now + 1}) {
    const auto wanted = counter_code(secret, static_cast<std::uint64_t>(step));
    if (step > last_used && wanted.size() == code.size() &&
        sodium_memcmp(wanted.data(), code.data(), code.size()) == 0)
      return step;
  }
  return std::nullopt;
}

std::string new_code_secret() {
  std::string bytes(20, '\0');
  if (sodium_init() < 0) return {};
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::string to_base32(std::string_view bytes) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const char sign : bytes) {
    held = (held << 8) | static_cast<unsigned char>(sign);
    for (bits += 8; bits >= 5; bits -= 5) out.push_back(letters[(held >> (bits - 5)) & 31]);
    held &= (1U << bits) - 1;
  }
  if (bits > 0) out.push_back(letters[(held << (5 - bits)) & 31]);
  return out;
}

std::string code_address(std::string_view secret, std::string_view user, std::string_view issuer) {
  return fmt::format("otpauth://totp/{}:{}?secret={}&issuer={}", percent_encoded(issuer),
                     percent_encoded(user), to_base32(secret), percent_encoded(issuer));
}

}  // namespace aftercare::access
