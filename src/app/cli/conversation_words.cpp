#include "app/cli/conversation_words.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace aftercare::app {
namespace {

constexpr std::size_t kToTheMinute = 16;

}  // namespace

void print_conversation(const std::string& id, const language::Conversation& talk,
                        const records::Zone& zone, const Console& console) {
  const auto say = [&](const char* en, const char* zh) { return std::string(console.say(en, zh)); };
  const auto with_due = [&](const language::SaidSentence& sentence) {
    if (!sentence.due) return sentence.text;
    return fmt::format(fmt::runtime(console.say("{} (due {})", "{}（到期 {}）")), sentence.text,
                       records::to_local_text(*sentence.due, zone).substr(0, kToTheMinute));
  };
  const auto said = [&](const std::optional<language::SaidSentence>& sentence) {
    return sentence ? with_due(*sentence) : std::string("-");
  };
  const std::pair<language::Ending, std::string> endings[] = {
      {language::Ending::open, say("open", "未明")},
      {language::Ending::resolved, say("resolved", "已解决")},
      {language::Ending::unresolved, say("unresolved", "未解决")},
      {language::Ending::refused, say("refused", "被拒绝")},
      {language::Ending::promised, say("promised", "已承诺")}};
  std::string ending;
  for (const auto& [code, name] : endings)
    if (code == talk.ending) ending = name;
  console.line(fmt::format("{}{}", id.empty() ? say("conversation", "会话") : id,
                           talk.transfer ? say(" (handed over)", "（有转接）") : ""));
  console.line(fmt::format("  {}: {} / {}, {} {}",
                           say("messages customer / agent", "消息 客户/客服"), talk.messages[0],
                           talk.messages[1], talk.turns, say("turns", "轮")));
  if (talk.first_reply_seconds)
    console.line(fmt::format("  {}: {} s", say("first human reply", "首次人工回复"),
                             *talk.first_reply_seconds));
  console.line(
      fmt::format("  {}: {:+.2f} -> {:+.2f}", say("mood", "情绪"), talk.mood_begin, talk.mood_end));
  console.line(fmt::format("  {}: {}", say("problem", "问题"), said(talk.problem)));
  console.line(fmt::format("  {}: {}", say("demand", "诉求"), said(talk.demand)));
  console.line(fmt::format("  {}: {}", say("promise", "承诺"), said(talk.promise)));
  for (const auto& promise : talk.promises)
    if (!talk.promise || promise.message != talk.promise->message ||
        promise.text != talk.promise->text)
      console.line(fmt::format("  {}: {}", say("promise, too", "另有承诺"), with_due(promise)));
  console.line(fmt::format("  {}: {} ({})", say("outcome", "结果"), said(talk.outcome), ending));
}

}  // namespace aftercare::app
