#include "store/duckdb/shown_values.hpp"

#include <algorithm>

#include "records/viewer.hpp"
#include "store/duckdb/failure.hpp"
#include "store/rights.hpp"

namespace aftercare::store {
namespace {

std::string_view text_at(duckdb_vector vector, idx_t row) {
  auto& text = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector))[row];
  return {duckdb_string_t_data(&text), duckdb_string_t_length(text)};
}

bool known_at(duckdb_vector vector, idx_t row) {
  auto* validity = duckdb_vector_get_validity(vector);
  return validity == nullptr || duckdb_validity_row_is_valid(validity, row);
}

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

void sign_function(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  const auto& keys = *static_cast<const SignKeys*>(duckdb_scalar_function_get_extra_info(info));
  const auto numbers = static_cast<const std::int64_t*>(
      duckdb_vector_get_data(duckdb_data_chunk_get_vector(input, 1)));
  std::int64_t number = -1;
  std::string key;
  fill_texts(input, output, [&](std::string_view text, idx_t row) {
    if (numbers[row] != number) {
      number = numbers[row];
      key = keys.knows(number) ? keys.key(number) : std::string();
    }
    return sign_of(text, key);
  });
}

void part_function(duckdb_function_info, duckdb_data_chunk input, duckdb_vector output) {
  fill_texts(input, output,
             [](std::string_view text, idx_t) { return records::masked_sign(text); });
}

base::Result<void> register_text_function(const Connection& connection, const char* name,
                                          bool with_number, duckdb_scalar_function_t run,
                                          const SignKeys* keys) {
  auto function = duckdb_create_scalar_function();
  duckdb_scalar_function_set_name(function, name);
  auto text = duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
  auto number = duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
  duckdb_scalar_function_add_parameter(function, text);
  if (with_number) duckdb_scalar_function_add_parameter(function, number);
  duckdb_scalar_function_set_return_type(function, text);
  duckdb_scalar_function_set_extra_info(function, const_cast<SignKeys*>(keys), nullptr);
  duckdb_scalar_function_set_function(function, run);
  const auto state = duckdb_register_scalar_function(connection.handle(), function);
  duckdb_destroy_logical_type(&text);
  duckdb_destroy_logical_type(&number);
  duckdb_destroy_scalar_function(&function);
  if (state == DuckDBError) return engine_failure("a function for shown values was refused");
  return {};
}

}  // namespace

std::int64_t SignKeys::number_of(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto at = std::ranges::find(keys_, key);
  if (at != keys_.end()) return at - keys_.begin();
  keys_.push_back(key);
  return static_cast<std::int64_t>(keys_.size()) - 1;
}

std::string SignKeys::key(std::int64_t number) const {
  const std::lock_guard lock(mutex_);
  return keys_[static_cast<std::size_t>(number)];
}

bool SignKeys::knows(std::int64_t number) const {
  const std::lock_guard lock(mutex_);
  return number >= 0 && static_cast<std::size_t>(number) < keys_.size();
}

base::Result<void> register_shown_values(const Connection& connection, const SignKeys* keys) {
  auto done = register_text_function(connection, "shown_sign", true, sign_function, keys);
  if (done) done = register_text_function(connection, "shown_part", false, part_function, keys);
  return done;
}

}  // namespace aftercare::store
