// identity.yaml of a workspace: the provider of identities (OpenID Connect) where users sign in.

#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace aftercare::access {

struct IdentitySetting {
  std::string issuer;  // "https://login.example.com"; empty: there is none.
  std::string client_id;
  std::string label;   // What the button says.
  std::string roots;   // File of trusted certificates; empty: the system's.
  std::string secret;  // Of a client that proves itself; from the key folder.
};

/// Nothing set if there is no file. Fails (usage) with file and line on an unknown key, a provider
/// without TLS (but on this machine) or without a client id.
base::Result<IdentitySetting> load_identity(const std::filesystem::path& workspace,
                                            const std::filesystem::path& keys);

/// Whether an address that a provider of this issuer names may be asked, or a browser sent to it:
/// https, or this machine if the provider runs here; no sign that ends a header.
bool may_stand_for(std::string_view address, std::string_view issuer);

}  // namespace aftercare::access
