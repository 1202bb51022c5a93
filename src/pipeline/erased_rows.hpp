// Rows about somebody who was erased, when a source brings them again.

#pragma once

#include <string_view>
#include <vector>

#include "privacy/vault.hpp"
#include "records/batch.hpp"

namespace aftercare::pipeline {

/// Sets rows aside that name an erased customer, or a case or order of one: the finding
/// "erased_person" is all that is said of them. Costs nothing as long as nobody was erased.
/// `customers` says whose each row is as far as the slice knows; empty: unknown.
void set_erased_aside(const privacy::Vault& vault, records::Batch& batch,
                      const std::vector<std::string_view>& customers);

/// Takes their keys away, so that no finding names them. After masking.
void forget_erased(records::Batch& batch);

}  // namespace aftercare::pipeline
