// How the last run of retention went, in a file of the workspace: for whoever looks, and so that a
// clock that leapt ahead is known by the moment that was last believed.

#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "records/moment.hpp"

namespace aftercare::pipeline {

struct RetentionPast {
  std::optional<records::Moment> done;      // The last one that was done.
  std::optional<records::Moment> failed;    // Or refused.
  std::string failure;                      // Empty if one was done since.
  std::string failure_zh = {};              // The same in Chinese; may be empty.
  std::optional<records::Moment> believed;  // The clock was right then.
  std::string receipt;                      // Of the last one, signed JSON; empty: none was done.
};

/// What is not there, or no such file, is no past.
RetentionPast retention_past(const std::filesystem::path& workspace);
base::Result<void> remember_retention(const std::filesystem::path& workspace,
                                      const RetentionPast& past);

}  // namespace aftercare::pipeline
