// One owner of the store: while a server runs, commands hand their work to it.
//
// The command's words, folder and language go over a Unix socket in the workspace (0600),
// with its output handles passed along, so that the server writes straight to the caller's
// terminal. The peer must be the same user. What comes back is the exit code.

#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace aftercare::app {

struct HandedCall {
  std::vector<std::string> words;
  std::string folder;  // The caller's current folder: relative paths are below it.
  bool chinese = false;
  int out = -1;  // Handles; owned by the receiver of the call.
  int err = -1;
  std::string token = {};   // Of the user to act as; empty: the owner of the terminal.
  std::string secret = {};  // A password that was typed there.
  /// To give: a handle whose bytes are passed on while the call lasts; -1: none, nothing is read.
  /// Received: where to read them, at its end from the beginning if there were none.
  int in = -1;
};

/// True if a server answers on the socket.
bool is_served(const std::filesystem::path& socket);

/// Hands a call to the server behind `socket` and waits. nullopt: no server runs there.
std::optional<int> hand_over(const std::filesystem::path& socket, const HandedCall& call);

/// Receives calls, each on its own thread, until destroyed (waits for those under way).
class HandoffServer {
 public:
  using Run = std::function<int(const HandedCall&)>;
  /// Fails (usage) if another server answers on the socket.
  static base::Result<std::unique_ptr<HandoffServer>> start(const std::filesystem::path& socket,
                                                            Run run);
  ~HandoffServer();

 private:
  struct State;
  explicit HandoffServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace aftercare::app
