// What a table is like, column by column, and what looks wrong in it.
//
// Counts are of all rows; dependencies, languages and personal data are judged on a sample of
// rows, and say so. Formulas: docs/formats/quality.md.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "quality/profile/table_state.hpp"
#include "quality/profile/text_language.hpp"
#include "records/dictionary.hpp"
#include "text/recogniser_set.hpp"

namespace aftercare::quality {

enum class ColumnType : std::uint8_t {
  empty,
  integer,
  real,
  money,
  percent,
  boolean,
  day,
  moment,
  code,  // Few different short words.
  id,    // Nearly all different, or digits that are no quantity.
  word,  // Short words: names, places.
  text,
  email,
  url,
  phone,
  id_card,
  bank_card,
  ip,
  json,
};
std::string_view to_name(ColumnType type);
/// What a person calls it.
records::Label label_of(ColumnType type);

struct Counted {
  std::string name;
  std::uint64_t count = 0;
};

struct HistogramBin {
  double from = 0;
  double to = 0;  // Belongs to the last bin only.
  double count = 0;
};

struct NumberProfile {
  double lowest = 0, highest = 0, mean = 0, deviation = 0;
  double p1 = 0, p5 = 0, p25 = 0, median = 0, p75 = 0, p95 = 0, p99 = 0;
  double mad = 0;  // Median absolute deviation, unscaled.
  std::uint64_t zeros = 0, negatives = 0;
  double fence_low = 0, fence_high = 0;  // Tukey's: quartiles -/+ 1.5 times their distance.
  std::uint64_t beyond_fences = 0;
  std::uint64_t robust_outliers = 0;  // |0.6745 (x - median) / MAD| above 3.5.
  std::vector<Extreme> lowest_values, highest_values;
  std::vector<HistogramBin> histogram;
};

/// Values of a series that are far from what their hour and weekday (or day) has.
struct SeasonalProfile {
  std::string time_column;
  std::string season;  // "hour_of_day", "day_of_week", "none".
  std::uint64_t outliers = 0;
  std::vector<Extreme> examples;
};

struct ColumnProfile {
  std::string name;
  ColumnType type = ColumnType::empty;
  double type_share = 0;  // Of the values that are there: how many are of this type.
  std::uint64_t rows = 0;
  std::uint64_t missing = 0;  // Blank cells and words that mean nothing.
  std::vector<Counted> missing_words;
  std::uint64_t distinct = 0;
  bool distinct_exact = true;
  bool unique = false;  // Every value once; none missing.
  std::vector<FrequentValue> top;
  bool top_exact = true;
  std::vector<Counted> shapes;  // The most frequent first, at most 12.
  std::uint64_t shape_count = 0;
  std::vector<Counted> formats;  // Of dates.
  std::vector<Counted> kinds;    // What the values are one by one.
  double shortest = 0, middle_length = 0, longest = 0, mean_length = 0;
  std::optional<NumberProfile> numbers;  // Of days and moments: seconds since 1970.
  std::optional<SeasonalProfile> seasonal;
  records::PersonalKind personal = records::PersonalKind::none;
  double personal_share = 0;       // Of the sampled values: how many hold something personal.
  bool masked = false;             // Its values are not to be shown.
  std::vector<Counted> languages;  // Of sampled texts.

  std::uint64_t values() const { return rows - missing; }
};

struct CandidateKey {
  std::vector<std::string> columns;
  bool sampled = false;  // Judged on the sample, or on an estimated count.
};

/// `from` decides `to`.
struct Dependency {
  std::string from, to;
  double strength = 0;           // 1: always; 0: no better than chance.
  std::uint64_t exceptions = 0;  // Sampled rows that differ from their group's majority.
  std::uint64_t judged = 0;      // Sampled rows in groups of two and more.
};

enum class IssueSeverity : std::uint8_t { note, warning, error };

struct Issue {
  std::string code;
  IssueSeverity severity = IssueSeverity::warning;
  std::string column;  // Empty: the whole table.
  std::uint64_t count = 0;
  double share = 0;  // Of the rows.
  base::Message message;
};

struct TableProfile {
  std::uint64_t rows = 0;
  std::uint64_t rejected = 0;
  std::uint64_t sampled = 0;
  std::uint64_t duplicate_rows = 0;  // Rows beyond the first of their kind.
  bool duplicates_exact = true;
  std::vector<ColumnProfile> columns;
  std::vector<CandidateKey> keys;
  std::vector<Dependency> dependencies;
  std::vector<Issue> issues;  // The most severe first.
};

struct ProfileContext {
  const text::RecogniserSet* recognisers = nullptr;  // Without: personal by name and kind only.
  const TextLanguages* languages = nullptr;          // Without: not told.
  /// Per column: what the dictionary says of a column of this name.
  std::vector<records::PersonalKind> named;
  std::uint64_t rejected = 0;
};

TableProfile profile_of(const TableState& state, const ProfileContext& context);

}  // namespace aftercare::quality
