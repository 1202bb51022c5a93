// What is kept of one column while its values stream by. Mergeable.

#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "quality/profile/distinct_count.hpp"
#include "quality/profile/frequent_values.hpp"
#include "quality/profile/quantile_sketch.hpp"
#include "quality/profile/value_reading.hpp"

namespace aftercare::quality {

/// Mean and spread without keeping values (Chan, Golub and LeVeque, 1979).
struct MeanState {
  std::uint64_t count = 0;
  double mean = 0;
  double squares = 0;  // Sum of squared distances from the mean.

  void add(double value, std::uint64_t times);
  void merge(const MeanState& other);
  double deviation() const;  // Of the sample; 0 below two values.
};

struct Extreme {
  double value = 0;
  std::uint64_t row = 0;
};

struct ColumnState {
  static constexpr std::size_t kKinds = static_cast<std::size_t>(ValueKind::count_of_kinds);
  static constexpr std::size_t kOrders = static_cast<std::size_t>(DateOrder::count_of_orders);
  static constexpr std::size_t kForms = static_cast<std::size_t>(TimeForm::count_of_forms);
  static constexpr std::size_t kDigitLengths = 24;

  /// One value that stands `times` times, first in `row`. The hash is of the value as it stands.
  void add(std::string_view value, std::uint64_t hash, std::uint64_t times, std::uint64_t row);
  void merge(const ColumnState& other);

  std::uint64_t rows = 0;
  std::uint64_t blank = 0;
  std::map<std::string, std::uint64_t, std::less<>> missing_words;
  std::array<std::uint64_t, kKinds> kinds{};
  std::array<std::uint64_t, kOrders * kForms> formats{};     // Of moments.
  std::array<std::uint64_t, kDigitLengths> digit_lengths{};  // Of values of digits alone.
  std::uint64_t leading_zeros = 0;
  std::uint64_t cut_digits = 0;  // 16 digits and more that end in 0, as spreadsheets leave them.
  std::uint64_t outer_spaces = 0;
  std::uint64_t invisible = 0;  // Characters nobody sees.
  std::uint64_t replaced = 0;   // U+FFFD.
  std::uint64_t double_encoded = 0;
  std::uint64_t zeros = 0;
  std::uint64_t negatives = 0;
  DistinctCount distinct;
  FrequentValues values{1024};
  FrequentValues shapes{128};
  QuantileSketch numbers;
  QuantileSketch moments;  // Seconds since 1970.
  QuantileSketch lengths;  // In characters.
  MeanState mean;
  std::vector<Extreme> lowest;  // At most kExtremes, of numbers, the most extreme first.
  std::vector<Extreme> highest;

 private:
  static constexpr std::size_t kExtremes = 5;
  void add_number(double number, std::uint64_t times, std::uint64_t row);
  void keep_extremes(double number, std::uint64_t row);
  void look_for_damage(std::string_view value, std::uint64_t times);
};

}  // namespace aftercare::quality
