// Receipts: JSON with a signature over everything else in it.

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "privacy/vault.hpp"

namespace aftercare::pipeline {

/// Adds "public_key" and "signature" and returns the text.
std::string signed_receipt(const privacy::Vault& vault, nlohmann::json receipt);

enum class ReceiptFault { none, not_json, changed, foreign };

/// Whether a receipt is as it was signed; `public_key`: and by whom. `changed`: something in it or
/// the signature was altered; `foreign`: it is whole, but another workspace's.
ReceiptFault check_receipt(std::string_view text, std::string_view public_key);

}  // namespace aftercare::pipeline
