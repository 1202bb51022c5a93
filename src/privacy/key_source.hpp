// Where the wrapping key comes from: a file, a passphrase, the environment.
//
// keys/source says which; without it, the file workspace.key. A passphrase is stretched by
// Argon2id with a salt that lies in keys/source.

#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "base/result.hpp"
#include "privacy/key_folder.hpp"
#include "privacy/secret.hpp"

namespace aftercare::privacy {

enum class KeySource { file, passphrase, environment };

/// How a passphrase becomes a key.
struct Stretching {
  std::string salt;  // 16 bytes.
  unsigned long long passes = 0;
  std::size_t memory = 0;  // Bytes.
};

struct SourceSettings {
  KeySource source = KeySource::file;
  Stretching stretching;  // Of a passphrase.
};

/// What is asked for outside the folder; names of environment variables.
inline constexpr const char* kPassphraseVariable = "AFTERCARE_PASSPHRASE";
inline constexpr const char* kKeyVariable = "AFTERCARE_KEY";
/// The same for the key to come, while keys are rotated.
inline constexpr const char* kNextPassphraseVariable = "AFTERCARE_NEW_PASSPHRASE";
inline constexpr const char* kNextKeyVariable = "AFTERCARE_NEW_KEY";

/// Which variable: of the key in force, of the key to come, or the latter if it is set. (Once a
/// rotation is over but for its files, the new key is given as the ordinary one.)
enum class GivenAs { ordinary, fresh, fresh_or_ordinary };

/// Fails (usage) if the file is there but is none of ours.
base::Result<SourceSettings> read_source(const std::filesystem::path& file);
base::Result<void> write_source(const std::filesystem::path& file, const SourceSettings& settings);

/// Fails (usage) with one sentence if the wrapping key is not given, without stretching anything.
base::Result<void> wrapping_key_is_there(const KeyFolder& keys);

/// A fresh salt and what a passphrase costs today (about a second, 256 MB).
SourceSettings fresh_passphrase();

/// The key of a source that is no file. Fails (usage) with one sentence if the variable is missing
/// or holds no key.
base::Result<Secret> key_from(const SourceSettings& settings, GivenAs as);

}  // namespace aftercare::privacy
