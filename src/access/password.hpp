// Passwords as Argon2id hashes, and random tokens as digests: what is stored opens nothing.

#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace aftercare::access {

/// What may be a password: 10 to 1000 bytes, and not the user's own name.
base::Result<void> check_new_password(std::string_view password, std::string_view user);

/// "$argon2id$...". Takes a part of a second and 64 MB, two at a time at most.
base::Result<std::string> password_hash(std::string_view password);
/// An empty or unknown hash takes as long and is false.
bool fits(std::string_view password, const std::string& hash);

/// 256 random bits as text that fits into an address.
std::string random_secret();
/// What is kept of a random secret.
std::string secret_digest(std::string_view secret);

}  // namespace aftercare::access
