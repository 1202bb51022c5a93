// A histogram as SVG text, drawn without a browser, coloured by the page's variables.

#pragma once

#include <string>
#include <vector>

namespace aftercare::report {

struct HistogramBar {
  double value = 0;
  std::string shown;  // Said when pointed at.
};
/// Bars side by side with the ends of their axis written below; 320 x 96. Empty without bars.
std::string histogram_chart(const std::vector<HistogramBar>& bars, const std::string& first,
                            const std::string& last);

}  // namespace aftercare::report
