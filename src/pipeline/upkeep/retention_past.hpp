// How the last run of retention went, in a file of the workspace: for whoever looks, and so that a
// clock that leapt ahead is known by the moment that was last believed.

#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
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
/// `change` sees the past as it is and nobody changes it meanwhile: the schedule and a hand may
/// both be at it. Of this process only: a workspace has one. `change` must not call it again.
base::Result<void> change_retention_past(const std::filesystem::path& workspace,
                                         const std::function<void(RetentionPast&)>& change);

}  // namespace aftercare::pipeline
