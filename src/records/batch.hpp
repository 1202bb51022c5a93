// A batch of canonical records of one entity, column by column, on its way to the store.
//
// Stages add columns and findings and decide outcomes; nobody removes a row, so the ledger
// (rows = stored + updated + duplicates + quarantined) can be checked at the end.

#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "records/dictionary.hpp"
#include "records/finding.hpp"
#include "records/quality_count.hpp"
#include "records/raw_batch.hpp"

namespace aftercare::records {

/// Keeps text alive for as long as the batch that views it. Not safe between threads.
class Arena {
 public:
  std::string_view keep(std::string_view text);

 private:
  std::deque<std::string> blocks_;
};

/// One field of every row. `values` holds: texts for text, code and blob; numbers for integer,
/// money (1/10000), boolean (0/1), moment (microseconds UTC), day (days since 1970); reals for
/// real.
struct Column {
  std::string name;
  FieldType type = FieldType::text;
  std::vector<std::uint8_t> present;  // 0: null. One per row.
  std::variant<std::vector<std::string_view>, std::vector<std::int64_t>, std::vector<double>>
      values;

  /// A column of `rows` nulls with storage that fits the type.
  static Column of(std::string name, FieldType type, std::size_t rows);

  // REQUIRES: the storage of the field's type (asserted by std::get).
  std::string_view text(std::size_t row) const {
    return std::get<std::vector<std::string_view>>(values)[row];
  }
  std::int64_t number(std::size_t row) const {
    return std::get<std::vector<std::int64_t>>(values)[row];
  }
  double real(std::size_t row) const { return std::get<std::vector<double>>(values)[row]; }
  void set(std::size_t row, std::string_view text) {  // The batch's arena or keeps own the text.
    std::get<std::vector<std::string_view>>(values)[row] = text;
    present[row] = 1;
  }
  void set(std::size_t row, std::int64_t number) {
    std::get<std::vector<std::int64_t>>(values)[row] = number;
    present[row] = 1;
  }
  void set(std::size_t row, double real) {
    std::get<std::vector<double>>(values)[row] = real;
    present[row] = 1;
  }
  void clear(std::size_t row) { present[row] = 0; }
};

/// What a stage already decided of a row. The store decides between stored, updated and duplicate.
enum class RowState : std::uint8_t { good, quarantined };

/// What a field would hold if a repair had been made that is only proposed. Which record a row is,
/// and what it says, does not depend on how sure a repair has to be.
struct Unmade {
  std::uint32_t row = 0;
  std::string field;
  /// Nothing: the repair would remove the value. Otherwise as the field's column holds it.
  std::variant<std::monostate, std::string_view, std::int64_t, double> value;
};

struct Batch {
  const Entity* entity = nullptr;
  bool main = true;                // False: a second entity cut from the same raw rows
                                   // (its rows do not count in the ledger).
  std::vector<RowOrigin> origins;  // One per row.
  std::vector<RowState> states;    // One per row.
  std::vector<Column> columns;     // Dictionary fields, then what privacy adds.
  std::vector<Finding> findings;
  std::vector<Unmade> unmade;         // At most one for each field of a row.
  std::vector<QualityCount> quality;  // What was judged of it; quality sets it.
  std::shared_ptr<Arena> arena = std::make_shared<Arena>();
  std::vector<std::shared_ptr<const void>> keeps;

  std::size_t rows() const { return origins.size(); }
  /// nullptr if there is none.
  Column* column(std::string_view name);
  const Column* column(std::string_view name) const;
  /// The column, added as nulls if missing. May move the columns.
  Column& column_or_add(std::string_view name, FieldType type);
};

}  // namespace aftercare::records
