#include "store/duckdb/text_function.hpp"

#include <string>

#include "store/duckdb/failure.hpp"

namespace aftercare::store {

std::string_view text_at(duckdb_vector vector, idx_t row) {
  auto& text = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector))[row];
  return {duckdb_string_t_data(&text), duckdb_string_t_length(text)};
}

bool known_at(duckdb_vector vector, idx_t row) {
  auto* validity = duckdb_vector_get_validity(vector);
  return validity == nullptr || duckdb_validity_row_is_valid(validity, row);
}

base::Result<void> register_text_function(const Connection& connection,
                                          const TextFunction& function) {
  auto made = duckdb_create_scalar_function();
  duckdb_scalar_function_set_name(made, function.name);
  auto text = duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
  auto number = duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
  duckdb_scalar_function_add_parameter(made, text);
  if (function.takes == TextFunction::Takes::text_and_number)
    duckdb_scalar_function_add_parameter(made, number);
  duckdb_scalar_function_set_return_type(made, text);
  duckdb_scalar_function_set_extra_info(made, const_cast<void*>(function.knows), nullptr);
  duckdb_scalar_function_set_function(made, function.run);
  const auto state = duckdb_register_scalar_function(connection.handle(), made);
  duckdb_destroy_logical_type(&text);
  duckdb_destroy_logical_type(&number);
  duckdb_destroy_scalar_function(&made);
  if (state == DuckDBError)
    return engine_failure(std::string("refused: the function ") + function.name);
  return {};
}

}  // namespace aftercare::store
