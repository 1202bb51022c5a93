// Bytes that can be read from any place: a file on the disk, or what was unpacked of one.

#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "base/result.hpp"

namespace aftercare::intake {

class ByteSource;

/// Does not change; read by several threads. Errors say what is wrong and name no file.
class ByteStore {
 public:
  virtual ~ByteStore() = default;
  ByteStore() = default;
  ByteStore(const ByteStore&) = delete;
  ByteStore& operator=(const ByteStore&) = delete;

  /// Fails (input) on a missing file, a folder, a device, one without permission.
  static base::Result<std::shared_ptr<const ByteStore>> of_file(const std::filesystem::path& file);
  static std::shared_ptr<const ByteStore> of_text(std::string bytes);
  /// Reads the source to its end into memory. Fails (input) if that is more than `most` bytes.
  static base::Result<std::shared_ptr<const ByteStore>> of_source(ByteSource& source,
                                                                  std::uint64_t most);

  virtual std::uint64_t size() const = 0;
  /// Fills `to` from `offset` on; fewer bytes than asked mean the end.
  virtual base::Result<std::size_t> read_at(std::uint64_t offset, char* to,
                                            std::size_t size) const = 0;
  /// The same as text.
  base::Result<std::string> text_at(std::uint64_t offset, std::size_t size) const;
};

}  // namespace aftercare::intake
