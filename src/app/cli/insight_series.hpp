// The series of a table file: one, or one for each value of a column.

#pragma once

#include <map>

#include "app/cli/insight_table.hpp"
#include "insight/series/timeline.hpp"

namespace aftercare::app {

struct FileSeries {
  std::string id;                 // Empty: the file is one series.
  std::vector<std::size_t> rows;  // In the table.
  std::vector<double> times;      // Of these rows, as TimeColumn says.
  std::vector<double> values;
};

struct SeriesFile {
  InsightTable table;
  TimeColumn time;
  std::vector<FileSeries> series;  // In the order in which they first appear.

  /// Fails like the columns do.
  static base::Result<SeriesFile> read(const InsightArguments& arguments, const Place& place);
};

/// Kinds of special days: a file whose first two columns are a day and a name (may be empty: the
/// days are of one kind).
class SpecialDays {
 public:
  static base::Result<SpecialDays> read(const std::string& file, const Place& place);
  /// The kind (from 1) of each step of the line and of so many steps ahead; 0: an ordinary one.
  std::vector<std::uint32_t> kinds(const insight::Timeline& line, std::size_t ahead) const;

 private:
  std::map<std::int64_t, std::uint32_t> kind_of_;  // By days since 1970.
};

}  // namespace aftercare::app
