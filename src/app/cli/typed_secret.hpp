// A password from the terminal, without echo, or from standard input; never from the words of a
// command, which other users of the machine can read.

#pragma once

#include <string>
#include <string_view>

#include "app/cli/console.hpp"
#include "base/result.hpp"

namespace aftercare::app {

/// One line from the terminal, asked for on standard error and not shown.
std::string typed_line(std::string_view question);

/// Asked twice on a terminal; else the first line of standard input. Fails (usage) if the two
/// differ or there is none.
base::Result<std::string> typed_secret(const Console& console);

}  // namespace aftercare::app
