// Mappings written as files that a person can edit.

#pragma once

#include <string>

#include "standard/mapping.hpp"

namespace aftercare::standard {

/// The mapping as a file that load_mapping reads back as the same mapping.
std::string to_yaml(const Mapping& mapping);

/// A scalar as YAML: plain where that is safe, else in double quotes.
std::string yaml_word(std::string_view text);

}  // namespace aftercare::standard
