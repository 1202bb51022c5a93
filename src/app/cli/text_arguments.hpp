// The words of the commands about texts.

#pragma once

#include <functional>

#include "app/cli/arguments.hpp"

namespace CLI {
class App;
}

namespace aftercare::app {

/// What the options write into; lives as long as the program's parser.
struct TextWords {
  TextArguments text;
};

/// Adds the commands to the program's; `chosen` is called with the one that was asked for.
void add_text_commands(CLI::App& program, TextWords& words,
                       const std::function<void(CommandArguments)>& chosen, bool chinese);

}  // namespace aftercare::app
