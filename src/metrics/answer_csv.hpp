// An answer as CSV (RFC 4180): full values, empty for "not applicable".

#pragma once

#include <string>
#include <string_view>

#include "metrics/model.hpp"
#include "metrics/question.hpp"
#include "metrics/rows.hpp"

namespace aftercare::metrics {

struct CsvOptions {
  bool byte_order_mark = false;  // Spreadsheets need it to open Chinese rightly.
  bool labels = false;  // Labels instead of names in the header and of codes in dimensions.
  Language language = Language::zh;
};

/// One header line, one line a row, each ended by CR LF. A text that a spreadsheet would run as a
/// formula (it begins with = + - @, a tab or a carriage return) gets a leading apostrophe.
std::string to_csv(const Model& model, const Answer& answer, const CsvOptions& options);
std::string to_csv(const RowsAnswer& answer, const CsvOptions& options);

/// One field: defused, then quoted if it must be.
std::string csv_field(std::string_view text);

}  // namespace aftercare::metrics
