// What the values of a sampled column look like.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "records/raw_batch.hpp"

namespace aftercare::standard {

/// Shares are of the values that are not empty, 0 to 1.
struct ValueProfile {
  std::size_t values = 0;
  double moments = 0;
  double numbers = 0;
  double booleans = 0;
  double phones = 0;
  double emails = 0;
  double sentences = 0;  // Of at least four words, or eight Chinese characters.
  double distinct = 0;
  double mean_chars = 0;
  double lowest = 0;                    // Of the numbers.
  double highest = 0;                   // Of the numbers.
  std::string date_format;              // Set if the dates have one reading only under it.
  std::vector<std::string_view> words;  // The different values, at most 200.
};

/// Looks at the first 300 rows. The words view the sample.
ValueProfile profile_of(const records::RawBatch& sample, std::size_t column);

}  // namespace aftercare::standard
