#include "privacy/sealing.hpp"

#include <sodium.h>

namespace aftercare::privacy {
namespace {

constexpr char kSealVersion = 1;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(kSealOverhead == 1 + kNonceBytes + kTagBytes);
static_assert(kKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

const unsigned char* as_bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

void seal_with(const std::uint8_t* key, std::string_view bound_to, std::string_view clear,
               std::string& to) {
  const auto start = to.size();
  to.resize(start + kSealOverhead + clear.size());
  auto* const out = reinterpret_cast<unsigned char*>(to.data()) + start;
  out[0] = static_cast<unsigned char>(kSealVersion);
  random_bytes(out + 1, kNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(out + 1 + kNonceBytes, nullptr, as_bytes(clear),
                                             clear.size(), as_bytes(bound_to), bound_to.size(),
                                             nullptr, out + 1, key);
}

std::optional<std::string> unseal_with(const std::uint8_t* key, std::string_view bound_to,
                                       std::string_view sealed) {
  if (sealed.size() < kSealOverhead || sealed[0] != kSealVersion) return std::nullopt;
  std::string clear(sealed.size() - kSealOverhead, '\0');
  const auto* const in = as_bytes(sealed);
  const auto bad = crypto_aead_xchacha20poly1305_ietf_decrypt(
      reinterpret_cast<unsigned char*>(clear.data()), nullptr, nullptr, in + 1 + kNonceBytes,
      sealed.size() - 1 - kNonceBytes, as_bytes(bound_to), bound_to.size(), in + 1, key);
  if (bad != 0) return std::nullopt;
  return clear;
}

}  // namespace aftercare::privacy
