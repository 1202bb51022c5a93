// The cells of a raw batch as a mapping names them: columns found by folded name, joined or
// chosen, and grouped by adjacent rows of equal value.

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "records/batch.hpp"
#include "records/raw_batch.hpp"
#include "standard/mapping.hpp"
#include "standard/word.hpp"

namespace aftercare::standard {

/// Rows [begin, end) with one value of the grouping column.
struct Group {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool named = true;  // False: the value is empty, the row belongs to nobody.
};

/// A longer run of equal values is read as several groups, so that a column which never changes
/// cannot collect a whole file in memory.
inline constexpr std::uint32_t kLongestGroup = 20'000;

/// Finds columns of a header by name, without case, width and white space around.
class Header {
 public:
  explicit Header(const std::vector<std::string>& columns);
  /// -1 if there is none. Of equal names the first.
  int find(std::string_view column) const;

 private:
  std::unordered_map<std::string, int, ViewHash, std::equal_to<>> index_;
};

/// Groups of a column; with -1 no groups.
std::vector<Group> groups_of(const records::RawBatch& raw, int column);

/// Views a raw batch for the time of one call. REQUIRES that batch and arena outlive it and
/// what it returned.
class CellReader {
 public:
  CellReader(const records::RawBatch& raw, const std::vector<Group>& groups, records::Arena& arena);

  /// One trimmed cell for each of the rows.
  std::vector<std::string_view> read(const Origin& origin, const std::vector<std::uint32_t>& rows);
  /// Whether each of the batch's rows holds the condition.
  std::vector<std::uint8_t> holds(const Condition& condition) const;
  /// Rows that hold the condition; all without one.
  std::vector<std::uint32_t> rows_where(const std::optional<Condition>& condition) const;

 private:
  std::string_view cell(std::uint32_t row, int column) const;
  std::vector<std::string_view> column(std::string_view name,
                                       const std::vector<std::uint32_t>& rows);
  std::vector<std::string_view> positions(const std::vector<std::uint32_t>& rows);

  const records::RawBatch& raw_;
  const std::vector<Group>& groups_;
  records::Arena& arena_;
  Header header_;
};

}  // namespace aftercare::standard
