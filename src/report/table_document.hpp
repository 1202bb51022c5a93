// A page of plain tables under headings, as one HTML file that opens offline.

#pragma once

#include <string>
#include <vector>

namespace aftercare::report {

struct TableSection {
  std::string heading;
  std::string note;                 // Below the heading; may be empty.
  std::vector<std::string> header;  // Empty: a list of names and values, two cells a row.
  std::vector<std::vector<std::string>> rows;
};

struct TableDocument {
  std::string title;
  std::string subtitle;
  bool chinese = true;
  std::string theme_css;  // web/src/theme.css.
  std::vector<TableSection> sections;
};

std::string html_document(const TableDocument& document);

}  // namespace aftercare::report
