// The simulated shop behind `aftercare demo`: messy source files one would really get, and the
// hidden truth about them.

#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "records/moment.hpp"

namespace aftercare::simulate {

struct ShopPlan {
  std::uint32_t customers = 3000;  // 10 .. 9,000,000
  std::uint32_t days = 180;        // 30 .. 3,650
  std::uint64_t seed = 1;
  records::Day end{};                                       // The last simulated day,
  std::chrono::seconds of_last_day = std::chrono::days{1};  // and how much of it has passed.
  std::string zone = "Asia/Shanghai";
};

struct FileRows {
  std::string name;
  std::uint64_t rows = 0;  // Records, the header not counted.
};

struct ShopSummary {
  std::vector<FileRows> files;
  std::uint64_t cases = 0;   // Without re-sent ones.
  std::uint64_t orders = 0;  // Without repeated ones.
  std::uint64_t anomalies = 0;
  std::uint64_t churned = 0;
  std::map<std::string, std::uint64_t> duplicates;    // By kind: exact, key, content.
  std::map<std::string, std::uint64_t> broken_cells;  // By kind.
};

/// Fails (usage) if the plan is out of bounds.
base::Result<void> check_plan(const ShopPlan& plan);

/// Writes DIR/sources/* and DIR/truth/*.csv (folders 0700, files 0600), replacing files of the
/// same names. The same plan gives the same bytes on every machine.
/// Fails (usage) if the plan is out of bounds, (internal) if a file cannot be written.
base::Result<ShopSummary> simulate_shop(const ShopPlan& plan, const std::filesystem::path& dir,
                                        base::Progress& progress);

}  // namespace aftercare::simulate
