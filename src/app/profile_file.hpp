// Profiles any table file: reads it in slices, gathers mergeable states on two threads, and lets
// the dictionary and the recognisers judge what is personal.

#pragma once

#include <filesystem>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "quality/profile/table_profile.hpp"

namespace aftercare::app {

struct ProfiledFile {
  std::string name;
  std::string format;
  std::string encoding;
  std::uint64_t bytes = 0;
  quality::TableProfile profile;
};

/// `workspace` may be empty: the shipped catalog alone. Fails (input) if the file cannot be read
/// to its end, or has no row. Equal files give equal profiles, whatever the machine.
base::Result<ProfiledFile> profile_file(const std::filesystem::path& file,
                                        const std::filesystem::path& workspace,
                                        base::Progress& progress);

}  // namespace aftercare::app
