#include "pipeline/signed_receipt.hpp"

#include <nlohmann/json.hpp>

namespace aftercare::pipeline {
namespace {

// The signed form: members in the order of their names, no white space.
std::string canonical(nlohmann::json receipt) {
  receipt.erase("signature");
  return receipt.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

std::string signed_receipt(const privacy::Vault& vault, nlohmann::json receipt) {
  receipt["public_key"] = vault.public_key();
  receipt["signature"] = vault.sign(canonical(receipt));
  return receipt.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

ReceiptFault check_receipt(std::string_view text, std::string_view public_key) {
  const auto receipt = nlohmann::json::parse(text, nullptr, false);
  const auto member = [&receipt](const char* name) {
    const auto at = receipt.find(name);
    return at != receipt.end() && at->is_string() ? at->get<std::string>() : std::string();
  };
  if (!receipt.is_object()) return ReceiptFault::not_json;
  if (!privacy::Vault::verify(canonical(receipt), member("signature"), member("public_key")))
    return ReceiptFault::changed;
  return member("public_key") == public_key ? ReceiptFault::none : ReceiptFault::foreign;
}

}  // namespace aftercare::pipeline
