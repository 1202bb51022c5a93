// The words of the commands that keep the data safe: back up, restore, verify.

#pragma once

#include <functional>

#include "app/cli/arguments.hpp"

namespace CLI {
class App;
}

namespace aftercare::app {

/// What the options write into; lives as long as the program's parser.
struct BackupWords {
  BackupArguments backup;
  RestoreArguments restore;
  CheckArguments check;
};

/// Adds the commands to the program's; `chosen` is called with the one that was asked for.
void add_backup_commands(CLI::App& program, BackupWords& words,
                         const std::function<void(CommandArguments)>& chosen, bool chinese);

}  // namespace aftercare::app
