// What a personal value is called where people decide about it, and where its repairs are sealed.

#pragma once

#include <string>
#include <string_view>

#include "privacy/vault.hpp"
#include "records/dictionary.hpp"

namespace aftercare::privacy {

/// 13812345678 -> 138****5678#0f3a91c2d4: the mask, and ten digits of a token of the value as it is
/// written, so that two values of one mask are not one. Empty if the value is.
std::string called(const Vault& vault, records::PersonalKind kind, std::string_view value);

/// Under which name a sealed record keeps what stood in a field before a repair, and what a repair
/// would put there. No field is called so.
std::string before_name(std::string_view rule, std::string_view field);
std::string proposed_name(std::string_view rule, std::string_view field);

}  // namespace aftercare::privacy
