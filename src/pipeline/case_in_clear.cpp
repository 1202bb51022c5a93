#include "pipeline/case_in_clear.hpp"

#include <fmt/format.h>

#include <map>

#include "privacy/seal_batch.hpp"

namespace aftercare::pipeline {
namespace {

using base::Result;
using Originals = std::map<std::string, std::string>;

// Nothing where nothing was sealed or the key is gone.
Result<Originals> opened_originals(const Session& session, const store::SealedRecord& record) {
  if (record.sealed.empty()) return Originals{};
  if (session.vault().seals()) {
    const auto known = session.vault().knows(record.person);
    if (!known) return base::failure_of(known);
    if (!*known) return Originals{};
  }
  const auto json = session.vault().unseal(record.person, record.sealed);
  if (!json) return base::failure_of(json);
  return privacy::originals_of(*json);
}

}  // namespace

Result<std::optional<ClearCase>> case_in_clear(const Session& session,
                                               const records::Viewer& viewer,
                                               const std::string& key, const Actor& who) {
  if (const auto given = need_reason(who); !given) return base::failure_of(given);
  const auto sealed = store::sealed_record(session.store(), viewer, "case", key);
  if (!sealed) return base::failure_of(sealed);
  if (!*sealed) return std::optional<ClearCase>();
  if (const auto noted =
          note(session, records::AuditAction::reveal, who, fmt::format("case/{}", key));
      !noted)
    return base::failure_of(noted);
  ClearCase found;
  const auto originals = opened_originals(session, **sealed);
  if (!originals) return base::failure_of(originals);
  for (const auto& field : session.dictionary().entity("case")->fields)
    if (const auto at = originals->find(field.name);
        at != originals->end() && viewer.fields.of("case", field) == records::Shown::clear)
      found.fields.emplace_back(field.name, at->second);

  const auto shown = store::messages_of(session.store(), viewer, key);
  if (!shown) return base::failure_of(shown);
  const auto behind = store::sealed_messages(session.store(), viewer, key);
  if (!behind) return base::failure_of(behind);
  const auto* text = session.dictionary().entity("message")->field("text");
  const bool may = text != nullptr && viewer.fields.of("message", *text) == records::Shown::clear;
  for (std::size_t i = 0; i < shown->size(); ++i) {
    ClearMessage message{(*shown)[i], false};
    // A message that arrived between the two questions stays masked.
    if (may && i < behind->size() && shown->size() == behind->size()) {
      const auto words = opened_originals(session, (*behind)[i]);
      if (!words) return base::failure_of(words);
      if (const auto at = words->find("text"); at != words->end()) {
        message.shown.text = at->second;
        message.clear = true;
      }
    }
    found.messages.push_back(std::move(message));
  }
  return std::optional(std::move(found));
}

}  // namespace aftercare::pipeline
