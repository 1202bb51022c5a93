// Masked texts of the cases opened in a period, for who reads all of them at once.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "records/moment.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

struct PeriodText {
  std::string case_key;
  std::string text;
  bool has_topic = false;
};

struct PeriodTexts {
  std::uint64_t stored = 0;       // In the period; noise and cases without words left out.
  std::vector<PeriodText> texts;  // Of more than `most` always the same sample, in a fixed order.
};

/// Opened from the first to the last day. Fails (a refusal) for who does not see every row, or no
/// texts.
base::Result<PeriodTexts> period_texts(const Database& database, const records::Viewer& viewer,
                                       records::Day from, records::Day to, std::uint64_t most);

}  // namespace aftercare::store
