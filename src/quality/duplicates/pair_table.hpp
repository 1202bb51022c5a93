// A table of pairs of records: columns left_*, right_* of the same fields, and perhaps a label.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "records/raw_batch.hpp"

namespace aftercare::quality {

struct PairField {
  std::string name;  // Without left_ and right_.
  std::size_t left;  // Columns.
  std::size_t right;
};

class PairTable {
 public:
  /// Keeps a reference to `table`. Fails (usage) if no field has both sides, or a label is neither
  /// 0 nor 1; with `needs_label` also if there is no column "label".
  static base::Result<PairTable> make(const records::RawBatch& table, bool needs_label);

  std::size_t pairs() const { return table_->rows(); }
  const std::vector<PairField>& fields() const { return fields_; }
  std::string_view left(std::size_t pair, std::size_t field) const {
    return table_->cell(pair, fields_[field].left);
  }
  std::string_view right(std::size_t pair, std::size_t field) const {
    return table_->cell(pair, fields_[field].right);
  }
  /// One per pair, 0 or 1; empty without a column "label".
  const std::vector<float>& labels() const { return labels_; }

  /// The same table with its fields in another order. Fails (usage) on one that is not there.
  base::Result<PairTable> with_fields(const std::vector<std::string>& names) const;

 private:
  const records::RawBatch* table_ = nullptr;
  std::vector<PairField> fields_;
  std::vector<float> labels_;
};

}  // namespace aftercare::quality
