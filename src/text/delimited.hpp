// Writing delimited text (RFC 4180).

#pragma once

#include <string>
#include <string_view>

namespace aftercare::text {

/// Appends a field, quoted if it holds the delimiter, a quote or a line end.
void append_field(std::string& line, std::string_view field, char delimiter = ',');

}  // namespace aftercare::text
