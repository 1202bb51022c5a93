// A table of persons as numbers: each value of a field once, each cell the number of its value.
//
// Fields that hold the same kind of thing (names; streets, places and regions) share one list of
// values, so that a value found in the other column is seen at once.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "quality/duplicates/person_columns.hpp"
#include "records/raw_batch.hpp"
#include "text/pinyin.hpp"
#include "text/traditional.hpp"

namespace aftercare::quality {

/// Distinct values; number 0 is the empty one.
class ValueList {
 public:
  std::string_view of(std::uint32_t value) const {
    return {bytes_.data() + ends_[value], ends_[value + 1] - ends_[value]};
  }
  bool is_ascii(std::uint32_t value) const { return ascii_[value] != 0; }
  std::size_t size() const { return ends_.size() - 1; }
  void append(std::string_view value);

 private:
  std::vector<char> bytes_;
  std::vector<std::size_t> ends_{0};
  std::vector<char> ascii_;
};

/// What is known of writing; each may be nullptr.
struct Writing {
  const text::Simplifier* simplifier = nullptr;
  const text::Pinyin* pinyin = nullptr;
};

class PersonTable {
 public:
  static PersonTable make(const records::RawBatch& table, std::vector<PersonField> fields,
                          const Writing& writing, unsigned workers);

  std::size_t rows() const { return rows_; }
  const std::vector<PersonField>& fields() const { return fields_; }
  /// The values of a row, one per field.
  std::span<const std::uint32_t> row(std::size_t row) const {
    return {cells_.data() + row * fields_.size(), fields_.size()};
  }
  const ValueList& values(std::size_t field) const { return lists_[list_of_[field]]; }
  /// How a name in Chinese characters sounds, in pinyin; empty of other values.
  std::string_view sound(std::size_t field, std::uint32_t value) const {
    const auto& sounds = sounds_[list_of_[field]];
    return sounds.size() == 0 ? std::string_view() : sounds.of(value);
  }
  /// How often a field has a value.
  std::uint32_t count(std::size_t field, std::uint32_t value) const {
    return counts_[field][value];
  }
  std::span<const std::uint32_t> counts(std::size_t field) const { return counts_[field]; }
  std::size_t filled(std::size_t field) const { return rows_ - counts_[field][0]; }
  bool share_values(std::size_t field, std::size_t other) const {
    return list_of_[field] == list_of_[other];
  }

 private:
  std::size_t rows_ = 0;
  std::vector<PersonField> fields_;
  std::vector<std::uint32_t> cells_;  // Row-major.
  std::vector<std::size_t> list_of_;  // Per field.
  std::vector<ValueList> lists_;
  std::vector<ValueList> sounds_;  // Per list as many, or none where it holds no names.
  std::vector<std::vector<std::uint32_t>> counts_;
};

}  // namespace aftercare::quality
