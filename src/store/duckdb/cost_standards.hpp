// SQL functions by which facts know what after-sales work costs: case_cost(channel, handled), of a
// case with so many seconds of handling, and return_parcel_cost(). Null where it is not declared.

#pragma once

#include "base/result.hpp"
#include "records/service_costs.hpp"
#include "store/duckdb/connection.hpp"

namespace aftercare::store {

/// For this connection. REQUIRES: channels of the costs are codes.
base::Result<void> define_cost_standards(const Connection& connection,
                                         const records::ServiceCosts& costs);

}  // namespace aftercare::store
