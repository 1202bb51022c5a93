#include "pipeline/backup/chunk_shelf.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>

#include "base/digest.hpp"
#include "privacy/sealing.hpp"

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;

// Behind its heads the engine writes blocks of 256 KB in place: a chunk is four of them.
constexpr std::size_t kHeadBytes = 12'288;
constexpr std::size_t kChunkBytes = 4 * 262'144;

const std::uint8_t* bytes_of(std::string_view key) {
  return reinterpret_cast<const std::uint8_t*>(key.data());
}

std::string bound_name(const std::string& chunk) {
  return "chunk/" + chunk;
}

// The first two digits of its name, which are as good as random.
unsigned share_of(const std::string& chunk) {
  unsigned share = 0;
  std::from_chars(chunk.data(), chunk.data() + std::min<std::size_t>(2, chunk.size()), share, 16);
  return share;
}

tl::unexpected<base::Error> damaged(const std::string& path, const std::string& what,
                                    const BackupPlace& place) {
  return base::failure(
      base::ErrorKind::input,
      fmt::format("a backup is damaged: {} of {}, at {}; take another backup, or make a new one "
                  "while the workspace is whole",
                  what, path, place.name()),
      fmt::format("备份已损坏：{1} 的 {0}，位于 {2}；请换一份备份，或趁工作区完好时重新备份", what,
                  path, place.name()));
}

}  // namespace

std::string ChunkShelf::name_of(const std::string& chunk) {
  return fmt::format("chunks/{}/{}", chunk.substr(0, 2), chunk);
}

base::Result<void> ChunkShelf::learn() {
  const auto pieces = place_.list("chunks");
  if (!pieces) return base::failure_of(pieces);
  for (const auto& piece : *pieces) known_[fs::path(piece.name).filename().string()] = piece.bytes;
  return {};
}

base::Result<std::string> ChunkShelf::open_chunk(const std::string& chunk,
                                                 const std::string& path) const {
  const auto sealed = place_.get(name_of(chunk));
  if (!sealed && sealed.error().kind != base::ErrorKind::input) return base::failure_of(sealed);
  if (!sealed) return damaged(path, name_of(chunk), place_);
  auto bytes = privacy::unseal_with(bytes_of(key_), bound_name(chunk), *sealed);
  if (!bytes || base::to_hex(base::digest_of(*bytes, key_)) != chunk)
    return damaged(path, name_of(chunk), place_);
  return std::move(*bytes);
}

base::Result<bool> ChunkShelf::is_good(const std::string& chunk, std::uint64_t there,
                                       std::string_view bytes, const std::string& path,
                                       const ShelfLook& look) const {
  if (there != bytes.size() + privacy::kSealOverhead) return false;
  if (look.turns > 1 && share_of(chunk) % look.turns != look.turn) return true;
  const auto opened = open_chunk(chunk, path);
  if (!opened && opened.error().kind != base::ErrorKind::input) return base::failure_of(opened);
  return opened.has_value();
}

base::Result<void> ChunkShelf::add(const std::string& chunk, std::string_view bytes,
                                   const std::string& path, const ShelfLook& look) {
  if (good_.contains(chunk)) return {};
  if (const auto at = known_.find(chunk); at != known_.end()) {
    const auto good = is_good(chunk, at->second, bytes, path, look);
    if (!good) return base::failure_of(good);
    if (*good) {
      good_.insert(chunk);
      return {};
    }
    ++mended_;
  }
  std::string sealed;
  privacy::seal_with(bytes_of(key_), bound_name(chunk), bytes, sealed);
  if (auto put = place_.put(name_of(chunk), sealed); !put) return put;
  if (const auto back = open_chunk(chunk, path); !back) return base::failure_of(back);
  known_[chunk] = sealed.size();
  good_.insert(chunk);
  ++new_chunks_;
  new_bytes_ += sealed.size();
  return {};
}

base::Result<KeptFile> ChunkShelf::keep(const fs::path& file, const std::string& path,
                                        const ShelfLook& look,
                                        const std::function<void(std::uint64_t)>& moved) {
  std::ifstream in(file, std::ios::binary);
  KeptFile kept;
  kept.path = path;
  base::Digester whole(key_);
  std::string chunk(kChunkBytes, '\0');
  for (bool first = true; in; first = false) {
    in.read(chunk.data(), static_cast<std::streamsize>(first ? kHeadBytes : kChunkBytes));
    const std::string_view bytes(chunk.data(), static_cast<std::size_t>(in.gcount()));
    if (bytes.empty()) break;
    whole.add(bytes);
    const auto name = base::to_hex(base::digest_of(bytes, key_));
    if (auto added = add(name, bytes, path, look); !added) return base::failure_of(added);
    kept.chunks.push_back(name);
    kept.bytes += bytes.size();
    moved(bytes.size());
  }
  if (!in.eof())
    return base::failure(base::ErrorKind::input,
                         fmt::format("a file cannot be read for the backup: {}", file.string()),
                         fmt::format("备份时无法读取文件：{}", file.string()));
  kept.digest = base::to_hex(whole.finish());
  return kept;
}

base::Result<void> ChunkShelf::each_chunk(
    const KeptFile& file, const std::function<base::Result<void>(std::string_view)>& take,
    const std::function<void(std::uint64_t)>& moved) const {
  base::Digester whole(key_);
  for (const auto& chunk : file.chunks) {
    const auto bytes = open_chunk(chunk, file.path);
    if (!bytes) return base::failure_of(bytes);
    whole.add(*bytes);
    if (auto taken = take(*bytes); !taken) return taken;
    moved(bytes->size());
  }
  if (base::to_hex(whole.finish()) != file.digest) return damaged(file.path, "order", place_);
  return {};
}

base::Result<void> ChunkShelf::check(const std::string& chunk, const std::string& path) const {
  if (const auto opened = open_chunk(chunk, path); !opened) return base::failure_of(opened);
  return {};
}

base::Result<std::uint64_t> ChunkShelf::drop_others(const std::set<std::string>& wanted,
                                                    bool only_count) {
  std::uint64_t dropped = 0;
  if (only_count)
    return static_cast<std::uint64_t>(std::ranges::count_if(
        known_, [&wanted](const auto& known) { return !wanted.contains(known.first); }));
  for (auto at = known_.begin(); at != known_.end();) {
    if (wanted.contains(at->first)) {
      ++at;
      continue;
    }
    if (auto removed = place_.remove(name_of(at->first)); !removed)
      return base::failure_of(removed);
    at = known_.erase(at);
    ++dropped;
  }
  return dropped;
}

}  // namespace aftercare::pipeline
