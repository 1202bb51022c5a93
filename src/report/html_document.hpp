// The overview as one HTML file that opens offline: no script, no font, no picture from outside.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "metrics/model.hpp"
#include "records/ledger.hpp"
#include "report/overview.hpp"

namespace aftercare::report {

struct DocumentFrame {
  std::string shop;
  std::string zone;
  std::string made_at;                    // When, as text in the zone.
  std::string theme_css;                  // web/src/theme.css, the tokens that the dashboard uses.
  std::optional<records::Ledger> ledger;  // Of all that was ever ingested; none: a part is seen.
  metrics::Language language = metrics::Language::zh;
};

std::string html_document(const metrics::Model& model, const Overview& overview,
                          const DocumentFrame& frame);

}  // namespace aftercare::report
