// The members of a zip archive, read where they lie: nothing is ever unpacked onto the disk.
//
// The directory at the archive's end is believed only as far as it agrees with the bytes: members
// that overlap, lie outside the archive or are not as large as they say are refused. Names are
// only names here, so tricks in them ("../..") reach no file.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "intake/byte_source.hpp"
#include "intake/byte_store.hpp"

namespace aftercare::intake {

struct ZipMember {
  std::string name;  // UTF-8, unique in the archive; control characters are '_'.
  std::uint64_t packed = 0;
  std::uint64_t size = 0;  // Unpacked, as the directory says.
  std::uint64_t header = 0;
  std::uint32_t checksum = 0;
  std::uint16_t method = 0;
  bool encrypted = false;
  bool folder = false;
};

class ZipArchive {
 public:
  static constexpr std::size_t kMostMembers = 20'000;

  /// Fails (input) if the directory is missing (cut off), inconsistent, spread over several files,
  /// or has more than kMostMembers.
  static base::Result<std::shared_ptr<const ZipArchive>> open(
      std::shared_ptr<const ByteStore> store);

  const std::vector<ZipMember>& members() const { return members_; }
  const ZipMember* find(std::string_view name) const;

  /// Unpacks while reading. Fails (input) if the member is encrypted or packed in a way that we do
  /// not know; reading fails if it is corrupt, larger than said, or unpacks absurdly.
  base::Result<std::unique_ptr<ByteSource>> read(const ZipMember& member) const;

 private:
  std::shared_ptr<const ByteStore> store_;
  std::vector<ZipMember> members_;
};

}  // namespace aftercare::intake
