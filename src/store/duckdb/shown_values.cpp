#include "store/duckdb/shown_values.hpp"

#include <algorithm>

#include "records/viewer.hpp"
#include "store/duckdb/text_function.hpp"
#include "store/rights.hpp"

namespace aftercare::store {
namespace {

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
  auto done = register_text_function(
      connection, {"shown_sign", TextFunction::Takes::text_and_number, sign_function, keys});
  if (done)
    done = register_text_function(
        connection, {"shown_part", TextFunction::Takes::text, part_function, nullptr});
  return done;
}

}  // namespace aftercare::store
