// The server: dashboard and API, on loopback unless there are TLS and users, and the owner of the
// store for every command.

#pragma once

#include <filesystem>

#include "app/cli/commands.hpp"

namespace aftercare::app {

/// Serves until SIGINT or SIGTERM.
base::Result<int> run_serve(const ServeArguments& arguments, const std::filesystem::path& workspace,
                            const Place& place);

/// As run_with_session(), as the user whose token it is; empty: as the place's caller.
base::Result<int> run_with_token(const Arguments& arguments, const pipeline::Session& session,
                                 const Place& place, const std::string& token);

/// Runs a command that opens the store on an open session.
base::Result<int> run_with_session(const Arguments& arguments, const pipeline::Session& session,
                                   const Place& place);

}  // namespace aftercare::app
