#include "store/duckdb/local_day.hpp"

#include <algorithm>
#include <chrono>

#include "store/duckdb/failure.hpp"

namespace aftercare::store {
namespace {

using records::Moment;
using std::chrono::microseconds;

constexpr std::int64_t a_second = 1'000'000;
constexpr std::int64_t a_day = 86'400 * a_second;
constexpr std::int64_t a_week = 7 * a_day;
constexpr std::int64_t last_moment = 47'482 * a_day;  // 2100-01-01.

std::int64_t offset_at(const records::Zone& zone, std::int64_t moment) {
  const auto local = zone.to_local(Moment{microseconds{moment}});
  return local.time_since_epoch().count() - moment;
}

std::int64_t floor_days(std::int64_t micros) {
  return micros >= 0 ? micros / a_day : -((-micros + a_day - 1) / a_day);
}

void local_day_function(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  const auto& days = *static_cast<const LocalDays*>(duckdb_scalar_function_get_extra_info(info));
  const auto size = duckdb_data_chunk_get_size(input);
  const auto vector = duckdb_data_chunk_get_vector(input, 0);
  const auto* moments = static_cast<const std::int64_t*>(duckdb_vector_get_data(vector));
  auto* validity = duckdb_vector_get_validity(vector);
  auto* out = static_cast<std::int32_t*>(duckdb_vector_get_data(output));
  duckdb_vector_ensure_validity_writable(output);
  auto* out_validity = duckdb_vector_get_validity(output);
  for (idx_t i = 0; i < size; ++i) {
    const bool known = validity == nullptr || duckdb_validity_row_is_valid(validity, i);
    duckdb_validity_set_row_validity(out_validity, i, known);
    out[i] = known ? days.day_of(moments[i]) : 0;
  }
}

}  // namespace

LocalDays::LocalDays(const records::Zone& zone) : zone_(zone) {
  // Offsets change at whole seconds and stay for weeks, so weekly looks find every change and
  // halving finds its second.
  spans_.push_back({0, offset_at(zone, 0)});
  for (std::int64_t at = a_week; at <= last_moment; at += a_week) {
    const auto offset = offset_at(zone, at);
    if (offset == spans_.back().offset) continue;
    std::int64_t low = (at - a_week) / a_second, high = at / a_second;
    while (high - low > 1) {
      const auto middle = low + (high - low) / 2;
      (offset_at(zone, middle * a_second) == offset ? high : low) = middle;
    }
    spans_.push_back({high * a_second, offset});
  }
}

std::int32_t LocalDays::day_of(std::int64_t moment) const {
  if (moment < 0 || moment >= last_moment) {
    const auto day = zone_.day_of(Moment{microseconds{moment}});
    return static_cast<std::int32_t>(day.time_since_epoch().count());
  }
  auto span = spans_.end() - 1;
  if (moment < span->from) span = std::ranges::upper_bound(spans_, moment, {}, &Span::from) - 1;
  return static_cast<std::int32_t>(floor_days(moment + span->offset));
}

base::Result<void> register_local_day(const Connection& connection, const LocalDays* days) {
  auto function = duckdb_create_scalar_function();
  duckdb_scalar_function_set_name(function, "local_day");
  auto moment = duckdb_create_logical_type(DUCKDB_TYPE_TIMESTAMP);
  auto day = duckdb_create_logical_type(DUCKDB_TYPE_DATE);
  duckdb_scalar_function_add_parameter(function, moment);
  duckdb_scalar_function_set_return_type(function, day);
  duckdb_scalar_function_set_extra_info(function, const_cast<LocalDays*>(days), nullptr);
  duckdb_scalar_function_set_function(function, &local_day_function);
  const auto state = duckdb_register_scalar_function(connection.handle(), function);
  duckdb_destroy_logical_type(&moment);
  duckdb_destroy_logical_type(&day);
  duckdb_destroy_scalar_function(&function);
  if (state == DuckDBError) return engine_failure("function local_day was refused");
  return {};
}

}  // namespace aftercare::store
