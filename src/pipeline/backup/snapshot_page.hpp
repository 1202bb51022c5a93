// The page of one backup: which files in which chunks, and what the store held.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "pipeline/backup/chunk_shelf.hpp"

namespace aftercare::pipeline {

struct SnapshotPage {
  std::string name;     // "20261126T075900123Z-1f2e3d4c": sorts by time.
  std::string made_at;  // ISO 8601, UTC.
  std::vector<KeptFile> files;
  std::map<std::string, std::string> content;  // Of the store by table: "rows:digest".
  unsigned turn = 0;  // Which share of what was there already it opened (chunk_shelf.hpp).

  std::uint64_t bytes() const;
  std::uint64_t rows() const;  // Of all tables.
};

/// What a list of backups shows of a page, kept apart: a page names every chunk.
struct PageHead {
  bool operator==(const PageHead&) const = default;

  std::string name;
  std::string made_at;
  std::uint64_t bytes = 0;
  std::uint64_t files = 0;
  std::uint64_t rows = 0;
};

PageHead head_of(const SnapshotPage& page);
std::string to_json(const SnapshotPage& page);
/// Fails (input) if it is no page, or of a newer program.
base::Result<SnapshotPage> page_from(std::string_view json, const std::string& name);

/// With its head.
base::Result<void> put_page(BackupPlace& place, std::string_view key, const SnapshotPage& page);
/// Fails (input) if it does not open with the key, or was changed.
base::Result<SnapshotPage> get_page(const BackupPlace& place, std::string_view key,
                                    const std::string& name);
/// Of a backup without a head, out of its page. Fails as get_page().
base::Result<PageHead> get_head(const BackupPlace& place, std::string_view key,
                                const std::string& name);
/// False if the head is there and does not open, or tells something else than the page.
base::Result<bool> head_is_good(const BackupPlace& place, std::string_view key,
                                const SnapshotPage& page);
base::Result<void> put_head(BackupPlace& place, std::string_view key, const SnapshotPage& page);
/// The page, then its head.
base::Result<void> remove_page(BackupPlace& place, const std::string& name);
/// Heads that stand alone.
base::Result<void> remove_heads_but(BackupPlace& place, const std::vector<std::string>& names);
/// Names of all, oldest first.
base::Result<std::vector<std::string>> page_names(const BackupPlace& place);

}  // namespace aftercare::pipeline
