// Content digests (BLAKE2b). For names of content, not for secrets: see privacy/vault.hpp.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace aftercare::base {

using Digest = std::array<std::uint8_t, 16>;

/// 32 lower-case hexadecimal digits.
std::string to_hex(const Digest& digest);

/// Collects bytes; optionally keyed (16 to 64 bytes), which makes it useless to guessers.
class Digester {
 public:
  explicit Digester(std::string_view key = {});
  ~Digester();
  Digester(Digester&&) noexcept;
  Digester& operator=(Digester&&) noexcept;

  Digester& add(std::string_view bytes);
  /// Adds the length before the bytes, so ("ab","c") differs from ("a","bc").
  Digester& add_field(std::string_view bytes);
  /// REQUIRES: called once; afterwards the object is spent.
  Digest finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Digest digest_of(std::string_view bytes, std::string_view key = {});

/// Digest of a whole file, read in pieces. Fails (input) if it cannot be read.
Result<Digest> digest_of_file(const std::filesystem::path& file, std::string_view key = {});

}  // namespace aftercare::base
