// Rows of a fact, or rows at hand, as texts, grouped by columns made coarser, for an export that is
// made anonymous.
//
// The engine copies the columns aside, groups and sorts them, on disk where memory does not do.

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "records/coarsening.hpp"
#include "records/moment.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

/// True if the fact has the column and it names neither a record nor a person.
bool may_leave(std::string_view fact, std::string_view column);
/// True if the fact's column can be made coarser so: a day is of a day, a number of a number.
bool can_coarsen(std::string_view fact, std::string_view column, records::Coarsening how);

struct FactDays {
  std::string column;  // Empty: all rows.
  std::optional<records::Day> from, to;
};

struct GroupedFact {
  std::string fact;  // Empty: rows at hand.
  std::vector<std::string> columns;
  FactDays days;
  std::vector<records::QuasiColumn> quasi;
  std::vector<std::size_t> sensitive;
};

/// The rows as they were at one moment. Nulls are empty. Not safe between threads.
class FactGroups {
 public:
  using Levels = std::vector<int>;  // Of each quasi column.

  base::Result<records::GroupCounts> grouped(const Levels& levels,
                                             const records::GroupDemand& demand) const;
  base::Result<std::uint64_t> different(std::size_t quasi, int level) const;
  /// The rows of groups that do not stand out, their quasi columns made coarser, sorted: the order
  /// they were stored in may tell what was made coarser.
  base::Result<void> each_row(
      const Levels& levels, const records::GroupDemand& demand,
      const std::function<base::Result<void>(const std::vector<std::string>&)>& take) const;

 private:
  friend base::Result<void> with_fact_groups(
      const Database&, const records::Viewer&, const GroupedFact&,
      const std::function<base::Result<void>(const FactGroups&)>&);
  friend base::Result<void> with_row_groups(
      const Database&, const GroupedFact&, const std::vector<std::vector<std::string>>&,
      const std::function<base::Result<void>(const FactGroups&)>&);
  FactGroups(const Connection& connection, const GroupedFact& fact)
      : connection_(connection), fact_(fact) {}

  base::Result<void> copy_aside();
  base::Result<void> put_aside(const std::vector<std::vector<std::string>>& rows);
  base::Result<void> measure_spans();
  std::string value(std::size_t quasi, int level) const;
  std::string values(const Levels& levels) const;
  std::string groups(const Levels& levels) const;

  const Connection& connection_;
  const GroupedFact& fact_;
  std::vector<double> spans_;  // Of quasi columns that are numbers: between lowest and highest.
};

/// REQUIRES may_leave() of every column and can_coarsen() of the quasi columns.
base::Result<void> with_fact_groups(
    const Database& database, const records::Viewer& viewer, const GroupedFact& fact,
    const std::function<base::Result<void>(const FactGroups&)>& use);

/// The same for rows that are at hand already; each has a text for every column of `fact`.
base::Result<void> with_row_groups(const Database& database, const GroupedFact& fact,
                                   const std::vector<std::vector<std::string>>& rows,
                                   const std::function<base::Result<void>(const FactGroups&)>& use);

}  // namespace aftercare::store
