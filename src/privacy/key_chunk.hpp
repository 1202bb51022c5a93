// Many new keys sealed together and written one behind the other.
//
// A row for each key is written where its name belongs, which is anywhere: reading in a shop's
// customers wrote every page of the key file again and again. A run of chunks is written at its
// end. Within a run keys stand in the order of their places, keyed hashes of their names, so that
// one look finds the chunk a name would be in; the file tells no names. To destroy a key its chunk
// is overwritten by what is left of it.

#pragma once

#include <sodium.h>

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "privacy/secret.hpp"

namespace aftercare::privacy {

constexpr int kPlaceBits = 47;
constexpr std::int64_t kPlaces = std::int64_t{1} << kPlaceBits;
constexpr std::int64_t kMostRuns = 1000;
constexpr std::size_t kLongestName = 0xFFFF;
constexpr std::size_t kKeysOfChunk = 56;  // Of usual names: a page of the file.

inline std::int64_t chunk_id(std::int64_t run, std::int64_t place) {
  return run << kPlaceBits | place;
}

inline std::int64_t run_of(std::int64_t id) {
  return id >> kPlaceBits;
}

/// `key`: 16 bytes.
inline std::int64_t place_of_name(std::string_view name, const std::uint8_t* key) {
  std::uint64_t hash = 0;
  crypto_shorthash(reinterpret_cast<unsigned char*>(&hash),
                   reinterpret_cast<const unsigned char*>(name.data()), name.size(), key);
  return static_cast<std::int64_t>(hash & static_cast<std::uint64_t>(kPlaces - 1));
}

/// What a chunk holds in clear: for each key the size of the name (2 bytes), the name, the key.
/// Wiped when it goes.
class OpenChunk {
 public:
  OpenChunk() = default;
  explicit OpenChunk(std::string bytes) : bytes_(std::move(bytes)) {}
  OpenChunk(OpenChunk&& other) noexcept : bytes_(std::move(other.bytes_)) {}
  OpenChunk& operator=(OpenChunk&&) = delete;
  ~OpenChunk() { sodium_memzero(bytes_.data(), bytes_.size()); }

  std::string_view bytes() const { return bytes_; }
  void reserve(std::size_t size) { bytes_.reserve(size); }
  void clear() {
    sodium_memzero(bytes_.data(), bytes_.size());
    bytes_.clear();
  }

  /// REQUIRES: the name is not longer than kLongestName.
  void add(std::string_view name, const DataKey& key) {
    bytes_.push_back(static_cast<char>(name.size() & 0xFF));
    bytes_.push_back(static_cast<char>(name.size() >> 8));
    bytes_.append(name);
    bytes_.append(reinterpret_cast<const char*>(key.bytes.data()), kKeyBytes);
  }

  /// Calls visit(name, at, size) for each key until it returns false; false if the bytes are no
  /// chunk.
  template <typename Visit>
  bool each(Visit visit) const {
    for (std::size_t at = 0; at < bytes_.size();) {
      if (bytes_.size() - at < 2) return false;
      const auto size = static_cast<std::size_t>(static_cast<unsigned char>(bytes_[at])) |
                        static_cast<std::size_t>(static_cast<unsigned char>(bytes_[at + 1])) << 8;
      const auto whole = 2 + size + kKeyBytes;
      if (bytes_.size() - at < whole) return false;
      if (!visit(std::string_view(bytes_).substr(at + 2, size), at, whole)) return true;
      at += whole;
    }
    return true;
  }

  /// The key of this name into `key`; false if it is not here.
  bool find(std::string_view name, DataKey& key) const {
    bool found = false;
    each([&](std::string_view each_name, std::size_t at, std::size_t whole) {
      found = each_name == name;
      if (found) std::memcpy(key.bytes.data(), bytes_.data() + at + whole - kKeyBytes, kKeyBytes);
      return !found;
    });
    return found;
  }

  /// False if it was not here.
  bool remove(std::string_view name) {
    std::size_t from = 0, size = 0;
    each([&](std::string_view each_name, std::size_t at, std::size_t whole) {
      if (each_name != name) return true;
      from = at;
      size = whole;
      return false;
    });
    if (size == 0) return false;
    std::memmove(bytes_.data() + from, bytes_.data() + from + size, bytes_.size() - from - size);
    sodium_memzero(bytes_.data() + bytes_.size() - size, size);
    bytes_.resize(bytes_.size() - size);
    return true;
  }

 private:
  std::string bytes_;
};

}  // namespace aftercare::privacy
