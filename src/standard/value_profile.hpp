// What the values of a sampled column look like.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "records/raw_batch.hpp"
#include "text/courier.hpp"
#include "text/region.hpp"

namespace aftercare::standard {

/// Shares are of the values that are not empty, 0 to 1.
struct ValueProfile {
  std::size_t values = 0;
  double moments = 0;
  double days = 0;    // Moments that say no time of the day.
  double clocks = 0;  // Times of the day that say no day.
  double numbers = 0;
  double booleans = 0;
  double phones = 0;
  double emails = 0;
  double sentences = 0;  // Of at least four words, or eight Chinese characters.
  double lower = 0;      // Begin with a small letter.
  double phrases = 0;    // ASCII of at most five words: a code may be spelt out so.
  double people = 0;     // Two or three words with capitals and nothing else: "Ann Lee".
  double serials = 0;    // Numbers that may be days as spreadsheets count them.
  double urls = 0;
  double ids = 0;        // One word with a digit.
  double filled = 1;     // Of all rows; 1 if there are none.
  double places = 0;     // Name a province, or begin with one.
  double couriers = 0;   // Name a courier.
  double fractions = 0;  // Of the numbers: not whole.
  double distinct = 0;
  double mean_chars = 0;
  double lowest = 0;                    // Of the numbers.
  double highest = 0;                   // Of the numbers.
  std::vector<double> numbers_sorted;   // All of them.
  std::string date_format;              // Set if the dates have one reading only under it.
  bool two_readings = false;            // Dates of which none says which of two formats is meant.
  std::vector<std::string_view> words;  // The different values, at most 200.

  /// Of the numbers: those outside, if there is such a bound.
  double outside(std::optional<double> least, std::optional<double> most) const;
};

/// Whether the one holds days and the other times of the clock.
bool are_day_and_clock(const ValueProfile& day, const ValueProfile& clock);

/// Looks at the first 300 rows. The words view the sample. Without regions no place is known,
/// without couriers none of them.
ValueProfile profile_of(const records::RawBatch& sample, std::size_t column,
                        const text::Regions* regions = nullptr,
                        const text::Couriers* couriers = nullptr);

}  // namespace aftercare::standard
