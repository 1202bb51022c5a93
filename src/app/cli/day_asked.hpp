// A day among the words of a command.

#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "records/moment.hpp"

namespace aftercare::app {

/// None if the text is empty. Fails (usage) if it is no day; the message names the option.
base::Result<std::optional<records::Day>> day_asked(const std::string& text, const char* option);

}  // namespace aftercare::app
