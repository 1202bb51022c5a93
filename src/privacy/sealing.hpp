// Sealing one value under one key: XChaCha20-Poly1305 with a random nonce.
//
// A sealed value is: version (1 byte), nonce (24), ciphertext and tag (n + 16). What it was
// sealed for (a person, a purpose) is bound to it, so it opens under that name only.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "privacy/secret.hpp"

namespace aftercare::privacy {

constexpr std::size_t kSealOverhead = 1 + 24 + 16;

/// Appends the sealed value to `to`. `key` has 32 bytes.
void seal_with(const std::uint8_t* key, std::string_view bound_to, std::string_view clear,
               std::string& to);

/// Nothing if it was sealed under another key or name, or was changed.
std::optional<std::string> unseal_with(const std::uint8_t* key, std::string_view bound_to,
                                       std::string_view sealed);

}  // namespace aftercare::privacy
