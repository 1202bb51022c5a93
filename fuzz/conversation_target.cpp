// Any lines are a conversation: what is told of it stands in it, and its moods are in bounds. The
// comparisons and wishes of the same text are read beside it, the whole of it is judged as a
// case's, and each line is read as an agent's message: what it names and promises stands in it.

#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "base/utf8.hpp"
#include "language/conversation.hpp"
#include "language/promise.hpp"
#include "language/rivals.hpp"

namespace {

using namespace aftercare;

const language::Analyser& analyser() {
  static const auto made = [] {
    language::Extra extra;
    extra.rules_alone = true;
    return language::Analyser::load({}, extra).value();
  }();
  return *made;
}

void check(bool holds) {
  if (!holds) std::abort();
}

void check_case(std::string_view text, language::Scratch& scratch) {
  const auto found = analyser().analyse(text, {}, scratch);
  check(found.sentiment_score >= -1 && found.sentiment_score <= 1);
  check(found.severity >= 0 && found.severity <= 3 && found.urgency >= 0 && found.urgency <= 2);
  for (const auto& span : found.text_spans) check(span.begin < span.end && span.end <= text.size());
}

void check_message(std::string_view text, language::Scratch& scratch) {
  static const auto reader =
      language::PromiseReader::load({}, records::Zone::named("Asia/Shanghai").value()).value();
  static const records::Moment said{std::chrono::hours(490'000)};
  std::vector<language::Entity> entities;
  std::vector<records::Span> spans;
  std::vector<language::Promise> promises;
  std::string json;
  analyser().mark_text(text, said, scratch, entities, spans, json);
  reader.read(text, said, entities, analyser().simplifier(), promises);
  const auto characters = base::count_code_points(text);
  for (const auto& span : spans) check(span.begin < span.end && span.end <= text.size());
  for (const auto& one : promises) {
    check(one.begin < one.end && one.end <= characters + text.size());
    check(!one.due || *one.due >= said);
  }
  language::promises_json(promises);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto conversations =
      language::ConversationReader::load({}, records::Zone::utc(), analyser()).value();
  static const auto rival_reader = language::RivalReader::load({}, analyser()).value();
  static language::Scratch scratch;
  std::string_view rest(reinterpret_cast<const char*>(data), size);

  std::vector<language::RivalMention> rivals;
  std::vector<language::Wish> wishes;
  rival_reader.read(rest, scratch, rivals, wishes);
  for (const auto& one : rivals) check(!one.rival.empty());
  check_case(rest, scratch);

  // A line a message; its first byte says whose it is and whether its moment is known.
  std::vector<language::SaidMessage> messages;
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(line.size() == rest.size() ? rest.size() : line.size() + 1);
    if (line.empty()) continue;
    const auto first = static_cast<unsigned char>(line[0]);
    auto& message = messages.emplace_back();
    message.side = static_cast<language::Side>(first % 4);
    message.text = line.substr(1);
    check_message(message.text, scratch);
    if (first % 3 != 0) message.at = records::Moment(std::chrono::seconds(first * 977));
  }
  const auto found = conversations.read(messages, scratch);
  check(found.messages[0] + found.messages[1] + found.messages[2] + found.messages[3] ==
        messages.size());
  check(found.turns <= messages.size());
  check(!found.first_reply || *found.first_reply < messages.size());
  check(!found.transfer || *found.transfer < messages.size());
  for (const auto& promise : found.promises) check(promise.message < messages.size());
  for (const auto& said : {found.problem, found.demand, found.promise, found.outcome})
    check(!said || said->message < messages.size());
  for (const auto mood : found.course) check(mood >= -1 && mood <= 1);
  check(found.mood_begin >= -1 && found.mood_begin <= 1);
  check(found.mood_end >= -1 && found.mood_end <= 1);
  return 0;
}
