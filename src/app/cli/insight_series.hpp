// The series of a table file or a metric: one, or one for each value of a column or dimension.

#pragma once

#include <map>

#include "app/cli/insight_table.hpp"
#include "insight/series/timeline.hpp"

namespace aftercare::app {

struct FileSeries {
  std::string id;  // A value's code. Empty: there is one series, or the value is not known.
  std::vector<std::size_t> rows;  // Their places among all rows.
  base::Message name;             // As people read it.
  std::vector<double> times;      // Of these rows, as TimeColumn says.
  std::vector<double> values;
  std::vector<double> bases;  // What the values are counted on, if that was asked for.
  // Of counts and ratios of counts, what is counted; the values are scale * events / bases.
  std::vector<double> events;
};

struct SeriesFile {
  std::vector<std::uint64_t> records;  // Of each row, its number in the file.
  TimeColumn time;                     // Its kind only.
  std::vector<FileSeries> series;      // In the order in which they first appear.
  double scale = 1;                    // 100 of a percentage.
  // What it is counted on becomes known later than its day: the last steps may be incomplete.
  bool known_later = false;

  /// Of a table file. Fails like its columns do.
  static base::Result<SeriesFile> of_file(const InsightArguments& arguments, const Place& place);
  /// Of a metric: a row is a day, week or month, a series a value of the dimension. A value that
  /// the metric does not have (n/a) is NaN. Fails like metrics::answer(), and (input) without a
  /// row.
  static base::Result<SeriesFile> of_metric(const InsightArguments& arguments,
                                            const pipeline::Session& session,
                                            const records::Viewer& viewer);
};

/// Kinds of special days.
class SpecialDays {
 public:
  /// A file whose first two columns are a day and a name (may be empty: the days are of one kind).
  static base::Result<SpecialDays> read(const std::string& file, const Place& place);
  /// Those of the arguments' file; else, of a metric by the day, the holidays and sales days that
  /// `ask` knows by name; else none. Fails as reading does.
  static base::Result<SpecialDays> of(const InsightArguments& arguments,
                                      const pipeline::Session* session, const Place& place);
  /// The name of a kind.
  const base::Message& name(std::uint32_t kind) const { return names_[kind - 1]; }
  /// The kind (from 1) of each step of the line and of so many steps ahead; 0: an ordinary one.
  std::vector<std::uint32_t> kinds(const insight::Timeline& line, std::size_t ahead) const;

 private:
  std::map<std::int64_t, std::uint32_t> kind_of_;  // By days since 1970.
  std::vector<base::Message> names_;               // Of each kind, from 1.
};

constexpr std::size_t kMostCharts = 24;  // On a page.

/// Notes a series that cannot be explained, as `{"id", "label", "reason"}` and on the console.
void note_skipped(const FileSeries& series, const base::Error& error, const Console& console,
                  nlohmann::ordered_json& skipped);

/// `session` is null where a file was read.
base::Result<int> insight_anomalies(const SeriesFile& file, const InsightArguments& arguments,
                                    const pipeline::Session* session, const Place& place);
base::Result<int> insight_forecast(const SeriesFile& file, const InsightArguments& arguments,
                                   const pipeline::Session* session, const Place& place);
base::Result<int> insight_impact(const SeriesFile& file, const InsightArguments& arguments,
                                 const pipeline::Session* session, const Place& place);
base::Result<int> insight_trend(const SeriesFile& file, const InsightArguments& arguments,
                                const pipeline::Session* session, const Place& place);

}  // namespace aftercare::app
