// A table's profile as one HTML file that opens offline: no script, no font, no picture from
// outside. Values of personal columns are not in the profile, so they cannot be in the page.

#pragma once

#include <string>

#include "quality/profile/table_profile.hpp"

namespace aftercare::report {

struct ProfileFrame {
  std::string file;
  std::string format;
  std::string encoding;
  std::string made_at;    // As text.
  std::string theme_css;  // web/src/theme.css, the tokens that the dashboard uses.
  bool chinese = true;
};

std::string profile_document(const quality::TableProfile& profile, const ProfileFrame& frame);

}  // namespace aftercare::report
