// How a delimited file is written, judged from its first records.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intake/delimited_scan.hpp"
#include "intake/header_sniff.hpp"
#include "intake/reader.hpp"

namespace aftercare::intake {

struct DelimitedShape {
  Dialect dialect;
  bool has_header = true;
  std::vector<std::string> header;   // As the file writes it, trimmed and mended.
  bool encoded_twice = false;        // The header was.
  std::vector<std::string> columns;  // Unique, none empty.
  std::size_t fewest_cells = 0;      // Shorter rows are rejected; less than columns only in a file
                                     // whose writer drops empty cells at the end of a line.
};

/// `sample` is the begin of the file, all of it if `whole`.
DelimitedShape sniff_delimited(std::string_view sample, bool whole, std::string_view extension,
                               const OpenOptions& options);

}  // namespace aftercare::intake
