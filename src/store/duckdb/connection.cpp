#include "store/duckdb/connection.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "store/duckdb/digest_digits.hpp"
#include "store/duckdb/failure.hpp"

namespace aftercare::store {
namespace {

struct Prepared {
  duckdb_prepared_statement statement = nullptr;
  ~Prepared() { duckdb_destroy_prepare(&statement); }
};

duckdb_state bind_cell(duckdb_prepared_statement statement, idx_t at, const Cell& cell) {
  struct Binder {
    duckdb_prepared_statement statement;
    idx_t at;
    duckdb_state operator()(std::monostate) const { return duckdb_bind_null(statement, at); }
    duckdb_state operator()(bool value) const { return duckdb_bind_boolean(statement, at, value); }
    duckdb_state operator()(std::int64_t value) const {
      return duckdb_bind_int64(statement, at, value);
    }
    duckdb_state operator()(double value) const { return duckdb_bind_double(statement, at, value); }
    duckdb_state operator()(const std::string& value) const {
      return duckdb_bind_varchar_length(statement, at, value.data(), value.size());
    }
    duckdb_state operator()(records::Day value) const {
      return duckdb_bind_date(statement, at,
                              {static_cast<std::int32_t>(value.time_since_epoch().count())});
    }
    duckdb_state operator()(records::Moment value) const {
      return duckdb_bind_timestamp(statement, at, {value.time_since_epoch().count()});
    }
  };
  return std::visit(Binder{statement, at}, cell);
}

double decimal_value(const void* data, duckdb_type held, std::uint64_t row, std::uint8_t scale) {
  const double divisor = std::pow(10.0, scale);
  switch (held) {
    case DUCKDB_TYPE_SMALLINT:
      return static_cast<const std::int16_t*>(data)[row] / divisor;
    case DUCKDB_TYPE_INTEGER:
      return static_cast<const std::int32_t*>(data)[row] / divisor;
    case DUCKDB_TYPE_BIGINT:
      return static_cast<double>(static_cast<const std::int64_t*>(data)[row]) / divisor;
    default: {
      const auto& wide = static_cast<const duckdb_hugeint*>(data)[row];
      if ((wide.upper == 0 && wide.lower >> 63 == 0) || (wide.upper == -1 && wide.lower >> 63 == 1))
        return static_cast<double>(static_cast<std::int64_t>(wide.lower)) / divisor;
      return duckdb_hugeint_to_double(wide) / divisor;
    }
  }
}

}  // namespace

std::string in_quotes(std::string_view name) {
  return fmt::format("\"{}\"", name);
}

// ---- Rows

Rows::Rows(duckdb_result result, std::shared_ptr<bool> open)
    : result_(result), open_(std::move(open)) {
  const auto columns = duckdb_column_count(&result_);
  for (idx_t i = 0; i < columns; ++i) {
    Type type{duckdb_column_type(&result_, i), DUCKDB_TYPE_INVALID, 0};
    if (type.type == DUCKDB_TYPE_DECIMAL) {
      auto logical = duckdb_column_logical_type(&result_, i);
      type.held = duckdb_decimal_internal_type(logical);
      type.scale = duckdb_decimal_scale(logical);
      duckdb_destroy_logical_type(&logical);
    }
    types_.push_back(type);
  }
  vectors_.resize(columns);
}

Rows::Rows(Rows&& other) noexcept
    : result_(other.result_),
      types_(std::move(other.types_)),
      vectors_(std::move(other.vectors_)),
      chunk_(std::exchange(other.chunk_, nullptr)),
      size_(other.size_),
      at_(other.at_),
      owns_(std::exchange(other.owns_, false)),
      open_(std::move(other.open_)) {}

Rows::~Rows() {
  duckdb_destroy_data_chunk(&chunk_);
  if (owns_) duckdb_destroy_result(&result_);
}

base::Result<bool> Rows::next() {
  if (chunk_ != nullptr && ++at_ < size_) return true;
  do {
    duckdb_destroy_data_chunk(&chunk_);
    chunk_ = duckdb_fetch_chunk(result_);
    if (chunk_ == nullptr) {
      *open_ = false;
      const char* error = duckdb_result_error(&result_);
      if (error != nullptr && *error != '\0') return engine_failure(error);
      return false;
    }
    size_ = duckdb_data_chunk_get_size(chunk_);
  } while (size_ == 0);
  at_ = 0;
  for (std::size_t i = 0; i < vectors_.size(); ++i) {
    const auto vector = duckdb_data_chunk_get_vector(chunk_, i);
    vectors_[i] = {duckdb_vector_get_data(vector), duckdb_vector_get_validity(vector)};
  }
  return true;
}

std::string Rows::name(std::size_t column) const {
  return duckdb_column_name(const_cast<duckdb_result*>(&result_), column);
}

std::optional<std::string_view> Rows::type_name(std::size_t column) const {
  switch (types_[column].type) {
    case DUCKDB_TYPE_BOOLEAN:
      return "BOOLEAN";
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_UTINYINT:
    case DUCKDB_TYPE_USMALLINT:
    case DUCKDB_TYPE_UINTEGER:
      return "INTEGER";
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_UBIGINT:
      return "BIGINT";
    case DUCKDB_TYPE_HUGEINT:
      return "HUGEINT";
    case DUCKDB_TYPE_FLOAT:
    case DUCKDB_TYPE_DOUBLE:
      return "DOUBLE";
    case DUCKDB_TYPE_DECIMAL:
      return "DECIMAL";
    case DUCKDB_TYPE_VARCHAR:
      return "VARCHAR";
    case DUCKDB_TYPE_DATE:
      return "DATE";
    case DUCKDB_TYPE_TIMESTAMP:
    case DUCKDB_TYPE_TIMESTAMP_TZ:
      return "TIMESTAMP";
    case DUCKDB_TYPE_SQLNULL:
      return "NULL";
    default:
      return std::nullopt;
  }
}

bool Rows::is_null(std::size_t column) const {
  const auto* validity = vectors_[column].validity;
  return validity != nullptr && ((validity[at_ >> 6] >> (at_ & 63)) & 1) == 0;
}

std::string_view Rows::text(std::size_t column) const {
  const auto& text = static_cast<const duckdb_string_t*>(vectors_[column].data)[at_];
  const auto length = text.value.inlined.length;
  return {length <= 12 ? text.value.inlined.inlined : text.value.pointer.ptr, length};
}

std::string_view Rows::bytes(std::size_t column) const {
  const auto at = [&](std::size_t width) {
    return std::string_view(static_cast<const char*>(vectors_[column].data) + at_ * width, width);
  };
  switch (types_[column].type == DUCKDB_TYPE_DECIMAL ? types_[column].held : types_[column].type) {
    case DUCKDB_TYPE_VARCHAR:
    case DUCKDB_TYPE_BLOB:
      return text(column);
    case DUCKDB_TYPE_BOOLEAN:
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_UTINYINT:
      return at(1);
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_USMALLINT:
      return at(2);
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_UINTEGER:
    case DUCKDB_TYPE_FLOAT:
    case DUCKDB_TYPE_DATE:
      return at(4);
    case DUCKDB_TYPE_HUGEINT:
    case DUCKDB_TYPE_UUID:
      return at(16);
    default:
      return at(8);
  }
}

std::string Rows::digest(std::size_t column) const {
  const auto& held = static_cast<const duckdb_hugeint*>(vectors_[column].data)[at_];
  return digits_of_digest(held);
}

std::int64_t Rows::number(std::size_t column) const {
  const void* data = vectors_[column].data;
  switch (types_[column].type) {
    case DUCKDB_TYPE_BOOLEAN:
      return static_cast<const bool*>(data)[at_] ? 1 : 0;
    case DUCKDB_TYPE_TINYINT:
      return static_cast<const std::int8_t*>(data)[at_];
    case DUCKDB_TYPE_SMALLINT:
      return static_cast<const std::int16_t*>(data)[at_];
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_DATE:
      return static_cast<const std::int32_t*>(data)[at_];
    case DUCKDB_TYPE_UTINYINT:
      return static_cast<const std::uint8_t*>(data)[at_];
    case DUCKDB_TYPE_USMALLINT:
      return static_cast<const std::uint16_t*>(data)[at_];
    case DUCKDB_TYPE_UINTEGER:
      return static_cast<const std::uint32_t*>(data)[at_];
    case DUCKDB_TYPE_HUGEINT:
      return static_cast<std::int64_t>(static_cast<const duckdb_hugeint*>(data)[at_].lower);
    default:
      return static_cast<const std::int64_t*>(data)[at_];
  }
}

base::Result<Cell> Rows::cell(std::size_t column) const {
  if (is_null(column)) return Cell{};
  const auto& type = types_[column];
  const void* data = vectors_[column].data;
  switch (type.type) {
    case DUCKDB_TYPE_BOOLEAN:
      return Cell{number(column) != 0};
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_UTINYINT:
    case DUCKDB_TYPE_USMALLINT:
    case DUCKDB_TYPE_UINTEGER:
    case DUCKDB_TYPE_UBIGINT:
      return Cell{number(column)};
    case DUCKDB_TYPE_HUGEINT: {
      const auto& wide = static_cast<const duckdb_hugeint*>(data)[at_];
      const bool fits =
          (wide.upper == 0 && wide.lower >> 63 == 0) || (wide.upper == -1 && wide.lower >> 63 == 1);
      return fits ? Cell{number(column)} : Cell{duckdb_hugeint_to_double(wide)};
    }
    case DUCKDB_TYPE_FLOAT:
      return Cell{static_cast<double>(static_cast<const float*>(data)[at_])};
    case DUCKDB_TYPE_DOUBLE:
      return Cell{static_cast<const double*>(data)[at_]};
    case DUCKDB_TYPE_DECIMAL:
      return Cell{decimal_value(data, type.held, at_, type.scale)};
    case DUCKDB_TYPE_VARCHAR:
    case DUCKDB_TYPE_BLOB:
      return Cell{std::string(text(column))};
    case DUCKDB_TYPE_UUID:
      return Cell{digest(column)};
    case DUCKDB_TYPE_DATE:
      return Cell{records::Day{std::chrono::days{number(column)}}};
    case DUCKDB_TYPE_TIMESTAMP:
    case DUCKDB_TYPE_TIMESTAMP_TZ:
      return Cell{records::Moment{std::chrono::microseconds{number(column)}}};
    case DUCKDB_TYPE_SQLNULL:
      return Cell{};
    default:
      return engine_failure(fmt::format("a column has a type that is not read: {} (type {})",
                                        name(column), static_cast<int>(type.type)));
  }
}

// ---- Connection

Connection::Connection(Connection&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)),
      file_(std::move(other.file_)),
      open_(std::move(other.open_)) {}

Connection& Connection::operator=(Connection&& other) noexcept {
  std::swap(connection_, other.connection_);
  std::swap(file_, other.file_);
  std::swap(open_, other.open_);
  return *this;
}

Connection::~Connection() {
  if (connection_ != nullptr) duckdb_disconnect(&connection_);
}

void Connection::end_reading() const {
  if (!*open_) return;
  duckdb_result nothing;
  (void)duckdb_query(connection_, "SELECT 1", &nothing);
  duckdb_destroy_result(&nothing);
  *open_ = false;
}

base::Result<std::uint64_t> Connection::execute(const std::string& sql) const {
  duckdb_result result;
  const auto state = duckdb_query(connection_, sql.c_str(), &result);
  base::Result<std::uint64_t> changed = duckdb_rows_changed(&result);
  if (state == DuckDBError) changed = engine_failure(duckdb_result_error(&result), file_);
  duckdb_destroy_result(&result);
  return changed;
}

base::Result<void> Connection::run(const std::string& sql) const {
  const auto done = execute(sql);
  if (!done) return base::failure_of(done);
  return {};
}

base::Result<Rows> Connection::query(const std::string& sql,
                                     const std::vector<Cell>& values) const {
  Prepared prepared;
  if (duckdb_prepare(connection_, sql.c_str(), &prepared.statement) == DuckDBError)
    return engine_failure(duckdb_prepare_error(prepared.statement), file_);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (bind_cell(prepared.statement, i + 1, values[i]) == DuckDBError)
      return engine_failure(fmt::format("a value cannot be bound: number {} of {}", i + 1, sql));
  duckdb_pending_result pending = nullptr;
  duckdb_result result{};
  auto state = duckdb_pending_prepared_streaming(prepared.statement, &pending);
  if (state == DuckDBError) {
    const auto failed = explain(duckdb_pending_error(pending), file_);
    duckdb_destroy_pending(&pending);
    return tl::unexpected<base::Error>(failed);
  }
  state = duckdb_execute_pending(pending, &result);
  duckdb_destroy_pending(&pending);
  if (state == DuckDBError) {
    const char* words = duckdb_result_error(&result);
    const auto failed = explain(words == nullptr ? "no reason given" : words, file_);
    duckdb_destroy_result(&result);
    return tl::unexpected<base::Error>(failed);
  }
  *open_ = true;
  return Rows(result, open_);
}

base::Result<Frame> Connection::frame(const std::string& sql,
                                      const std::vector<Cell>& values) const {
  auto rows = query(sql, values);
  if (!rows) return base::failure_of(rows);
  Frame frame;
  for (std::size_t i = 0; i < rows->columns(); ++i) frame.columns.push_back(rows->name(i));
  while (true) {
    const auto more = rows->next();
    if (!more) return base::failure_of(more);
    if (!*more) return frame;
    auto& row = frame.rows.emplace_back();
    row.reserve(rows->columns());
    for (std::size_t i = 0; i < rows->columns(); ++i) {
      auto cell = rows->cell(i);
      if (!cell) return base::failure_of(cell);
      row.push_back(std::move(*cell));
    }
  }
}

base::Result<std::uint64_t> Connection::change(const std::string& sql,
                                               const std::vector<Cell>& values) const {
  Prepared prepared;
  if (duckdb_prepare(connection_, sql.c_str(), &prepared.statement) == DuckDBError)
    return engine_failure(duckdb_prepare_error(prepared.statement), file_);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (bind_cell(prepared.statement, i + 1, values[i]) == DuckDBError)
      return engine_failure(fmt::format("a value cannot be bound: number {} of {}", i + 1, sql));
  duckdb_result result{};
  const auto state = duckdb_execute_prepared(prepared.statement, &result);
  base::Result<std::uint64_t> changed = duckdb_rows_changed(&result);
  if (state == DuckDBError) changed = engine_failure(duckdb_result_error(&result), file_);
  duckdb_destroy_result(&result);
  return changed;
}

// ---- Transaction

base::Result<Transaction> Transaction::begin(const Connection& connection) {
  if (const auto begun = connection.execute("BEGIN TRANSACTION"); !begun)
    return base::failure_of(begun);
  return Transaction(connection);
}

Transaction::Transaction(Transaction&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)) {}

Transaction::~Transaction() {
  // A failed rollback leaves nothing to do: the engine drops the transaction with the session.
  if (connection_ != nullptr) (void)connection_->execute("ROLLBACK");
}

base::Result<void> Transaction::commit() {
  const auto done = std::exchange(connection_, nullptr)->execute("COMMIT");
  if (!done) return base::failure_of(done);
  return {};
}

}  // namespace aftercare::store
