// Mappings as YAML files.

#pragma once

#include <filesystem>

#include "base/result.hpp"
#include "records/dictionary.hpp"
#include "standard/mapping.hpp"

namespace aftercare::standard {

/// Reads and checks a mapping against the dictionary. Fails (usage) with file and line on
/// unknown words, entities or fields, on a required field that nothing fills, and on
/// a condition on the main entity (its rows are the ledger's).
base::Result<Mapping> load_mapping(const std::filesystem::path& file,
                                   const records::Dictionary& dictionary);

}  // namespace aftercare::standard
