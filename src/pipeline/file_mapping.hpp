// How rows that were set aside are read again: by the mapping that read their file. One that the
// catalog does not have (it was suggested, or given for that once) is kept in the store.

#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "pipeline/session.hpp"
#include "standard/mapping.hpp"

namespace aftercare::pipeline {

/// To be called before a slice with rows that were set aside is stored. Keeps nothing if the
/// catalog has the mapping, or it is kept already.
base::Result<void> keep_mapping_of_file(const Session& session, const std::string& file_id,
                                        const standard::Mapping& mapping);

/// The catalog's of that name, else what was kept; nothing if there is neither.
base::Result<std::optional<standard::Mapping>> mapping_of_file(const Session& session,
                                                               const std::string& file_id,
                                                               const std::string& name);

}  // namespace aftercare::pipeline
