// A conversation as lines of a terminal.

#pragma once

#include <string>

#include "app/cli/console.hpp"
#include "language/conversation.hpp"
#include "records/moment.hpp"

namespace aftercare::app {

/// `id` heads them; moments are told in `zone`.
void print_conversation(const std::string& id, const language::Conversation& talk,
                        const records::Zone& zone, const Console& console);

}  // namespace aftercare::app
