// Asking another server, as a provider of identities is asked. Beast stays in outward.cpp.

#pragma once

#include <chrono>
#include <string>

#include "base/result.hpp"

namespace aftercare::app {

struct OutwardRequest {
  std::string url;         // https://, or http:// on this machine.
  std::string form = {};   // Sent by POST as a form; empty: GET.
  std::string roots = {};  // File of trusted certificates; empty: the system's.
  std::chrono::seconds most{10};
};

/// The body of a 200 of at most 1 MB; no redirect is followed. Waits. Fails (usage) on an address
/// that is none or not allowed, (input) if the server does not answer so in time.
base::Result<std::string> ask_outward(const OutwardRequest& request);

}  // namespace aftercare::app
