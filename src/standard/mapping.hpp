// A mapping says how the columns of one kind of source file become canonical records.
//
// It is a YAML file (docs/formats/mapping.md): mapping_file.hpp reads it, mapper.hpp runs it.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "records/dictionary.hpp"

namespace aftercare::standard {

/// A test of one cell; an absent column is an empty cell. Values are compared folded.
struct Condition {
  std::string column;
  std::vector<std::string> equals;      // Any of these; empty: see below.
  std::vector<std::string> not_equals;  // None of these.
  // With neither list: the cell is not empty.
};

struct FromColumn {
  std::string column;
};
struct FromConstant {
  std::string value;
};
/// All cells joined; empty if all are, or if one is and `whole` is set.
struct FromJoin {
  std::vector<std::string> columns;
  std::string with;
  bool whole = false;
};
/// The first cell that is not empty.
struct FromFirst {
  std::vector<std::string> columns;
};
using Origin = std::variant<FromColumn, FromConstant, FromJoin, FromFirst>;

/// Which rows of a group speak for it.
enum class Take { first, last, lowest, highest, joined };

struct MappedField {
  std::string field;
  Origin origin;
  std::vector<std::pair<std::string, std::string>> codes;  // Source word -> what it stands for.
  std::string otherwise;                                   // Used where the cell is empty.
  std::string format;  // Of dates: "month/day/year", "day/month/year", "excel". Empty: one reading.
  double scale = 1;    // Numbers are multiplied by it.
  std::string plus_seconds;        // A column of seconds that are added to a moment, or empty.
  std::optional<Condition> where;  // Cells of other rows count as empty.
  // Only where one record stands for a group of rows; of the rows that have a value.
  Take take = Take::first;
  std::string with = "\n";         // Between joined texts.
  std::optional<Condition> after;  // Only rows from the first that holds this one on.
};

struct MappedEntity {
  std::string entity;
  bool per_group = false;  // One record for each group of rows.
  std::optional<Condition> when;
  std::vector<MappedField> fields;
  /// A column of JSON arrays: one record for each element, see unfold.hpp. Empty: of the row.
  std::string each = {};
};

struct Mapping {
  std::string name;
  records::Label label;
  std::string source;  // Default name of the source; empty: whoever ingests names it.
  std::vector<std::string> recognised;  // Columns that identify it; empty: only by name.
  std::string zone;                     // IANA name of local times; empty: the workspace's.
  std::string group_by;                 // Column whose equal adjacent rows are a group, or empty.
  std::vector<MappedEntity> entities;   // The first is the main one: all rows, the ledger's count.
};

/// In joins and as a column: the row's number in its group, the element's in its array, from 1.
inline constexpr std::string_view kPosition = "#position";

/// Every column of the source that a mapping reads, each once; of elements, that of their array.
std::vector<std::string> columns_of(const Mapping& mapping);

}  // namespace aftercare::standard
