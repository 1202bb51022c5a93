// The bytes of a file, unpacked if it is gzip, read front to back.

#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "base/result.hpp"

struct z_stream_s;

namespace aftercare::intake {

enum class Compression : std::uint8_t { none, gzip };

/// Used by one thread at a time. Errors say what is wrong and name no file: the reader adds it.
class ByteSource {
 public:
  /// Fails (input) on a missing file, a folder, one without permission. Gzip is told by its bytes.
  static base::Result<std::unique_ptr<ByteSource>> open(const std::filesystem::path& file);
  ~ByteSource();
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  /// Fills `to` completely unless the end comes first; fewer bytes than `size` mean the end.
  /// Fails (input) if gzip is corrupt or cut off, or the disk does not give the bytes.
  base::Result<std::size_t> read(char* to, std::size_t size);

  Compression compression() const { return compression_; }
  std::uint64_t size() const { return size_; }          // Of the file as it lies on the disk.
  std::uint64_t consumed() const { return consumed_; }  // Of these bytes; for progress.

 private:
  ByteSource(int file, std::uint64_t size);
  base::Result<std::size_t> read_file(char* to, std::size_t size);
  base::Result<std::size_t> inflate_into(char* to, std::size_t size);

  int file_;
  std::uint64_t size_;
  std::uint64_t consumed_ = 0;
  Compression compression_ = Compression::none;
  std::vector<char> packed_;  // Read ahead of the unpacking, or to see what the file is.
  std::size_t packed_at_ = 0;
  std::size_t packed_end_ = 0;
  std::unique_ptr<z_stream_s> inflater_;
  bool in_member_ = false;
  bool member_seen_ = false;
};

}  // namespace aftercare::intake
