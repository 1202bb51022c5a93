// Rows about somebody who was erased, when a source brings them again.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "privacy/vault.hpp"
#include "records/batch.hpp"
#include "store/duckdb/consents.hpp"

namespace aftercare::pipeline {

/// Sets rows aside that name an erased customer, or a case or order of one: the finding
/// "erased_person" is all that is said of them. A case or an order that comes anew with such a row
/// is known as the person's from then on: its messages and items need not name the person. Costs
/// nothing as long as nobody was erased. `customers` says whose each row is as far as the slice
/// knows; empty: unknown.
base::Result<void> set_erased_aside(privacy::Vault& vault, records::Batch& batch,
                                    const std::vector<std::string_view>& customers);

/// As set_erased_aside(), of rows that serve a purpose the customer withdrew the consent for: the
/// finding "consent_withdrawn". `purpose`: of the batch's entity.
void set_withdrawn_aside(const store::WithdrawnConsents& withdrawn, const std::string& purpose,
                         records::Batch& batch, const std::vector<std::string_view>& customers);

/// True of the reasons for which nothing of a row is kept.
bool keeps_nothing(std::string_view reason);

/// Takes their keys away, so that no finding names them. After masking.
void forget_erased(records::Batch& batch);

}  // namespace aftercare::pipeline
