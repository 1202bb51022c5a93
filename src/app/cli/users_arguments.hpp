// The words of the commands about who may use the workspace.

#pragma once

#include <functional>

#include "app/cli/arguments.hpp"

namespace CLI {
class App;
}

namespace aftercare::app {

/// What the options write into; lives as long as the program's parser.
struct UsersWords {
  UsersArguments users;
};

/// Adds the commands to the program's; `chosen` is called with the one that was asked for.
void add_users_commands(CLI::App& program, UsersWords& words,
                        const std::function<void(CommandArguments)>& chosen, bool chinese);

}  // namespace aftercare::app
