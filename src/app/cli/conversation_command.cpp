#include "app/cli/conversation_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/cli/conversation_words.hpp"
#include "app/cli/dedupe_file.hpp"
#include "app/cli/report_file.hpp"
#include "app/cli/text_analyser.hpp"
#include "app/cli/text_file.hpp"
#include "app/conversation_json.hpp"
#include "base/workers.hpp"
#include "intake/transcript/speaker_roles.hpp"
#include "language/conversation.hpp"
#include "pipeline/workspace.hpp"

namespace aftercare::app {
namespace {

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

}  // namespace

base::Result<int> read_conversations(const TextArguments& given,
                                     const std::filesystem::path& workspace, const Place& place) {
  if (!given.case_key.empty())
    return base::failure("a file or a case, not both: FILE, --case", "文件与 --case 只能给出一个");
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
  const auto own = pipeline::if_workspace(workspace);
  const auto roles = intake::SpeakerRoles::load(own);
  if (!roles) return base::failure_of(roles);
  const auto reader = language::ConversationReader::load(own, analyser->zone(), analyser->get());
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
    for (const auto& talk : talks)
      print_conversation(talk.id, talk.found, analyser->zone(), console);
    return kDone;
  }
  nlohmann::ordered_json json = {{"file", arguments.file}, {"n", talks.size()}};
  auto& told = json["conversations"] = nlohmann::ordered_json::array();
  for (const auto& talk : talks) {
    nlohmann::ordered_json one = {{"session", talk.id}};
    one.update(to_json(talk.found, talk.rows));
    told.push_back(std::move(one));
  }
  console.line(dumped_json(json));
  return kDone;
}

}  // namespace aftercare::app
