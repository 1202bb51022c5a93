// What a provider of identities says of somebody: an ID token (OpenID Connect), signed RS256 or
// ES256 by a key that the provider publishes.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace aftercare::access {

/// What a token has to say to be taken.
struct TokenExpectation {
  std::string issuer;
  std::string audience;  // Our client id.
  std::string nonce;     // Of this very sign-in.
  std::int64_t now = 0;  // Seconds since 1970.
};

/// The subject of a token that holds in everything. Fails (usage) on any other: no such key, an
/// algorithm that is not RS256 or ES256 (none above all), a wrong signature, another issuer,
/// audience or nonce, a token from the future or past its end (two minutes are forgiven), no
/// subject. `keys`: the provider's JWKS document.
base::Result<std::string> subject_of(std::string_view token, std::string_view keys,
                                     const TokenExpectation& wanted);

/// Without padding; what is no base64url gives false.
bool from_base64url(std::string_view text, std::string& bytes);
std::string to_base64url(std::string_view bytes);

}  // namespace aftercare::access
