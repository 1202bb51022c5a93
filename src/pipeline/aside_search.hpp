// Rows set aside that are about one customer: sealed as they came, so they have to be opened.

#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "pipeline/session.hpp"
#include "store/duckdb/quarantine.hpp"

namespace aftercare::pipeline {

/// Those that hold the customer's id as a cell, or a phone number, e-mail or account of the
/// customer as a cell or in a text. A name alone tells nobody apart and is not enough.
base::Result<std::vector<store::SetAside>> rows_aside_about(const Session& session,
                                                            const std::string& customer);

}  // namespace aftercare::pipeline
