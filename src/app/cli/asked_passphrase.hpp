// The passphrase that a workspace's keys are under, asked for where the environment has none.

#pragma once

#include <filesystem>
#include <string>

#include "app/cli/console.hpp"
#include "base/result.hpp"

namespace aftercare::app {

/// Asks on the terminal if the keys in this folder are under a passphrase and none is given; what
/// is typed is in the environment of this process then. Without a terminal nothing is asked: who
/// opens the keys says what is missing.
base::Result<void> ask_passphrase(const std::filesystem::path& keys, const Console& console);

/// A new passphrase, asked for twice; empty if the environment has one, or without a terminal.
base::Result<std::string> ask_new_passphrase(const Console& console);

}  // namespace aftercare::app
