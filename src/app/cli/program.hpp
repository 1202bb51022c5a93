// One run of the command line.

#pragma once

namespace aftercare::app {

/// Parses the words and does what they say; returns the exit code (docs/formats/workspace.md).
int run_program(int count, char** words);

}  // namespace aftercare::app
