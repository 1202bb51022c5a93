// An explanation as one HTML page that opens offline: its sentence, and its tables with what they
// measure drawn beside the numbers.

#pragma once

#include <string>

#include "insight/told/sheet.hpp"

namespace aftercare::report {

struct SheetFrame {
  std::string shop;
  std::string made_at;    // As text in the shop's zone.
  std::string theme_css;  // web/src/theme.css.
  bool chinese = true;
};

std::string html_document(const insight::Sheet& sheet, const SheetFrame& frame);

}  // namespace aftercare::report
