// Does a table's first record name its columns, and what are they called?

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace aftercare::intake {

using Record = std::vector<std::string_view>;  // The cells of one.

/// Numbers, dates, times, phone numbers, percentages: what no column is called.
bool is_value(std::string_view cell);

/// Judges the first of the records by itself and by those behind it. REQUIRES one at least.
bool first_is_header(const std::vector<Record>& records);

/// Does a record say what the header says?
bool is_header(const std::string_view* cells, std::size_t count,
               const std::vector<std::string>& header);

/// Names for `width` columns: none empty ("column_3"), none twice ("note_2").
std::vector<std::string> unique_names(const std::vector<std::string>& header, std::size_t width);

/// A header's cell without what surrounds its name.
std::string_view trim_cell(std::string_view cell);
/// The same, put right where it was encoded twice.
std::string mended_name(std::string_view cell);

}  // namespace aftercare::intake
