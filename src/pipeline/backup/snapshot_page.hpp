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

  std::uint64_t bytes() const;
  std::uint64_t rows() const;  // Of all tables.
};

std::string to_json(const SnapshotPage& page);
/// Fails (input) if it is no page, or of a newer program.
base::Result<SnapshotPage> page_from(std::string_view json, const std::string& name);

base::Result<void> put_page(BackupPlace& place, std::string_view key, const SnapshotPage& page);
/// Fails (input) if it does not open with the key, or was changed.
base::Result<SnapshotPage> get_page(const BackupPlace& place, std::string_view key,
                                    const std::string& name);
/// Names of all, oldest first.
base::Result<std::vector<std::string>> page_names(const BackupPlace& place);

}  // namespace aftercare::pipeline
