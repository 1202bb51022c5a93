#include "pipeline/case_conversation.hpp"

#include <algorithm>

namespace aftercare::pipeline {
namespace {

language::Side side_named(std::string_view sender) {
  using language::Side;
  for (const auto side : {Side::agent, Side::bot, Side::system})
    if (sender == language::to_name(side)) return side;
  return Side::customer;
}

store::MessageView only_message(const store::RecordView& record) {
  store::MessageView message;
  message.sender = language::to_name(language::Side::customer);
  for (const auto& [name, value] : record.fields) {
    if (name == "text")
      if (const auto* text = std::get_if<std::string>(&value)) message.text = *text;
    if (name == "opened_at")
      if (const auto* at = std::get_if<records::Moment>(&value)) message.sent_at = *at;
  }
  return message;
}

}  // namespace

base::Result<std::optional<CaseConversation>> case_conversation(const Session& session,
                                                                const records::Viewer& viewer,
                                                                const std::string& case_key) {
  if (viewer.fields.of(records::PiiClass::free_text) < records::Shown::masked)
    return records::refusal("you do not see what customers wrote", "您无权查看客户所写的文字");
  const auto record = store::record(session.store(), viewer, "case", case_key);
  if (!record) return base::failure_of(record);
  if (!*record) return std::optional<CaseConversation>{};
  CaseConversation talk{case_key, {}, {}};
  auto messages = store::messages_of(session.store(), viewer, case_key);
  if (!messages) return base::failure_of(messages);
  talk.messages = std::move(*messages);
  if (talk.messages.empty()) talk.messages.push_back(only_message(**record));
  const auto analyser = session.analyser();
  if (!analyser) return base::failure_of(analyser);
  const auto reader =
      language::ConversationReader::load(session.workspace().root(), session.zone(), **analyser);
  if (!reader) return base::failure_of(reader);
  std::vector<language::SaidMessage> said;
  for (const auto& message : talk.messages)
    said.push_back({side_named(message.sender), message.text, message.sent_at});
  language::Scratch scratch;
  talk.found = reader->read(said, scratch);
  return std::optional<CaseConversation>{std::move(talk)};
}

}  // namespace aftercare::pipeline
