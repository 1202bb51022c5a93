// The overview report as a file.

#pragma once

#include <filesystem>
#include <fstream>
#include <string_view>

#include "app/cli/commands.hpp"

namespace aftercare::app {

/// Writes the report and returns where: the given file, else reports/overview-LASTDAY.LANGUAGE.html
/// in the workspace. A file is replaced whole or not at all.
base::Result<std::filesystem::path> write_report(const pipeline::Session& session,
                                                 const ReportArguments& arguments,
                                                 const Place& place);

/// The colours and sizes that every page of ours uses. Fails (internal) if they were not shipped.
base::Result<std::string> theme_css();

/// A file that only its owner can read, written bit by bit; the old one stays in its place until
/// the new one is kept.
class ReplacedFile {
 public:
  static base::Result<ReplacedFile> begin(const std::filesystem::path& file);
  ReplacedFile(ReplacedFile&& other) noexcept;
  ReplacedFile& operator=(ReplacedFile&&) = delete;
  ~ReplacedFile();

  void add(std::string_view text);
  /// Fails (internal) if anything of it was not written.
  base::Result<void> keep();

 private:
  ReplacedFile(std::filesystem::path file, std::ofstream out)
      : file_(std::move(file)), out_(std::move(out)) {}
  std::filesystem::path fresh() const { return file_.string() + ".new"; }

  std::filesystem::path file_;  // Empty: it was kept, or moved from.
  std::ofstream out_;
};

/// Writes a file that only its owner can read; it is replaced whole or not at all.
base::Result<void> replace_file(const std::filesystem::path& file, const std::string& text);

}  // namespace aftercare::app
