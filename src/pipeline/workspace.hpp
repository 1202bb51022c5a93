// A workspace: the folder that holds everything of one shop. See docs/formats/workspace.md.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "pipeline/backup/backup_setting.hpp"
#include "pipeline/source_setting.hpp"
#include "pipeline/upkeep/retention_setting.hpp"

namespace aftercare::pipeline {

struct Settings {
  std::string name;
  std::string zone = "Asia/Shanghai";
  std::string language = "zh";             // Of reports and the first page: zh or en.
  unsigned memory_mb = 160;                // For the engine.
  unsigned threads = 0;                    // 0: as many as the machine has, at most 8.
  double allowed_rejected_share = 0.05;    // More quarantined rows than that: exit code 1.
  double repair_threshold = 0.7;           // A repair less sure is proposed, not made.
  std::vector<std::string> own_addresses;  // Of mails: the shop's addresses and domains.
  unsigned upload_limit_mb = 2048;         // A larger file is not taken by the dashboard.
  bool ocr = false;                        // Words of pictures are read.
  BackupSetting backup;
  RetentionSetting retention;
  std::vector<SourceSetting> sources;

  /// The declared source's own, else the workspace's.
  double repair_threshold_of(std::string_view source) const;
};

/// Whether the folder is a workspace.
bool is_workspace(const std::filesystem::path& folder);
/// The folder; an empty path if it is no workspace. For what counts a workspace's own definitions
/// and needs none.
std::filesystem::path if_workspace(const std::filesystem::path& folder);

class Workspace {
 public:
  /// Makes the folders (0700 where clear or secret data lies), settings and keys.
  /// Fails (usage) if `folder` is a workspace already or holds other files.
  static base::Result<Workspace> create(const std::filesystem::path& folder,
                                        const Settings& settings);
  /// Fails (usage) if `folder` is no workspace or its settings are wrong (file and line named).
  static base::Result<Workspace> open(const std::filesystem::path& folder);

  const Settings& settings() const { return settings_; }
  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path database() const { return root_ / "aftercare.duckdb"; }
  std::filesystem::path keys() const { return root_ / "keys"; }
  std::filesystem::path spill() const { return root_ / ".spill"; }
  std::filesystem::path reports() const { return root_ / "reports"; }
  std::filesystem::path socket() const { return root_ / ".aftercare.sock"; }

 private:
  Workspace(std::filesystem::path root, Settings settings)
      : root_(std::move(root)), settings_(std::move(settings)) {}

  std::filesystem::path root_;
  Settings settings_;
};

}  // namespace aftercare::pipeline
