// Files that are made at build time and mapped into memory as they are.
//
// A head (what it is, version, size, checksum), the places of the sections, the sections. Numbers
// stand as this machine holds them: such a file is made where it is used and is no exchange format.

#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace aftercare::base {

/// Whole and unchanged while it lives; its sections may be trusted.
class PreparedFile {
 public:
  /// Fails (internal) if it is missing, not ours, of another version, cut short or changed.
  static Result<PreparedFile> open(const std::filesystem::path& file, std::uint32_t version);
  ~PreparedFile();
  PreparedFile(PreparedFile&& other) noexcept;
  PreparedFile& operator=(PreparedFile&&) = delete;

  std::size_t sections() const { return sections_.size(); }
  /// Of its contents: against accidents, not against malice.
  std::uint64_t checksum() const { return checksum_; }
  /// REQUIRES: it was written as such a section.
  template <typename T>
  std::span<const T> section(std::size_t at) const {
    const auto& bytes = sections_[at];
    return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
  }

 private:
  PreparedFile(void* at, std::size_t size) : at_(at), size_(size) {}
  Result<void> read(const std::string& name, std::uint32_t version);

  void* at_;
  std::size_t size_;
  std::uint64_t checksum_ = 0;
  std::vector<std::span<const std::byte>> sections_;
};

/// Writes such a file, under its name only when it is whole.
Result<void> write_prepared(const std::filesystem::path& file, std::uint32_t version,
                            const std::vector<std::span<const std::byte>>& sections);

}  // namespace aftercare::base
