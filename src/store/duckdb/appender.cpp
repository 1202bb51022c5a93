#include "store/duckdb/appender.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <utility>

#include "store/duckdb/digest_digits.hpp"
#include "store/duckdb/failure.hpp"

namespace aftercare::store {
namespace {

using records::Column;

// A vector of the chunk while it is filled.
struct Target {
  void* data;
  std::uint64_t* validity;

  template <typename T>
  void put(std::size_t at, T value) const {
    static_cast<T*>(data)[at] = value;
  }
  // The engine copies the text when the chunk is appended, so pointing at it is enough.
  void put_text(std::size_t at, std::string_view text) const {
    auto& out = static_cast<duckdb_string_t*>(data)[at];
    out.value.inlined.length = static_cast<std::uint32_t>(text.size());
    if (text.size() <= sizeof out.value.inlined.inlined) {
      std::memset(out.value.inlined.inlined, 0, sizeof out.value.inlined.inlined);
      if (!text.empty()) std::memcpy(out.value.inlined.inlined, text.data(), text.size());
    } else {
      std::memcpy(out.value.pointer.prefix, text.data(), sizeof out.value.pointer.prefix);
      out.value.pointer.ptr = const_cast<char*>(text.data());
    }
  }
  void put_number(std::size_t at, Held held, std::int64_t number) const {
    switch (held) {
      case Held::small:
      case Held::day:
        return put(at, static_cast<std::int32_t>(number));
      case Held::boolean:
        return put(at, number != 0);
      default:
        return put(at, number);
    }
  }
  void set_null(std::size_t at) const { validity[at >> 6] &= ~(std::uint64_t{1} << (at & 63)); }
};

bool holds_text(Held held) {
  return held == Held::text || held == Held::blob;
}

bool fits(const Column& column, Held held) {
  if (std::holds_alternative<std::vector<std::string_view>>(column.values))
    return holds_text(held) || held == Held::digest;
  if (std::holds_alternative<std::vector<double>>(column.values)) return held == Held::real;
  return !holds_text(held) && held != Held::real && held != Held::digest;
}

using Picks = std::span<const std::uint32_t>;

template <typename Value, typename Put>
void fill_present(const Column& column, Picks picks, const Target& target, Put put) {
  const auto& values = std::get<std::vector<Value>>(column.values);
  for (std::size_t i = 0; i < picks.size(); ++i) {
    if (column.present[picks[i]] == 0)
      target.set_null(i);
    else
      put(i, values[picks[i]]);
  }
}

struct Filler {
  Held held;
  Target target;
  Picks picks;
  std::size_t first;  // Of the picks of the whole append.

  void operator()(Nulls) const {
    for (std::size_t i = 0; i < picks.size(); ++i) target.set_null(i);
  }
  void operator()(const Column* column) const {
    if (holds_text(held))
      fill_present<std::string_view>(
          *column, picks, target,
          [this](std::size_t at, std::string_view text) { target.put_text(at, text); });
    else if (held == Held::digest)
      fill_present<std::string_view>(*column, picks, target,
                                     [this](std::size_t at, std::string_view digits) {
                                       target.put(at, held_digest(digits).value());
                                     });
    else if (held == Held::real)
      fill_present<double>(*column, picks, target,
                           [this](std::size_t at, double real) { target.put(at, real); });
    else
      fill_present<std::int64_t>(*column, picks, target, [this](std::size_t at, std::int64_t n) {
        target.put_number(at, held, n);
      });
  }
  void operator()(SameText same) const {
    for (std::size_t i = 0; i < picks.size(); ++i) target.put_text(i, same.text);
  }
  void operator()(SameNumber same) const {
    for (std::size_t i = 0; i < picks.size(); ++i) target.put_number(i, held, same.number);
  }
  void operator()(PerRow per) const {
    for (std::size_t i = 0; i < picks.size(); ++i)
      target.put_number(i, held, static_cast<std::int64_t>((*per.origins)[picks[i]].*per.member));
  }
  void operator()(PerPick per) const {
    for (std::size_t i = 0; i < picks.size(); ++i)
      target.put_number(i, held, per.numbers[first + i]);
  }
  void operator()(NumberPerPick per) const {
    for (std::size_t i = 0; i < picks.size(); ++i)
      target.put_number(i, held, per.numbers[first + i]);
  }
  void operator()(TextPerPick per) const {
    for (std::size_t i = 0; i < picks.size(); ++i) {
      const auto text = per.texts[first + i];
      text.data() == nullptr ? target.set_null(i) : target.put_text(i, text);
    }
  }
};

}  // namespace

base::Result<Appender> Appender::open(const Connection& connection, const TableLayout& layout,
                                      bool temporary) {
  Appender appender;
  appender.table_ = layout.table;
  appender.file_ = connection.file();
  if (duckdb_appender_create_ext(connection.handle(), temporary ? "temp" : nullptr, "main",
                                 layout.table.c_str(), &appender.appender_) == DuckDBError)
    return engine_failure(duckdb_appender_error(appender.appender_), connection.file());
  std::vector<duckdb_logical_type> types;
  for (const auto& column : layout.columns) {
    appender.held_.push_back(column.held);
    types.push_back(logical_type(column.held));
  }
  appender.chunk_ = duckdb_create_data_chunk(types.data(), types.size());
  for (auto& type : types) duckdb_destroy_logical_type(&type);
  return appender;
}

Appender::Appender(Appender&& other) noexcept
    : table_(std::move(other.table_)),
      file_(std::move(other.file_)),
      held_(std::move(other.held_)),
      appender_(std::exchange(other.appender_, nullptr)),
      chunk_(std::exchange(other.chunk_, nullptr)) {}

Appender::~Appender() {
  duckdb_destroy_data_chunk(&chunk_);
  if (appender_ == nullptr) return;
  // Not finished means the transaction is rolled back; what this still flushes goes with it.
  duckdb_appender_destroy(&appender_);
}

base::Result<void> Appender::append(std::span<const std::uint32_t> picks,
                                    std::span<const Feed> feeds) {
  for (std::size_t i = 0; i < feeds.size(); ++i) {
    const auto* const* column = std::get_if<const Column*>(&feeds[i]);
    if (column != nullptr && !fits(**column, held_[i]))
      return base::failure(
          base::ErrorKind::internal,
          fmt::format("a column does not fit its table: {}.{}", table_, (*column)->name),
          fmt::format("列与数据表的类型不符：{}.{}", table_, (*column)->name));
  }
  const std::size_t most = duckdb_vector_size();
  for (std::size_t first = 0; first < picks.size(); first += most) {
    const auto part = picks.subspan(first, std::min(most, picks.size() - first));
    duckdb_data_chunk_reset(chunk_);
    for (std::size_t i = 0; i < feeds.size(); ++i) {
      const auto vector = duckdb_data_chunk_get_vector(chunk_, i);
      duckdb_vector_ensure_validity_writable(vector);
      const Target target{duckdb_vector_get_data(vector), duckdb_vector_get_validity(vector)};
      std::visit(Filler{held_[i], target, part, first}, feeds[i]);
    }
    duckdb_data_chunk_set_size(chunk_, part.size());
    if (duckdb_append_data_chunk(appender_, chunk_) == DuckDBError)
      return engine_failure(duckdb_appender_error(appender_), file_);
  }
  return {};
}

base::Result<void> Appender::flush() {
  if (duckdb_appender_flush(appender_) == DuckDBError)
    return engine_failure(duckdb_appender_error(appender_), file_);
  return {};
}

base::Result<void> Appender::finish() {
  auto* appender = std::exchange(appender_, nullptr);
  base::Result<void> done;
  if (duckdb_appender_close(appender) == DuckDBError)
    done = engine_failure(duckdb_appender_error(appender), file_);
  duckdb_appender_destroy(&appender);
  return done;
}

base::Result<void> put_aside(const Connection& connection, const TableLayout& layout,
                             std::span<const Feed> feeds, std::size_t rows) {
  const auto made = connection.execute(
      fmt::format("CREATE OR REPLACE TEMP TABLE {} ({})", layout.table, declared(layout.columns)));
  if (!made) return base::failure_of(made);
  auto appender = Appender::open(connection, layout, true);
  if (!appender) return base::failure_of(appender);
  std::vector<std::uint32_t> all(rows);
  std::iota(all.begin(), all.end(), 0);
  if (auto appended = appender->append(all, feeds); !appended) return appended;
  return appender->finish();
}

}  // namespace aftercare::store
