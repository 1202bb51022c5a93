// Mappings as YAML files.

#pragma once

#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "records/dictionary.hpp"
#include "standard/mapping.hpp"

namespace aftercare::standard {

/// Reads and checks a mapping against the dictionary. Fails (usage) with file and line on
/// unknown words, entities or fields, on a required field that nothing fills, and on
/// a condition on the main entity (its rows are the ledger's).
base::Result<Mapping> load_mapping(const std::filesystem::path& file,
                                   const records::Dictionary& dictionary);

/// The same of a text that to_yaml wrote.
base::Result<Mapping> mapping_in(const std::string& yaml, const records::Dictionary& dictionary);

/// Writes FOLDER/NAME.yaml, replacing an older one whole, and makes the folder if need be. Returns
/// the file. Fails (usage) if the name is none of a file, or if load_mapping would refuse what was
/// written; the older file stays then.
base::Result<std::filesystem::path> save_mapping(const Mapping& mapping,
                                                 const std::filesystem::path& folder,
                                                 const records::Dictionary& dictionary);

}  // namespace aftercare::standard
