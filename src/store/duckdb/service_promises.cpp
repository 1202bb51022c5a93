#include "store/duckdb/service_promises.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/duckdb/failure.hpp"

namespace aftercare::store {
namespace {

// fits: the condition under which a target is the one of a case, "true" if it is of any.
std::string fits(const records::ServiceTarget& target) {
  std::vector<std::string> all;
  if (!target.channels.empty())
    all.push_back(fmt::format("channel IN ('{}')", fmt::join(target.channels, "', '")));
  if (target.severity > 0) all.push_back(fmt::format("severity >= {}", target.severity));
  if (target.urgency > 0) all.push_back(fmt::format("urgency >= {}", target.urgency));
  return all.empty() ? "true" : fmt::format("{}", fmt::join(all, " AND "));
}

std::string promise_sql(const records::ServiceTargets& targets,
                        std::optional<std::int64_t> records::ServiceTarget::*promised) {
  std::string cases;
  for (const auto& target : targets) {
    cases += fmt::format(" WHEN {} THEN ", fits(target));
    const auto limit = target.*promised;
    cases += limit ? std::to_string(target.business ? -*limit : *limit) : "NULL";
  }
  return cases.empty() ? "NULL::BIGINT" : fmt::format("(CASE{} END)::BIGINT", cases);
}

std::optional<std::int64_t> due_moment(const records::BusinessCalendar* calendar, std::int64_t from,
                                       std::int64_t promise, double paused,
                                       double paused_business) {
  const bool business = promise < 0;
  const double seconds = business ? static_cast<double>(-promise) + paused_business
                                  : static_cast<double>(promise) + paused;
  if (!(seconds >= 0) || seconds > 1e10) return std::nullopt;
  if (!business || calendar == nullptr) return from + std::llround(seconds * 1e6);
  const auto due =
      calendar->moment_after(records::Moment{std::chrono::microseconds{from}}, seconds);
  if (!due) return std::nullopt;
  return due->time_since_epoch().count();
}

void promise_due_function(duckdb_function_info info, duckdb_data_chunk input,
                          duckdb_vector output) {
  const auto* calendar =
      static_cast<const records::BusinessCalendar*>(duckdb_scalar_function_get_extra_info(info));
  const auto size = duckdb_data_chunk_get_size(input);
  duckdb_vector vectors[4];
  for (idx_t at = 0; at < 4; ++at) vectors[at] = duckdb_data_chunk_get_vector(input, at);
  const auto* from = static_cast<const std::int64_t*>(duckdb_vector_get_data(vectors[0]));
  const auto* promise = static_cast<const std::int64_t*>(duckdb_vector_get_data(vectors[1]));
  const auto* paused = static_cast<const double*>(duckdb_vector_get_data(vectors[2]));
  const auto* business = static_cast<const double*>(duckdb_vector_get_data(vectors[3]));
  auto* out = static_cast<std::int64_t*>(duckdb_vector_get_data(output));
  duckdb_vector_ensure_validity_writable(output);
  auto* out_known = duckdb_vector_get_validity(output);
  for (idx_t row = 0; row < size; ++row) {
    bool known = true;
    for (auto* vector : vectors) {
      auto* validity = duckdb_vector_get_validity(vector);
      known = known && (validity == nullptr || duckdb_validity_row_is_valid(validity, row));
    }
    std::optional<std::int64_t> due;
    if (known) due = due_moment(calendar, from[row], promise[row], paused[row], business[row]);
    duckdb_validity_set_row_validity(out_known, row, due.has_value());
    out[row] = due.value_or(0);
  }
}

base::Result<void> register_promise_due(const Connection& connection,
                                        const records::BusinessCalendar* calendar) {
  auto function = duckdb_create_scalar_function();
  duckdb_scalar_function_set_name(function, "promise_due");
  auto moment = duckdb_create_logical_type(DUCKDB_TYPE_TIMESTAMP);
  auto whole = duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
  auto seconds = duckdb_create_logical_type(DUCKDB_TYPE_DOUBLE);
  for (const auto type : {moment, whole, seconds, seconds})
    duckdb_scalar_function_add_parameter(function, type);
  duckdb_scalar_function_set_return_type(function, moment);
  duckdb_scalar_function_set_extra_info(function, const_cast<records::BusinessCalendar*>(calendar),
                                        nullptr);
  duckdb_scalar_function_set_function(function, &promise_due_function);
  const auto state = duckdb_register_scalar_function(connection.handle(), function);
  duckdb_destroy_logical_type(&moment);
  duckdb_destroy_logical_type(&whole);
  duckdb_destroy_logical_type(&seconds);
  duckdb_destroy_scalar_function(&function);
  if (state == DuckDBError) return engine_failure("function promise_due was refused");
  return {};
}

}  // namespace

base::Result<void> define_service_promises(const Connection& connection,
                                           const records::ServiceTargets& targets,
                                           const records::BusinessCalendar* calendar) {
  using records::ServiceTarget;
  for (const auto& [name, promised] :
       {std::pair("first_response_promise", &ServiceTarget::first_response),
        std::pair("resolution_promise", &ServiceTarget::resolution)}) {
    const auto made = connection.execute(
        fmt::format("CREATE OR REPLACE TEMP MACRO {}(channel, severity, urgency) AS {}", name,
                    promise_sql(targets, promised)));
    if (!made) return base::failure_of(made);
  }
  return register_promise_due(connection, calendar);
}

}  // namespace aftercare::store
