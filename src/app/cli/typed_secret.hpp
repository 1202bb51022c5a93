// A password from the terminal, without echo, or from standard input; never from the words of a
// command, which other users of the machine can read.

#pragma once

#include <string>

#include "app/cli/console.hpp"
#include "base/result.hpp"

namespace aftercare::app {

/// Asked twice on a terminal; else the first line of standard input. Fails (usage) if the two
/// differ or there is none.
base::Result<std::string> typed_secret(const Console& console);

}  // namespace aftercare::app
