// Bytes read front to back: of a file, or of what is packed in one.

#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "intake/byte_store.hpp"

namespace aftercare::intake {

enum class Compression : std::uint8_t { none, gzip, zip };

/// Used by one thread at a time. Errors say what is wrong and name no file: the reader adds it.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  /// Fails (input) on a missing file, a folder, one without permission. Gzip, told by its bytes,
  /// is unpacked.
  static base::Result<std::unique_ptr<ByteSource>> open(const std::filesystem::path& file);
  /// A store's bytes as they are.
  static std::unique_ptr<ByteSource> of_store(std::shared_ptr<const ByteStore> store);
  /// Unpacks what is gzip, told by its first bytes; hands through what is none.
  static base::Result<std::unique_ptr<ByteSource>> unpacked(std::unique_ptr<ByteSource> packed);
  /// The first bytes of what `source` has left, which it will give again.
  static base::Result<std::string> peek(std::unique_ptr<ByteSource>& source, std::size_t size);

  /// Fills `to` completely unless the end comes first; fewer bytes than `size` mean the end.
  /// Fails (input) if what is packed is corrupt or cut off, or the disk does not give the bytes.
  virtual base::Result<std::size_t> read(char* to, std::size_t size) = 0;

  /// All that is left. Fails like read(), and (input) if that is more than `most` bytes.
  base::Result<std::string> read_rest(std::size_t most);

  virtual Compression compression() const = 0;
  virtual std::uint64_t size() const = 0;      // As it lies on the disk, or packed in a file.
  virtual std::uint64_t consumed() const = 0;  // Of these bytes; for progress.
};

/// Watches that packed bytes do not become absurdly many: fails (input) where no honest file does.
base::Result<void> expect_honest_ratio(std::uint64_t packed, std::uint64_t unpacked);

}  // namespace aftercare::intake
