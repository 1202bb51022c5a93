// Of the vault: the end of the audit log, erasures, signatures.

#include "privacy/vault.hpp"
#include "privacy/vault_state.hpp"

namespace aftercare::privacy {

std::string_view Vault::audit_key() const {
  return state_->audit.view();
}

base::Result<std::optional<records::AuditEnd>> Vault::audit_end() {
  const std::scoped_lock guard(state_->store_lock);
  return state_->store.audit_end();
}

base::Result<void> Vault::remember_audit_end(const records::AuditEnd& end) {
  const std::scoped_lock guard(state_->store_lock);
  return state_->store.remember_audit_end(end);
}

std::string Vault::replacement_id() const {
  std::array<std::uint8_t, 8> random{};
  random_bytes(random.data(), random.size());
  std::string id = "erased-";
  for (const auto byte : random) id += fmt::format("{:02x}", byte);
  return id;
}

base::Result<void> Vault::begin_erasures(std::vector<ErasureIntent>& intents) {
  const std::scoped_lock guard(state_->store_lock);
  return state_->store.begin_erasures(intents);
}

base::Result<std::vector<ErasureIntent>> Vault::open_erasures() {
  const std::scoped_lock guard(state_->store_lock);
  return state_->store.open_erasures();
}

base::Result<void> Vault::destroy(const std::vector<std::string>& names) {
  // Nothing is written meanwhile: what a sync took before the name was erased, it would add behind.
  const std::scoped_lock nobody_writes(state_->sync_lock);
  if (auto written = state_->write_new_keys(); !written) return written;
  std::vector<std::string> marks;
  for (const auto& name : names) marks.push_back(state_->mark_of(name));
  state_->learn_erased(marks);
  for (const auto& name : names) {
    const auto hash = TextHash{}(name);
    auto& shard = state_->shard_of(hash);
    const std::scoped_lock guard(shard.lock);
    shard.keys.erase(name, hash);
  }
  const std::scoped_lock guard(state_->store_lock);
  const auto left = state_->chunks_without(names);
  if (!left) return base::failure_of(left);
  return state_->store.destroy(names, marks, *left);
}

base::Result<void> Vault::end_erasures(const std::vector<ErasureIntent>& intents) {
  const std::scoped_lock guard(state_->store_lock);
  return state_->store.end_erasures(intents);
}

bool Vault::erased(std::string_view name) const {
  return state_->is_erased(name);
}

bool Vault::any_erased() const {
  return state_->any_erased.load(std::memory_order_acquire);
}

namespace {

using SigningKey = std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES>;
using PublicKey = std::array<std::uint8_t, crypto_sign_PUBLICKEYBYTES>;

std::string hex_digits(const std::uint8_t* bytes, std::size_t size) {
  std::string digits(size * 2 + 1, '\0');
  sodium_bin2hex(digits.data(), digits.size(), bytes, size);
  digits.pop_back();
  return digits;
}

template <std::size_t kSize>
bool from_hex_digits(std::string_view digits, std::array<std::uint8_t, kSize>& bytes) {
  std::size_t size = 0;
  return digits.size() == kSize * 2 &&
         sodium_hex2bin(bytes.data(), kSize, digits.data(), digits.size(), nullptr, &size,
                        nullptr) == 0 &&
         size == kSize;
}

}  // namespace

std::string Vault::sign(std::string_view text) const {
  PublicKey open{};
  SigningKey secret{};
  crypto_sign_seed_keypair(open.data(), secret.data(), state_->signing.data());
  std::array<std::uint8_t, crypto_sign_BYTES> signature{};
  crypto_sign_detached(signature.data(), nullptr,
                       reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                       secret.data());
  sodium_memzero(secret.data(), secret.size());
  return hex_digits(signature.data(), signature.size());
}

std::string Vault::public_key() const {
  PublicKey open{};
  SigningKey secret{};
  crypto_sign_seed_keypair(open.data(), secret.data(), state_->signing.data());
  sodium_memzero(secret.data(), secret.size());
  return hex_digits(open.data(), open.size());
}

bool Vault::verify(std::string_view text, std::string_view signature, std::string_view public_key) {
  if (sodium_init() < 0) return false;
  std::array<std::uint8_t, crypto_sign_BYTES> signed_by{};
  PublicKey open{};
  return from_hex_digits(signature, signed_by) && from_hex_digits(public_key, open) &&
         crypto_sign_verify_detached(signed_by.data(),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     text.size(), open.data()) == 0;
}

}  // namespace aftercare::privacy
