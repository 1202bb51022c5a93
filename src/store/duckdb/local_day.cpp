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

// What `of` says of each moment.
template <typename Value, Value (LocalDays::*of)(std::int64_t) const>
void local_function(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  const auto& days = *static_cast<const LocalDays*>(duckdb_scalar_function_get_extra_info(info));
  const auto size = duckdb_data_chunk_get_size(input);
  const auto vector = duckdb_data_chunk_get_vector(input, 0);
  const auto* moments = static_cast<const std::int64_t*>(duckdb_vector_get_data(vector));
  auto* validity = duckdb_vector_get_validity(vector);
  auto* out = static_cast<Value*>(duckdb_vector_get_data(output));
  duckdb_vector_ensure_validity_writable(output);
  auto* out_validity = duckdb_vector_get_validity(output);
  for (idx_t i = 0; i < size; ++i) {
    const bool known = validity == nullptr || duckdb_validity_row_is_valid(validity, i);
    duckdb_validity_set_row_validity(out_validity, i, known);
    out[i] = known ? (days.*of)(moments[i]) : 0;
  }
}

template <typename Value, Value (LocalDays::*of)(std::int64_t) const>
base::Result<void> register_of(const Connection& connection, const LocalDays* days,
                               const char* name, duckdb_type returned) {
  auto function = duckdb_create_scalar_function();
  duckdb_scalar_function_set_name(function, name);
  auto moment = duckdb_create_logical_type(DUCKDB_TYPE_TIMESTAMP);
  auto result = duckdb_create_logical_type(returned);
  duckdb_scalar_function_add_parameter(function, moment);
  duckdb_scalar_function_set_return_type(function, result);
  duckdb_scalar_function_set_extra_info(function, const_cast<LocalDays*>(days), nullptr);
  duckdb_scalar_function_set_function(function, &local_function<Value, of>);
  const auto state = duckdb_register_scalar_function(connection.handle(), function);
  duckdb_destroy_logical_type(&moment);
  duckdb_destroy_logical_type(&result);
  duckdb_destroy_scalar_function(&function);
  if (state == DuckDBError) return engine_failure(std::string("refused: the function ") + name);
  return {};
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

std::int64_t LocalDays::local(std::int64_t moment) const {
  if (moment < 0 || moment >= last_moment) return moment + offset_at(zone_, moment);
  auto span = spans_.end() - 1;
  if (moment < span->from) span = std::ranges::upper_bound(spans_, moment, {}, &Span::from) - 1;
  return moment + span->offset;
}

std::int32_t LocalDays::day_of(std::int64_t moment) const {
  return static_cast<std::int32_t>(floor_days(local(moment)));
}

std::int64_t LocalDays::hour_of(std::int64_t moment) const {
  const auto at = local(moment);
  return (at - floor_days(at) * a_day) / (3'600 * a_second);
}

base::Result<void> register_local_day(const Connection& connection, const LocalDays* days) {
  const auto known = register_of<std::int32_t, &LocalDays::day_of>(connection, days, "local_day",
                                                                   DUCKDB_TYPE_DATE);
  if (!known) return known;
  return register_of<std::int64_t, &LocalDays::hour_of>(connection, days, "local_hour",
                                                        DUCKDB_TYPE_BIGINT);
}

}  // namespace aftercare::store
