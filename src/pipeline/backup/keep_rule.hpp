// Which backups stay when there are many.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace aftercare::pipeline {

/// How many backups stay: the newest so many; of each of the last so many days, weeks (from Monday)
/// and months (all UTC) that have one, the newest. All 0: every one stays.
struct KeepRule {
  std::uint32_t last = 0;
  std::uint32_t daily = 0;
  std::uint32_t weekly = 0;
  std::uint32_t monthly = 0;
  bool keeps_all() const { return last == 0 && daily == 0 && weekly == 0 && monthly == 0; }
};
/// Those of the names that the rule lets go, oldest first. The newest always stays, and so does
/// what is no name of a backup.
std::vector<std::string> let_go(std::vector<std::string> names, const KeepRule& rule);

}  // namespace aftercare::pipeline
