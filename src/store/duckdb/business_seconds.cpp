#include "store/duckdb/business_seconds.hpp"

#include <chrono>
#include <optional>

#include "store/duckdb/failure.hpp"

namespace aftercare::store {
namespace {

std::optional<double> open_seconds(const records::BusinessCalendar* calendar, std::int64_t from,
                                   std::int64_t to) {
  if (calendar == nullptr)
    return to < from ? std::nullopt : std::optional(static_cast<double>(to - from) / 1e6);
  return calendar->seconds_between(records::Moment{std::chrono::microseconds{from}},
                                   records::Moment{std::chrono::microseconds{to}});
}

void business_seconds_function(duckdb_function_info info, duckdb_data_chunk input,
                               duckdb_vector output) {
  const auto* calendar =
      static_cast<const records::BusinessCalendar*>(duckdb_scalar_function_get_extra_info(info));
  const auto size = duckdb_data_chunk_get_size(input);
  const auto from_vector = duckdb_data_chunk_get_vector(input, 0);
  const auto to_vector = duckdb_data_chunk_get_vector(input, 1);
  const auto* from = static_cast<const std::int64_t*>(duckdb_vector_get_data(from_vector));
  const auto* to = static_cast<const std::int64_t*>(duckdb_vector_get_data(to_vector));
  auto* from_known = duckdb_vector_get_validity(from_vector);
  auto* to_known = duckdb_vector_get_validity(to_vector);
  auto* out = static_cast<double*>(duckdb_vector_get_data(output));
  duckdb_vector_ensure_validity_writable(output);
  auto* out_known = duckdb_vector_get_validity(output);
  const auto known = [](std::uint64_t* validity, idx_t row) {
    return validity == nullptr || duckdb_validity_row_is_valid(validity, row);
  };
  for (idx_t row = 0; row < size; ++row) {
    std::optional<double> seconds;
    if (known(from_known, row) && known(to_known, row))
      seconds = open_seconds(calendar, from[row], to[row]);
    duckdb_validity_set_row_validity(out_known, row, seconds.has_value());
    out[row] = seconds.value_or(0);
  }
}

}  // namespace

base::Result<void> register_business_seconds(const Connection& connection,
                                             const records::BusinessCalendar* calendar) {
  auto function = duckdb_create_scalar_function();
  duckdb_scalar_function_set_name(function, "business_seconds");
  auto moment = duckdb_create_logical_type(DUCKDB_TYPE_TIMESTAMP);
  auto seconds = duckdb_create_logical_type(DUCKDB_TYPE_DOUBLE);
  duckdb_scalar_function_add_parameter(function, moment);
  duckdb_scalar_function_add_parameter(function, moment);
  duckdb_scalar_function_set_return_type(function, seconds);
  duckdb_scalar_function_set_extra_info(function, const_cast<records::BusinessCalendar*>(calendar),
                                        nullptr);
  duckdb_scalar_function_set_function(function, &business_seconds_function);
  const auto state = duckdb_register_scalar_function(connection.handle(), function);
  duckdb_destroy_logical_type(&moment);
  duckdb_destroy_logical_type(&seconds);
  duckdb_destroy_scalar_function(&function);
  if (state == DuckDBError) return engine_failure("function business_seconds was refused");
  return {};
}

}  // namespace aftercare::store
