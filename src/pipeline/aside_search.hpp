// Rows set aside that are about customers: sealed as they came, so they have to be opened.

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

/// Of each of the customers, in their order; each row is opened once.
base::Result<std::vector<std::vector<store::SetAside>>> rows_aside_about_each(
    const Session& session, const std::vector<std::string>& customers);

}  // namespace aftercare::pipeline
