// Codes of an authenticator app: TOTP (RFC 6238) over HMAC-SHA-1, six digits, 30 seconds.

#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace aftercare::access {

enum class CodeHash : std::uint8_t { sha1, sha256, sha512 };

/// HOTP (RFC 4226) of a counter. `digits`: 6 to 8.
std::string counter_code(std::string_view secret, std::uint64_t counter, unsigned digits = 6,
                         CodeHash hash = CodeHash::sha1);

/// The step of 30 seconds whose code it is, the last and the next one allowed. Steps up to the
/// newest used one are not: a code is good once. Used ones that lie ahead are of a clock that was
/// turned back since, and keep nobody out. nullopt: it is no code of now.
std::optional<std::int64_t> fitting_step(std::string_view secret, std::string_view code,
                                         std::int64_t unix_seconds,
                                         const std::set<std::int64_t>& used);

/// 160 random bits.
std::string new_code_secret();
/// As authenticator apps want it (RFC 4648, no padding).
std::string to_base32(std::string_view bytes);
/// "otpauth://totp/...", for a QR code.
std::string code_address(std::string_view secret, std::string_view user, std::string_view issuer);

}  // namespace aftercare::access
