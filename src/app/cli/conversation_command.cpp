#include "app/cli/conversation_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/cli/dedupe_file.hpp"
#include "app/cli/report_file.hpp"
#include "app/cli/text_analyser.hpp"
#include "app/cli/text_file.hpp"
#include "base/workers.hpp"
#include "intake/transcript/speaker_roles.hpp"
#include "language/conversation.hpp"

namespace aftercare::app {
namespace {

using TalkJson = nlohmann::ordered_json;
using language::Side;

// The column told, else the first of those usual that is there; nothing if there is none.
base::Result<std::optional<std::size_t>> talk_column(const TextFile& file, const std::string& told,
                                                     std::initializer_list<const char*> usual,
                                                     const std::string& name) {
  const auto& table = file.file.table;
  if (!told.empty()) {
    const auto column = column_of(table, told, name);
    if (!column) return base::failure_of(column);
    return std::optional(*column);
  }
  for (const auto* each : usual) {
    const auto at = std::ranges::find(table.columns, each);
    if (at != table.columns.end())
      return std::optional(static_cast<std::size_t>(at - table.columns.begin()));
  }
  return std::optional<std::size_t>();
}

Side side_of(std::string_view sender, const TextArguments& arguments,
             const intake::SpeakerRoles& roles) {
  if (!arguments.agent.empty()) return sender == arguments.agent ? Side::agent : Side::customer;
  const auto role = roles.sender_of(sender);
  if (role == "agent") return Side::agent;
  if (role == "bot") return Side::bot;
  if (role == "system") return Side::system;
  return Side::customer;
}

TalkJson sentence_json(const std::optional<language::SaidSentence>& sentence,
                       const std::vector<std::uint64_t>& rows) {
  if (!sentence) return nullptr;
  return {{"row", rows[sentence->message]}, {"text", sentence->text}};
}

TalkJson conversation_json(const std::string& id, const language::Conversation& talk,
                           const std::vector<std::uint64_t>& rows) {
  TalkJson json = {{"session", id},
                   {"messages",
                    {{"customer", talk.messages[0]},
                     {"agent", talk.messages[1]},
                     {"bot", talk.messages[2]},
                     {"system", talk.messages[3]}}},
                   {"turns", talk.turns},
                   {"ending", language::to_name(talk.ending)}};
  if (talk.first_reply) json["first_reply_row"] = rows[*talk.first_reply];
  if (talk.first_reply_seconds) json["first_reply_seconds"] = *talk.first_reply_seconds;
  json["transferred"] = talk.transfer.has_value();
  if (talk.transfer) json["transfer_row"] = rows[*talk.transfer];
  json["mood"] = {{"begin", talk.mood_begin}, {"end", talk.mood_end}, {"course", talk.course}};
  json["promises"] = TalkJson::array();
  for (const auto& promise : talk.promises)
    json["promises"].push_back(sentence_json(promise, rows));
  json["summary"] = {{"problem", sentence_json(talk.problem, rows)},
                     {"demand", sentence_json(talk.demand, rows)},
                     {"promise", sentence_json(talk.promise, rows)},
                     {"outcome", sentence_json(talk.outcome, rows)}};
  return json;
}

void print_conversation(const std::string& id, const language::Conversation& talk,
                        const Console& console) {
  const auto say = [&](const char* en, const char* zh) { return std::string(console.say(en, zh)); };
  const auto said = [](const std::optional<language::SaidSentence>& sentence) {
    return sentence ? sentence->text : std::string("-");
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
  console.line(fmt::format("  {}: {} ({})", say("outcome", "结果"), said(talk.outcome), ending));
}

}  // namespace

base::Result<int> read_conversations(const TextArguments& given,
                                     const std::filesystem::path& workspace, const Place& place) {
  TextArguments arguments = given;
  if (arguments.text.empty()) arguments.text = "text";
  const auto file = read_text_file(arguments.file, arguments.text, "", {}, FilePart::whole, place);
  if (!file) return base::failure_of(file);
  const auto sender = talk_column(*file, arguments.sender,
                                  {"sender", "role", "speaker", "发送方", "角色"}, arguments.file);
  if (!sender) return base::failure_of(sender);
  if (!*sender)
    return base::failure(
        fmt::format("no column says who speaks: {}. Name it: --sender COLUMN", arguments.file),
        fmt::format("没有说明说话人的列：{}。请指定 --sender 列名", arguments.file));
  const auto session =
      talk_column(*file, arguments.session,
                  {"call_id", "session_id", "case_id", "会话编号", "会话ID"}, arguments.file);
  if (!session) return base::failure_of(session);
  const auto time = talk_column(*file, arguments.time, {"sent_at", "发送时间"}, arguments.file);
  if (!time) return base::failure_of(time);
  if (*time) arguments.time = file->file.table.columns[**time];
  const auto analyser = TextAnalyser::open(workspace, arguments, place);
  if (!analyser) return base::failure_of(analyser);
  const auto moments = moments_of(*file, arguments, analyser->zone());
  if (!moments) return base::failure_of(moments);
  std::error_code none;
  const auto own = std::filesystem::exists(workspace / "aftercare.yaml", none)
                       ? workspace
                       : std::filesystem::path();
  const auto roles = intake::SpeakerRoles::load(own);
  if (!roles) return base::failure_of(roles);
  const auto reader = language::ConversationReader::load(own, analyser->get());
  if (!reader) return base::failure_of(reader);

  struct Talk {
    std::string id;
    std::vector<language::SaidMessage> messages;
    std::vector<std::uint64_t> rows;
    language::Conversation found;
  };
  std::vector<Talk> talks;
  std::map<std::string, std::size_t, std::less<>> place_of;
  for (std::size_t i = 0; i < file->texts.size(); ++i) {
    const auto cell = [&](std::size_t column) {
      return file->file.table.cell(file->rows[i], column);
    };
    const std::string id(*session ? cell(**session) : std::string_view());
    const auto [known, added] = place_of.try_emplace(id, talks.size());
    if (added) talks.push_back({id, {}, {}, {}});
    auto& talk = talks[known->second];
    talk.messages.push_back(
        {side_of(cell(**sender), arguments, *roles), file->texts[i], (*moments)[i]});
    talk.rows.push_back(file->record(i));
  }
  base::for_blocks(talks.size(), 16, base::default_workers(),
                   [&](std::size_t, std::size_t from, std::size_t to) {
                     language::Scratch scratch;
                     for (std::size_t i = from; i < to; ++i)
                       talks[i].found = reader->read(talks[i].messages, scratch);
                   });
  const auto& console = place.console;
  if (!console.json()) {
    for (const auto& talk : talks) print_conversation(talk.id, talk.found, console);
    return kDone;
  }
  TalkJson json = {
      {"file", arguments.file}, {"n", talks.size()}, {"conversations", TalkJson::array()}};
  for (const auto& talk : talks)
    json["conversations"].push_back(conversation_json(talk.id, talk.found, talk.rows));
  console.line(dumped_json(json));
  return kDone;
}

}  // namespace aftercare::app
