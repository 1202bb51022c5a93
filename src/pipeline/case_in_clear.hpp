// A case's texts and personal fields as they came, with its messages, for who may see them and says
// why.

#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "pipeline/audit.hpp"
#include "pipeline/session.hpp"
#include "store/duckdb/record_view.hpp"

namespace aftercare::pipeline {

struct ClearMessage {
  store::MessageView shown;  // Its text is the original where `clear`.
  bool clear = false;
};

struct ClearCase {
  std::vector<std::pair<std::string, std::string>> fields;  // In the dictionary's order.
  std::vector<ClearMessage> messages;                       // As they were sent.
};

/// Fields and messages that the viewer may not see in clear, and those whose key was destroyed, are
/// left out or stay as they are stored. Noted in the audit log first. nullopt: no such case inside
/// the viewer's scope. Fails (usage) without a reason.
base::Result<std::optional<ClearCase>> case_in_clear(const Session& session,
                                                     const records::Viewer& viewer,
                                                     const std::string& key, const Actor& who);

}  // namespace aftercare::pipeline
