// What service was promised: how soon a case is to be answered and solved, by channel, severity and
// urgency, on the calendar's clock or in business hours.
//
// Definitions are data (catalog/clocks.yaml). The first target that fits a case is its target.

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace aftercare::records {

struct ServiceTarget {
  std::string name;
  std::vector<std::string> channels;           // Codes of case.channel; none: of any channel.
  std::int64_t severity = 0;                   // At least. 0: of any, also where it is not known.
  std::int64_t urgency = 0;                    // The same.
  std::optional<std::int64_t> first_response;  // Seconds; none: nothing was promised.
  std::optional<std::int64_t> resolution;
  bool business = false;  // Both are counted in business hours.
};

using ServiceTargets = std::vector<ServiceTarget>;

/// The workspace's targets if it has some, else the shipped ones. Fails (usage) with file and line
/// of what is wrong.
base::Result<ServiceTargets> load_service_targets(const std::filesystem::path& workspace,
                                                  const std::vector<std::string>& channels);

/// Tells apart targets that could judge differently.
std::string stamp_of(const ServiceTargets& targets);

}  // namespace aftercare::records
