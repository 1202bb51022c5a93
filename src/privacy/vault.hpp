// The vault: one data key per person, what is sealed under it, and tokens to join by.
//
// keys/workspace.key holds 32 random bytes, the wrapping key. keys/keys.sqlite holds, wrapped
// under it, a root key (tokens and content digests derive from it, so they outlive a change of
// the wrapping key) and one data key per person. Destroying a person's key makes everything
// sealed for that person unreadable, in every copy of the data.

#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "privacy/erasure_intent.hpp"
#include "privacy/key_source.hpp"
#include "records/audit_entry.hpp"
#include "records/dictionary.hpp"

namespace aftercare::privacy {

struct VaultOptions {
  bool seal = true;                   // False only to show that a leak test finds leaks.
  std::size_t cached_keys = 200'000;  // Bounds memory: about 150 bytes each.
};

struct RotationOptions {
  KeySource to = KeySource::file;
  /// Called after each step, for tests that end there: "written", "begun", "step" (each of many),
  /// "committed", "switched".
  std::function<void(std::string_view)> after;
};

/// Safe between threads.
class Vault {
 public:
  /// Makes the folder (0700) and its files (0600). Fails (usage) if keys are there already.
  static base::Result<std::unique_ptr<Vault>> create(const std::filesystem::path& folder,
                                                     VaultOptions options = {});
  /// Fails with one sentence if a file is missing, damaged, open to other users, in use by
  /// another process, or if the two do not belong together.
  static base::Result<std::unique_ptr<Vault>> open(const std::filesystem::path& folder,
                                                   VaultOptions options = {});
  ~Vault();
  Vault(const Vault&) = delete;
  Vault& operator=(const Vault&) = delete;

  /// False if sealing was switched off to test a test.
  bool seals() const;

  /// Seals under the person's key, which is made if there is none. What was sealed under a new
  /// key is lost if the process ends before sync(): call it before the data is committed.
  base::Result<std::string> seal(std::string_view person, std::string_view clear);
  /// As seal(), into a string that keeps its memory.
  base::Result<void> seal_into(std::string_view person, std::string_view clear, std::string& to);

  /// Fails if the person has no key (any more), or it was sealed for another, or was changed.
  base::Result<std::string> unseal(std::string_view person, std::string_view sealed);

  /// False if the person never had a key, or it was destroyed.
  base::Result<bool> knows(std::string_view person);

  /// 32 hexadecimal digits, the same for equal (kind, value). Give it normalise(kind, value).
  std::string token(records::PersonalKind kind, std::string_view normalised) const;

  /// Key of content digests (quality::identify) and file ids. Valid as long as the vault.
  std::string_view content_key() const;

  /// Key that backups are sealed with. Valid as long as the vault.
  std::string_view backup_key() const;
  /// A copy of the key folder as it is, in a new one (0700).
  base::Result<void> copy_to(const std::filesystem::path& folder);

  /// Key of the audit log's hashes. Valid as long as the vault.
  std::string_view audit_key() const;
  /// The end of the audit log as it was last remembered here; nothing before the first.
  base::Result<std::optional<records::AuditEnd>> audit_end();
  /// Durable when it returns.
  base::Result<void> remember_audit_end(const records::AuditEnd& end);

  /// A new random number for a person who is to be erased: "erased-" and 16 digits.
  std::string replacement_id() const;
  /// As KeyStore. Nothing is lost yet; must be followed by destroy().
  base::Result<void> begin_erasures(std::vector<ErasureIntent>& intents);
  base::Result<std::vector<ErasureIntent>> open_erasures();
  /// Destroys the keys of these names, here and in the file: what was sealed under them is lost,
  /// and none of them gets a key again. May be repeated.
  base::Result<void> destroy(const std::vector<std::string>& names);
  base::Result<void> end_erasures(const std::vector<ErasureIntent>& intents);
  /// True if a name ("customer/7", "case/3", "order/12") was given to destroy().
  bool erased(std::string_view name) const;
  /// False as long as nobody was erased.
  bool any_erased() const;

  /// Signs a text with the workspace's key (Ed25519, derived from the root key). 128 hexadecimal
  /// digits.
  std::string sign(std::string_view text) const;
  /// The public half of that key, 64 hexadecimal digits.
  std::string public_key() const;
  /// Whether the text was signed by who has the other half. No vault needed.
  static bool verify(std::string_view text, std::string_view signature,
                     std::string_view public_key);

  /// Wraps every key under a new wrapping key, in steps; others may go on meanwhile. One that was
  /// cut short goes on where it was, whatever `options.to` says. Returns how many data keys were
  /// looked at.
  base::Result<std::uint64_t> rotate(const RotationOptions& options);

  /// Writes the newly made keys durably, all or none. Other threads may go on sealing.
  base::Result<void> sync();
  /// The same if so many keys are new that writing them together is worth it.
  base::Result<void> sync_if_many();

 private:
  struct State;
  explicit Vault(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace aftercare::privacy
