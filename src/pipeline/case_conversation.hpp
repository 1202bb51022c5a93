// What happened in a stored case's conversation, read from its masked messages when it is asked.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "language/conversation.hpp"
#include "pipeline/session.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/record_view.hpp"

namespace aftercare::pipeline {

struct CaseConversation {
  std::string case_key;
  std::vector<store::MessageView> messages;  // What `found` counts by.
  language::Conversation found;
};

/// Of a case without messages its text is the customer's only one. nullopt: there is no such case
/// inside the viewer's scope. Fails (a refusal) for who does not see what customers write.
base::Result<std::optional<CaseConversation>> case_conversation(const Session& session,
                                                                const records::Viewer& viewer,
                                                                const std::string& case_key);

}  // namespace aftercare::pipeline
