#include "privacy/key_source.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string_view>

namespace aftercare::privacy {
namespace {

using base::Result;

constexpr std::string_view kFileWord = "file";
constexpr std::string_view kPassphraseWord = "passphrase";
constexpr std::string_view kEnvironmentWord = "environment";
constexpr std::size_t kShortestPassphrase = 12;

std::string salt_digits(const std::string& salt) {
  std::string digits(salt.size() * 2 + 1, '\0');
  sodium_bin2hex(digits.data(), digits.size(), reinterpret_cast<const unsigned char*>(salt.data()),
                 salt.size());
  digits.pop_back();
  return digits;
}

bool read_digits(std::string_view digits, std::uint8_t* to, std::size_t size) {
  std::size_t read = 0;
  return digits.size() == size * 2 &&
         sodium_hex2bin(to, size, digits.data(), digits.size(), nullptr, &read, nullptr) == 0 &&
         read == size;
}

bool is_given(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

tl::unexpected<base::Error> no_variable(const char* name, std::string_view en,
                                        std::string_view zh) {
  return base::failure(fmt::format("the wrapping key is not given: {} ({})", name, en),
                       fmt::format("未提供包装密钥：{}（{}）", name, zh));
}

Result<Secret> key_of_passphrase(const Stretching& how, const char* variable) {
  const char* passphrase = std::getenv(variable);
  if (passphrase == nullptr || *passphrase == '\0')
    return no_variable(variable, "this workspace's keys are under a passphrase",
                       "此工作区的密钥由口令保护");
  if (std::strlen(passphrase) < kShortestPassphrase)
    return base::failure(
        fmt::format("the passphrase is too short: at least {} bytes", kShortestPassphrase),
        fmt::format("口令太短：至少 {} 字节", kShortestPassphrase));
  Secret key;
  if (crypto_pwhash(key.data(), kKeyBytes, passphrase, std::strlen(passphrase),
                    reinterpret_cast<const unsigned char*>(how.salt.data()), how.passes, how.memory,
                    crypto_pwhash_ALG_ARGON2ID13) != 0)
    return base::failure(
        base::ErrorKind::internal,
        fmt::format("there is not enough memory for the passphrase: {} MB", how.memory >> 20U),
        fmt::format("内存不足以处理口令：需要 {} MB", how.memory >> 20U));
  return key;
}

Result<Secret> key_of_environment(const char* variable) {
  const char* digits = std::getenv(variable);
  if (digits == nullptr || *digits == '\0')
    return no_variable(variable, "this workspace's key comes from the environment",
                       "此工作区的密钥来自环境变量");
  Secret key;
  if (!read_digits(digits, key.data(), kKeyBytes))
    return base::failure(fmt::format("{} is no key: it must be 64 hexadecimal digits", variable),
                         fmt::format("{} 不是密钥：须为 64 位十六进制数字", variable));
  return key;
}

}  // namespace

Result<SourceSettings> read_source(const std::filesystem::path& file) {
  SourceSettings settings;
  std::ifstream in(file);
  if (!in) return settings;
  if (const auto safe = refuse_if_shared(file); !safe) return base::failure_of(safe);
  std::string word, salt;
  in >> word;
  if (word == kFileWord) return settings;
  if (word == kEnvironmentWord) {
    settings.source = KeySource::environment;
    return settings;
  }
  auto& how = settings.stretching;
  how.salt.resize(crypto_pwhash_SALTBYTES);
  if (word == kPassphraseWord && in >> how.passes >> how.memory >> salt &&
      how.passes >= crypto_pwhash_OPSLIMIT_MIN && how.passes <= 1000 &&
      how.memory >= crypto_pwhash_MEMLIMIT_MIN && how.memory <= (std::size_t{4} << 30U) &&
      read_digits(salt, reinterpret_cast<std::uint8_t*>(how.salt.data()), how.salt.size())) {
    settings.source = KeySource::passphrase;
    return settings;
  }
  return base::failure(
      fmt::format("the file that says where the key comes from is damaged: {}; put it back from "
                  "your key backup",
                  file.string()),
      fmt::format("说明密钥来源的文件已损坏：{}；请从密钥备份中恢复", file.string()));
}

Result<void> write_source(const std::filesystem::path& file, const SourceSettings& settings) {
  std::string text = std::string(kFileWord) + "\n";
  if (settings.source == KeySource::environment) text = std::string(kEnvironmentWord) + "\n";
  if (settings.source == KeySource::passphrase)
    text = fmt::format("{} {} {} {}\n", kPassphraseWord, settings.stretching.passes,
                       settings.stretching.memory, salt_digits(settings.stretching.salt));
  return write_durably(file, text);
}

SourceSettings fresh_passphrase() {
  SourceSettings settings;
  settings.source = KeySource::passphrase;
  settings.stretching.salt.resize(crypto_pwhash_SALTBYTES);
  random_bytes(reinterpret_cast<std::uint8_t*>(settings.stretching.salt.data()),
               settings.stretching.salt.size());
  settings.stretching.passes = crypto_pwhash_OPSLIMIT_MODERATE;
  settings.stretching.memory = crypto_pwhash_MEMLIMIT_MODERATE;
  return settings;
}

Result<Secret> key_from(const SourceSettings& settings, GivenAs as) {
  const auto variable = [as](const char* fresh, const char* ordinary) {
    const bool is_fresh =
        as == GivenAs::fresh || (as == GivenAs::fresh_or_ordinary && is_given(fresh));
    return is_fresh ? fresh : ordinary;
  };
  if (settings.source == KeySource::passphrase)
    return key_of_passphrase(settings.stretching,
                             variable(kNextPassphraseVariable, kPassphraseVariable));
  return key_of_environment(variable(kNextKeyVariable, kKeyVariable));
}

Result<void> wrapping_key_is_there(const KeyFolder& keys) {
  const auto settings = read_source(keys.source());
  if (!settings) return base::failure_of(settings);
  std::error_code none;
  if (settings->source != KeySource::file || std::filesystem::exists(keys.next_source(), none))
    return {};
  const auto key = read_key(keys.workspace_key());
  if (!key) return base::failure_of(key);
  return {};
}

}  // namespace aftercare::privacy
