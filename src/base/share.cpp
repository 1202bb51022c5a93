#include "base/share.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <system_error>

namespace aftercare::base {
namespace {

namespace fs = std::filesystem;

bool holds_catalog(const fs::path& folder) {
  std::error_code none;
  return fs::is_directory(folder / "catalog", none);
}

void append(std::vector<fs::path>& files, const fs::path& at) {
  std::error_code none;
  if (fs::is_regular_file(at, none)) files.push_back(at);
  if (!fs::is_directory(at, none)) return;
  const auto first = static_cast<std::ptrdiff_t>(files.size());
  for (const auto& entry : fs::directory_iterator(at, none))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  std::sort(files.begin() + first, files.end());
}

}  // namespace

Result<fs::path> share_folder() {
  if (const char* set = std::getenv("AFTERCARE_SHARE"); set != nullptr && *set != '\0') {
    if (holds_catalog(set)) return fs::path(set);
    return failure(fmt::format("no catalog in AFTERCARE_SHARE: {}", set),
                   fmt::format("AFTERCARE_SHARE 中没有 catalog:{}", set));
  }
  std::error_code none;
  const auto program = fs::read_symlink("/proc/self/exe", none);
  const auto installed = program.parent_path().parent_path() / "share" / "aftercare";
  if (holds_catalog(installed)) return installed;
  if (holds_catalog(AFTERCARE_SOURCE)) return fs::path(AFTERCARE_SOURCE);
  return failure(ErrorKind::internal,
                 fmt::format("the shipped files are missing: looked in {}", installed.string()),
                 fmt::format("缺少随程序发布的文件:已在 {} 中查找", installed.string()));
}

Result<std::vector<fs::path>> catalog_files(std::string_view kind, const fs::path& workspace) {
  const auto share = share_folder();
  if (!share) return failure_of(share);
  std::vector<fs::path> files;
  append(files, *share / "catalog" / kind);
  if (!workspace.empty()) append(files, workspace / "catalog" / kind);
  if (files.empty())
    return failure(ErrorKind::internal, fmt::format("no such part of the catalog: {}", kind),
                   fmt::format("目录中没有这一部分:{}", kind));
  return files;
}

}  // namespace aftercare::base
