// The words of an HTML mail, laid out in lines as a reader sees them.

#pragma once

#include <string>
#include <string_view>

namespace aftercare::intake {

/// Lines of quoted blocks begin with "> ". Scripts, styles and comments are left out; anything
/// broken is read as far as it goes. Linear in the size of the text.
std::string html_to_text(std::string_view html);

}  // namespace aftercare::intake
