// Named pieces of bytes on another machine: what a bucket and a folder over SSH have in common.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace aftercare::pipeline {

struct DistantPiece {
  std::string name;
  std::int64_t written = 0;  // Seconds since 1970, by the clock of the other machine.
  std::uint64_t bytes = 0;
};

/// Names are relative, with '/' between folders. Whoever may not be reached fails (internal),
/// whoever refuses us or is named wrongly (usage), what is not there (input).
class DistantStore {
 public:
  virtual ~DistantStore() = default;

  /// Whole or not at all, and durable; what was there under the name is replaced.
  virtual base::Result<void> put(const std::string& name, std::string_view bytes) = 0;
  virtual base::Result<std::string> get(const std::string& name) const = 0;
  /// Everything in the folder and those below it, by name.
  virtual base::Result<std::vector<DistantPiece>> list(const std::string& folder) const = 0;
  /// What is not there is removed already.
  virtual base::Result<void> remove(const std::string& name) = 0;
  virtual std::string name() const = 0;
};

}  // namespace aftercare::pipeline
