// Records that are read again: what was sealed of them, and whose key that lies under.

#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "privacy/vault.hpp"
#include "records/batch.hpp"

namespace aftercare::pipeline {

using Originals = std::map<std::string, std::string>;  // By field.

/// Nothing of a person whose key was destroyed, or where nothing was sealed.
base::Result<Originals> originals_of(privacy::Vault& vault, const std::string& person,
                                     const std::string& sealed);

/// Says in the batch whose key the row was sealed under (privacy::person_of), so that none is made.
void set_person(records::Batch& batch, std::size_t row, std::string_view person);

}  // namespace aftercare::pipeline
