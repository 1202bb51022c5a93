// The outside of every model file: what it is, its version, its size and a checksum.
//
//   magic (8 bytes)  version u32  payload size u64  BLAKE2b-16 of the payload  payload

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace aftercare::language {

struct ModelKind {
  std::string_view magic;  // 8 bytes.
  std::uint32_t version;
  const char* made_by;  // The command, for messages.
};

std::string framed(const ModelKind& kind, std::string_view payload);

/// The payload, a view into `bytes`. Fails (input), each with a sentence of its own, on what is not
/// of the kind, of another version, cut off, or damaged.
base::Result<std::string_view> unframed(const ModelKind& kind, std::string_view bytes,
                                        const std::string& name);

/// The refusal of a payload whose parts are not what they should be.
base::Error damaged_model(const std::string& name);

/// A model file whole, at most 4 GB. Fails (input) if it cannot be read.
base::Result<std::string> read_model_file(const std::filesystem::path& file);

template <typename T>
void put(std::string& bytes, const T* values, std::size_t count) {
  bytes.append(reinterpret_cast<const char*>(values), count * sizeof(T));
}

/// Takes values off the front of `rest`; false if there are not as many.
template <typename T>
bool take(std::string_view& rest, T* values, std::size_t count) {
  if (rest.size() / sizeof(T) < count) return false;
  if (count > 0) std::memcpy(values, rest.data(), count * sizeof(T));
  rest.remove_prefix(count * sizeof(T));
  return true;
}

}  // namespace aftercare::language
