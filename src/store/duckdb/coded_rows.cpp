#include "store/duckdb/coded_rows.hpp"

#include <bit>
#include <cstring>

#include "store/duckdb/connection.hpp"

namespace aftercare::store {
namespace {

/// Places of values seen before, by their bytes: an open table, filled to half at most.
class SeenValues {
 public:
  static constexpr std::uint32_t kNew = 0xFFFFFFFF;

  /// The place of the value, or kNew, and then it has the next one.
  std::uint32_t place(std::string_view bytes) {
    auto at = hash(bytes) & (slots_.size() - 1);
    while (slots_[at] != kNew) {
      if (seen_[slots_[at]] == bytes) return slots_[at];
      at = (at + 1) & (slots_.size() - 1);
    }
    slots_[at] = static_cast<std::uint32_t>(seen_.size());
    seen_.emplace_back(bytes);
    if (seen_.size() * 2 > slots_.size()) grow();
    return kNew;
  }

 private:
  static std::uint64_t mixed(std::uint64_t number) {
    number *= 0x9E3779B97F4A7C15ULL;
    return number ^ number >> 32;
  }
  // Values of one column are told apart by their ends mostly; others meet and are compared.
  static std::uint64_t hash(std::string_view bytes) {
    std::uint64_t first = 0, last = 0;
    if (bytes.size() >= 8) {
      std::memcpy(&first, bytes.data(), 8);
      std::memcpy(&last, bytes.data() + bytes.size() - 8, 8);
    } else {
      std::memcpy(&first, bytes.data(), bytes.size());
    }
    return mixed(mixed(first) ^ std::rotl(last, 17) ^ bytes.size());
  }
  void grow() {
    std::vector<std::uint32_t> larger(slots_.size() * 4, kNew);
    for (std::uint32_t place = 0; place < seen_.size(); ++place) {
      auto at = hash(seen_[place]) & (larger.size() - 1);
      while (larger[at] != kNew) at = (at + 1) & (larger.size() - 1);
      larger[at] = place;
    }
    slots_ = std::move(larger);
  }

  std::vector<std::uint32_t> slots_ = std::vector<std::uint32_t>(1024, kNew);
  std::vector<std::string> seen_;
};

}  // namespace

base::Result<CodedFrame> coded_rows(const Connection& connection, const std::string& sql) {
  auto rows = connection.query(sql);
  if (!rows) return base::failure_of(rows);
  CodedFrame frame;
  frame.columns.resize(rows->columns());
  std::vector<SeenValues> seen(rows->columns());
  std::vector<std::uint32_t> null_at(rows->columns(), SeenValues::kNew);
  // Places among the values: null is none of those seen by their bytes.
  std::vector<std::vector<std::uint32_t>> place_of(rows->columns());
  for (std::size_t i = 0; i < rows->columns(); ++i) frame.columns[i].name = rows->name(i);
  while (true) {
    const auto more = rows->next();
    if (!more) return base::failure_of(more);
    if (!*more) return frame;
    ++frame.rows;
    for (std::size_t i = 0; i < frame.columns.size(); ++i) {
      auto& column = frame.columns[i];
      const auto next = static_cast<std::uint32_t>(column.values.size());
      if (rows->is_null(i)) {
        if (null_at[i] == SeenValues::kNew) {
          null_at[i] = next;
          column.values.emplace_back();
        }
        column.of.push_back(null_at[i]);
        continue;
      }
      const auto place = seen[i].place(rows->bytes(i));
      if (place != SeenValues::kNew) {
        column.of.push_back(place_of[i][place]);
        continue;
      }
      auto cell = rows->cell(i);
      if (!cell) return base::failure_of(cell);
      column.values.push_back(std::move(*cell));
      place_of[i].push_back(next);
      column.of.push_back(next);
    }
  }
}

}  // namespace aftercare::store
