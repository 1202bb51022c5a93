// The most frequent values of a stream in bounded memory.
//
// Exact while there are few. Then the rarer half is dropped each time the table fills, and a value
// that comes back may have lost at most `error()` of its count (lossy counting, Manku and Motwani,
// 2002). Once values were dropped, those that stand once in a slice are not taken in anew.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace aftercare::quality {

struct FrequentValue {
  std::string value;
  std::uint64_t count = 0;
  std::uint64_t first_row = 0;  // Where it was first seen.
};

/// Mergeable. Values are kept up to 200 bytes.
class FrequentValues {
 public:
  explicit FrequentValues(std::size_t room = 1024) : room_(room) {}

  void add(std::uint64_t hash, std::string_view value, std::uint64_t times, std::uint64_t row);
  void merge(const FrequentValues& other);

  bool exact() const { return error_ == 0; }
  std::uint64_t error() const { return error_; }
  /// The most frequent first, then in order of their bytes.
  std::vector<FrequentValue> top(std::size_t most) const;
  std::size_t size() const { return values_.size(); }

 private:
  void prune();

  std::size_t room_;
  std::uint64_t error_ = 0;
  std::unordered_map<std::uint64_t, FrequentValue> values_;
};

}  // namespace aftercare::quality
