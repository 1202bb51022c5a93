// Files in chunks, each sealed and kept once: what did not change since the last backup costs
// nothing. A chunk is named by a keyed digest of what it holds.

#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "pipeline/backup/backup_place.hpp"

namespace aftercare::pipeline {

struct KeptFile {
  std::string path;  // In the workspace.
  std::uint64_t bytes = 0;
  std::string digest;               // Of the whole, keyed.
  std::vector<std::string> chunks;  // In order.
};

/// Which of the chunks that are there already a backup opens before it relies on them.
struct ShelfLook {
  unsigned turns = 1;  // One of so many shares;
  unsigned turn = 0;   // this one. With one share: all.
};

class ChunkShelf {
 public:
  /// `key` has 32 bytes; it and the place must outlive the shelf.
  ChunkShelf(BackupPlace& place, std::string_view key) : place_(place), key_(key) {}

  /// Learns which chunks are there, and how big.
  base::Result<void> learn();
  /// Keeps a file under the path; every new chunk is read back. One that is there is not written
  /// again if it has the size it must have and, when it is its turn, opens. `moved` hears the bytes
  /// done.
  base::Result<KeptFile> keep(const std::filesystem::path& file, const std::string& path,
                              const ShelfLook& look,
                              const std::function<void(std::uint64_t)>& moved);
  /// Hands a file's chunks out in order. Fails (input) naming the file if a chunk is missing or
  /// was changed, or the whole is not what was kept.
  base::Result<void> each_chunk(const KeptFile& file,
                                const std::function<base::Result<void>(std::string_view)>& take,
                                const std::function<void(std::uint64_t)>& moved) const;
  /// Whether a chunk is there, as learn() saw it; it is not opened.
  bool has(const std::string& chunk) const { return known_.contains(chunk); }
  /// Opens one chunk of a file. Fails (input) naming the file if it is missing or was changed.
  base::Result<void> check(const std::string& chunk, const std::string& path) const;
  /// Removes all chunks but these, or only counts them.
  base::Result<std::uint64_t> drop_others(const std::set<std::string>& wanted,
                                          bool only_count = false);

  std::uint64_t new_chunks() const { return new_chunks_; }
  std::uint64_t new_bytes() const { return new_bytes_; }
  /// That were there but cut off or changed, and were written again; they count as new.
  std::uint64_t mended() const { return mended_; }

  static std::string name_of(const std::string& chunk);

 private:
  base::Result<std::string> open_chunk(const std::string& chunk, const std::string& path) const;
  base::Result<void> add(const std::string& chunk, std::string_view bytes, const std::string& path,
                         const ShelfLook& look);
  base::Result<bool> is_good(const std::string& chunk, std::uint64_t there, std::string_view bytes,
                             const std::string& path, const ShelfLook& look) const;

  BackupPlace& place_;
  std::string_view key_;
  std::map<std::string, std::uint64_t> known_;  // Sealed bytes by chunk.
  std::set<std::string> good_;                  // Written or looked at by this shelf.
  std::uint64_t new_chunks_ = 0;
  std::uint64_t new_bytes_ = 0;
  std::uint64_t mended_ = 0;
};

}  // namespace aftercare::pipeline
