// What after-sales work costs beyond refunds, as declared standards: a contact by its channel, a
// minute of an agent, a parcel that comes back.
//
// Definitions are data (catalog/costs.yaml), in the currency of the data.

#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace aftercare::records {

/// Amounts are ten-thousandths of the currency. What is not declared is not known.
struct ServiceCosts {
  std::map<std::string, std::int64_t, std::less<>> contact;  // By code of case.channel.
  std::optional<std::int64_t> handling_minute;
  std::optional<std::int64_t> return_parcel;
};

/// The workspace's costs if it has some, else the shipped ones. Fails (usage) with file and line of
/// what is wrong.
base::Result<ServiceCosts> load_service_costs(const std::filesystem::path& workspace,
                                              const std::vector<std::string>& channels);

/// Tells apart costs that could give other amounts; empty if there are none.
std::string stamp_of(const ServiceCosts& costs);

}  // namespace aftercare::records
