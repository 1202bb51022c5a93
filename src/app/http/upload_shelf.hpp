// Files that came through the browser, on the disk: received, waiting, taken.
//
//   sources/uploads/.waiting/<id>.part        on its way in; gone when it breaks off
//   sources/uploads/.waiting/<id>/<name>      whole, until somebody approves it; no `run` reads it
//   sources/uploads/<id>/<name>               approved: a file of the workspace like any other

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace aftercare::app {

/// A name of a file as its owner calls it, made harmless: no folders, no signs that steer a
/// terminal, a path or a part of a file ('#'), not hidden, at most 120 bytes with its ending kept.
std::string safe_file_name(std::string_view given);

struct ShelvedFile {
  std::string id;  // Of the file: its folder's name.
  std::string name;
  std::uint64_t bytes = 0;
  std::string part;     // Of a file that holds several tables (intake/part.hpp); empty: the file.
  unsigned number = 0;  // Among its parts.
};

/// What an upload is called by: each part of a file is one of its own.
std::string upload_id(const ShelvedFile& file);
/// "book.xlsx#Sheet1".
std::string upload_name(const ShelvedFile& file);

/// A file on its way in. Destroyed before keep(): nothing is left of it.
class IncomingFile {
 public:
  ~IncomingFile();
  IncomingFile(IncomingFile&& other) noexcept;
  IncomingFile(const IncomingFile&) = delete;
  IncomingFile& operator=(const IncomingFile&) = delete;
  IncomingFile& operator=(IncomingFile&&) = delete;

  /// Fails (internal) if the disk does not take it.
  base::Result<void> write(std::string_view piece);
  /// It is whole: it waits under its name.
  base::Result<ShelvedFile> keep();
  std::uint64_t bytes() const { return bytes_; }

 private:
  friend class UploadShelf;
  IncomingFile(std::filesystem::path waiting, std::string id, std::string name, int file)
      : waiting_(std::move(waiting)), id_(std::move(id)), name_(std::move(name)), file_(file) {}
  std::filesystem::path part() const { return waiting_ / (id_ + ".part"); }

  std::filesystem::path waiting_;
  std::string id_;
  std::string name_;
  int file_ = -1;
  std::uint64_t bytes_ = 0;
};

/// Safe between threads: every file has a folder of its own.
class UploadShelf {
 public:
  /// Removes what an ended server left half received.
  explicit UploadShelf(const std::filesystem::path& sources);

  /// Makes the folders (0700) when first called.
  base::Result<IncomingFile> begin(std::string_view name) const;
  /// Those that wait, by id.
  std::vector<ShelvedFile> waiting() const;
  /// The tables that a file holds, those left out that nobody would read unasked. Fails (input) if
  /// none can be read, or there are more than 50.
  base::Result<std::vector<ShelvedFile>> parts_of(const ShelvedFile& file) const;
  /// Moves a waiting file among the workspace's own, unless another part of it was taken before,
  /// and says where it, or its part, lies.
  base::Result<std::filesystem::path> take(const ShelvedFile& file) const;
  void drop(const ShelvedFile& file) const;
  /// Where it, or its part, lies now, waiting or taken.
  std::filesystem::path path_of(const ShelvedFile& file) const;

 private:
  std::filesystem::path waiting_folder() const { return root_ / ".waiting"; }

  std::filesystem::path root_;
};

}  // namespace aftercare::app
