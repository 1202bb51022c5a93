// SQL functions from texts to texts, told to the engine. Private to src/store/duckdb.

#pragma once

#include <duckdb.h>

#include <string_view>

#include "base/result.hpp"
#include "store/duckdb/connection.hpp"

namespace aftercare::store {

struct TextFunction {
  enum class Takes { text, text_and_number };

  const char* name;
  Takes takes;
  duckdb_scalar_function_t run;  // Null where the text is.
  const void* knows;             // What duckdb_scalar_function_get_extra_info() gives back.
};

/// Registers the function for all connections of the store. REQUIRES: what it knows outlives it.
base::Result<void> register_text_function(const Connection& connection,
                                          const TextFunction& function);

/// Of one row of a vector of texts.
std::string_view text_at(duckdb_vector vector, idx_t row);
bool known_at(duckdb_vector vector, idx_t row);

// Writes `made(row)` for each row whose first argument is no null.
template <typename Made>
void fill_texts(duckdb_data_chunk input, duckdb_vector output, Made made) {
  const auto size = duckdb_data_chunk_get_size(input);
  const auto first = duckdb_data_chunk_get_vector(input, 0);
  duckdb_vector_ensure_validity_writable(output);
  auto* validity = duckdb_vector_get_validity(output);
  for (idx_t row = 0; row < size; ++row) {
    const bool known = known_at(first, row);
    duckdb_validity_set_row_validity(validity, row, known);
    if (!known) continue;
    const auto text = made(text_at(first, row), row);
    duckdb_vector_assign_string_element_len(output, row, text.data(), text.size());
  }
}

}  // namespace aftercare::store
