// The server: dashboard and API on loopback, and the owner of the store for every command.

#pragma once

#include <filesystem>

#include "app/cli/commands.hpp"

namespace aftercare::app {

/// Serves until SIGINT or SIGTERM.
base::Result<int> run_serve(const ServeArguments& arguments, const std::filesystem::path& workspace,
                            const Place& place);

/// Runs a command that opens the store on an open session.
base::Result<int> run_with_session(const Arguments& arguments, const pipeline::Session& session,
                                   const Place& place);

}  // namespace aftercare::app
