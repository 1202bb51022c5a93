// What DuckDB says when it fails, said so that a person knows what to do.

#pragma once

#include <string_view>

#include "base/result.hpp"

namespace aftercare::store {

/// Turns an engine message into one sentence in both languages. `file` names the store; may be
/// empty. Knows: held by another process (says which), no workspace store, damaged, disk full, no
/// permission. Anything else is passed on as the engine's own words.
base::Error explain(std::string_view engine_message, std::string_view file = {});

/// As explain(), of an attempt to open `file`: a bug the engine reports then is damage of the file.
base::Error explain_opening(std::string_view engine_message, std::string_view file);

/// Whether explain() made this of an engine that had too little memory.
bool ran_out_of_memory(const base::Error& error);

inline tl::unexpected<base::Error> engine_failure(std::string_view message,
                                                  std::string_view file = {}) {
  return tl::unexpected<base::Error>(explain(message, file));
}

}  // namespace aftercare::store
