// What happened in a conversation as JSON: one form for command line and API.

#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <span>

#include "language/conversation.hpp"
#include "pipeline/case_conversation.hpp"

namespace aftercare::app {

/// Of a file: a message is told by its row there, as "row" and "..._row".
nlohmann::ordered_json to_json(const language::Conversation& talk,
                               std::span<const std::uint64_t> rows);

/// Of a stored case: by its place among the case's messages from 0, as "message" and
/// "..._message"; who said a sentence and when stand beside it.
nlohmann::ordered_json to_json(const pipeline::CaseConversation& talk);

}  // namespace aftercare::app
