// Where backups lie: named pieces of bytes, in a folder or elsewhere.

#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace aftercare::pipeline {

/// What lies there under a name.
struct PlacePiece {
  std::string name;
  std::uint64_t bytes = 0;
};

/// Names are relative, with '/' between folders. While an object of it lives, nobody else writes
/// there.
class BackupPlace {
 public:
  virtual ~BackupPlace() = default;

  /// Whole or not at all; durable after the next settle().
  virtual base::Result<void> put(const std::string& name, std::string_view bytes) = 0;
  virtual base::Result<void> settle() = 0;
  /// Fails (input) naming it if it is not there.
  virtual base::Result<std::string> get(const std::string& name) const = 0;
  /// Everything in the folder and those below it, in order.
  virtual base::Result<std::vector<PlacePiece>> list(const std::string& folder) const = 0;
  virtual base::Result<void> remove(const std::string& name) = 0;
  /// After so many backups every piece that they shared has been opened again: 1 where that costs
  /// no more than reading a file.
  virtual unsigned turns() const = 0;
  /// As people name it.
  virtual std::string name() const = 0;
};

/// To read what is there, or to change it as well.
enum class PlaceUse : std::uint8_t { read, write };

/// A folder, made (0700) if `make` and it is missing. Fails (usage) if it is not there, or another
/// process writes backups to it.
base::Result<std::unique_ptr<BackupPlace>> open_backup_folder(const std::filesystem::path& folder,
                                                              bool make);

}  // namespace aftercare::pipeline
