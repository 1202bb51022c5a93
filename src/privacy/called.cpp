#include "privacy/called.hpp"

#include <fmt/format.h>

#include "privacy/mask.hpp"
#include "records/finding.hpp"

namespace aftercare::privacy {

std::string called(const Vault& vault, records::PersonalKind kind, std::string_view value) {
  if (value.empty()) return {};
  // Not the token that records are joined by, which is of the normalised value.
  const auto token = vault.token(kind, fmt::format("as written\n{}", value));
  return fmt::format("{}#{}", mask(kind, value),
                     std::string_view(token).substr(0, records::kCalledPersonalDigits));
}

std::string before_name(std::string_view rule, std::string_view field) {
  return fmt::format("before/{}/{}", rule, field);
}

std::string proposed_name(std::string_view rule, std::string_view field) {
  return fmt::format("proposed/{}/{}", rule, field);
}

}  // namespace aftercare::privacy
