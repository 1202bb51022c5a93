#include "app/cli/serve_command.hpp"

#include <fmt/format.h>

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>

#include "app/cli/asked_passphrase.hpp"
#include "app/cli/handoff.hpp"
#include "app/cli/text_store_command.hpp"
#include "app/http/answers.hpp"
#include "app/http/api.hpp"
#include "app/http/server.hpp"
#include "app/http/session_book.hpp"
#include "app/needed_actions.hpp"
#include "app/retention_json.hpp"
#include "base/share.hpp"
#include "pipeline/backup/backup_keeper.hpp"
#include "pipeline/source_workers.hpp"
#include "pipeline/upkeep/housekeeper.hpp"

namespace aftercare::app {
namespace {

namespace fs = std::filesystem;

// Half of the handles that this process may have; the rest are for files.
std::size_t connections_allowed() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 400;
  limit.rlim_cur =
      limit.rlim_max == RLIM_INFINITY ? 65536 : std::min<rlim_t>(limit.rlim_max, 65536);
  (void)::setrlimit(RLIMIT_NOFILE, &limit);
  (void)::getrlimit(RLIMIT_NOFILE, &limit);
  return std::clamp<std::size_t>(static_cast<std::size_t>(limit.rlim_cur) / 2, 100, 20'000);
}

// A command that api.yaml does not list has no policy, and does not run.
base::Result<void> may_run(const CommandArguments& command, const access::Caller& caller) {
  const auto needed = NeededActions::load();
  if (!needed) return base::failure_of(needed);
  const auto* listed = needed->listed(command);
  if (listed == nullptr)
    return base::failure(
        base::ErrorKind::internal,
        fmt::format("the command has no policy: '{}' is not in catalog/api.yaml",
                    command_name(command)),
        fmt::format("该命令没有权限策略：catalog/api.yaml 中没有“{}”", command_name(command)));
  auto may = caller.check(listed->action);
  if (!may && !listed->instead.en.empty()) {
    may.error().message += "; " + listed->instead.en;
    may.error().message_zh += "；" + listed->instead.zh;
  }
  return may;
}

// Where a served workspace is reached from this machine.
struct Served {
  std::uint16_t port = 0;
  bool secure = false;
  std::string host = "127.0.0.1";
};

std::string link_to(const Served& served, SessionBook& book) {
  return fmt::format("{}://{}:{}/login?token={}", served.secure ? "https" : "http", served.host,
                     served.port, book.new_link());
}

// What goes over a network must be sealed, and nobody may be let in without being known.
base::Result<void> may_listen(const ServeArguments& arguments, const pipeline::Session& session) {
  if (is_loopback_address(arguments.address)) return {};
  if (arguments.certificate.empty())
    return base::failure(
        fmt::format("listening on {} needs TLS: --cert FILE --key FILE", arguments.address),
        fmt::format("监听 {} 需要 TLS：--cert 文件 --key 文件", arguments.address));
  if (session.users().empty())
    return base::failure(
        fmt::format("listening on {} needs users: aftercare users add NAME --role administrator",
                    arguments.address),
        fmt::format("监听 {} 需要用户：aftercare users add 名称 --role administrator",
                    arguments.address));
  return {};
}

// Whoever came with a token is that user; else the owner of the terminal.
base::Result<access::Caller> caller_with(const std::string& token,
                                         const pipeline::Session& session) {
  if (token.empty()) return access::Caller::owner();
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  auto caller = session.users().caller_by_token(token, now);
  if (!caller)
    return base::failure("the token in AFTERCARE_TOKEN is unknown, void or too old",
                         "AFTERCARE_TOKEN 中的令牌未知、已作废或已过期");
  return std::move(*caller);
}

base::Result<int> run_handed(const Arguments& arguments, const pipeline::Session& session,
                             const Served& served, SessionBook& book, const Place& place) {
  if (!std::holds_alternative<LinkArguments>(arguments.command))
    return run_with_session(arguments, session, place);
  if (const auto may = may_run(arguments.command, place.caller); !may) return base::failure_of(may);
  const auto link = link_to(served, book);
  place.console.line(place.console.json() ? fmt::format(R"({{"link":"{}"}})", link) : link);
  return kDone;
}

// What a handed call would have done in its own process.
int answer_call(const HandedCall& call, const pipeline::Session& session, const Served& served,
                SessionBook& book) {
  Console console({call.out, call.err, false, false, call.chinese});
  auto parsed = parse_arguments(call.words, call.chinese);
  auto* const arguments = std::get_if<Arguments>(&parsed);
  if (arguments == nullptr) return 2;
  if (auto* const map = std::get_if<MapSuggestArguments>(&arguments->command))
    map->in_workspace = true;
  console.set(arguments->json, arguments->quiet);
  if (!arguments->language.empty()) console.set_chinese(arguments->language == "zh");
  auto caller = caller_with(call.token, session);
  if (!caller) {
    console.error(caller.error());
    return static_cast<int>(caller.error().kind);
  }
  const auto result = run_handed(*arguments, session, served, book,
                                 {console, call.folder, std::move(*caller), call.secret, call.in});
  if (result) return *result;
  console.error(result.error());
  return static_cast<int>(result.error().kind);
}

}  // namespace

base::Result<int> run_with_token(const Arguments& arguments, const pipeline::Session& session,
                                 const Place& place, const std::string& token) {
  auto caller = caller_with(token, session);
  if (!caller) return base::failure_of(caller);
  return run_with_session(arguments, session,
                          {place.console, place.folder, std::move(*caller), place.secret});
}

base::Result<int> run_with_session(const Arguments& arguments, const pipeline::Session& session,
                                   const Place& place) {
  struct Runner {
    const pipeline::Session& session;
    const Place& place;
    base::Result<int> operator()(const IngestArguments& words) const {
      return run_ingest(words, session, place);
    }
    base::Result<int> operator()(const RunArguments&) const { return run_main_job(session, place); }
    base::Result<int> operator()(const SourceArguments& words) const {
      return run_source(words, session, place);
    }
    base::Result<int> operator()(const MapSuggestArguments& words) const {
      return run_map_suggest_in_workspace(words, session, place);
    }
    base::Result<int> operator()(const QuarantineArguments& words) const {
      return run_quarantine(words, session, place);
    }
    base::Result<int> operator()(const QualityArguments& words) const {
      return run_quality(words, session, place);
    }
    base::Result<int> operator()(const ReviewArguments& words) const {
      return run_review(words, session, place);
    }
    base::Result<int> operator()(const SameArguments& words) const {
      return run_same(words, session, place);
    }
    base::Result<int> operator()(const QueryArguments& words) const {
      return run_query(words, session, place);
    }
    base::Result<int> operator()(const AskArguments& words) const {
      return run_ask(words, session, place);
    }
    base::Result<int> operator()(const SqlArguments& words) const {
      return run_sql(words, session, place);
    }
    base::Result<int> operator()(const ReportArguments& words) const {
      return run_report(words, session, place);
    }
    base::Result<int> operator()(const UsersArguments& words) const {
      return run_users(words, session, place);
    }
    base::Result<int> operator()(const AuditArguments& words) const {
      return run_audit(words, session, place);
    }
    base::Result<int> operator()(const BackupArguments& words) const {
      return run_backup(words, session, place);
    }
    base::Result<int> operator()(const CheckArguments& words) const {
      return run_check(words, session, place);
    }
    base::Result<int> operator()(const EraseArguments& words) const {
      return run_erase(words, session, place);
    }
    base::Result<int> operator()(const FindArguments& words) const {
      return run_find(words, session, place);
    }
    base::Result<int> operator()(const ExportPersonArguments& words) const {
      return run_export_person(words, session, place);
    }
    base::Result<int> operator()(const RevealArguments& words) const {
      return run_reveal(words, session, place);
    }
    base::Result<int> operator()(const PrivacyArguments& words) const {
      return run_privacy(words, session, place);
    }
    base::Result<int> operator()(const RetainArguments& words) const {
      return run_retain(words, session, place);
    }
    base::Result<int> operator()(const ConsentArguments& words) const {
      return run_consent(words, session, place);
    }
    base::Result<int> operator()(const KeysArguments& words) const {
      return run_keys(words, session, place);
    }
    base::Result<int> operator()(const ExportArguments& words) const {
      return run_export(words, session, place);
    }
    base::Result<int> refuse() const {
      return base::failure("this command does not open the store", "该命令不使用数据仓库");
    }
    base::Result<int> operator()(const InitArguments&) const { return refuse(); }
    base::Result<int> operator()(const RestoreArguments&) const { return refuse(); }
    base::Result<int> operator()(const DemoArguments&) const { return refuse(); }
    base::Result<int> operator()(const SuggestRulesArguments&) const { return refuse(); }
    base::Result<int> operator()(const RepairArguments&) const { return refuse(); }
    base::Result<int> operator()(const DedupeArguments&) const { return refuse(); }
    base::Result<int> operator()(const DedupePairsArguments&) const { return refuse(); }
    base::Result<int> operator()(const GlossaryArguments&) const { return refuse(); }
    base::Result<int> operator()(const TextArguments& words) const {
      return run_text_in_store(words, session, place);
    }
    base::Result<int> operator()(const InsightArguments& words) const {
      return run_metric_insight(words, session, place);
    }
    base::Result<int> operator()(const ServeArguments&) const { return refuse(); }
    base::Result<int> operator()(const LinkArguments&) const { return refuse(); }
  };
  if (const auto may = may_run(arguments.command, place.caller); !may) return base::failure_of(may);
  return std::visit(Runner{session, place}, arguments.command);
}

base::Result<int> run_serve(const ServeArguments& arguments, const fs::path& workspace_folder,
                            const Place& place) {
  // Blocked before any thread starts, so that only sigwait below sees them.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);

  auto workspace = pipeline::Workspace::open(workspace_folder);
  if (!workspace) return base::failure_of(workspace);
  const auto socket = workspace->socket();
  if (is_served(socket))
    return base::failure("the workspace is served already. 'aftercare link' gives a new link to it",
                         "该工作区已在提供服务。用 aftercare link 获取新的链接");
  if (auto asked = ask_passphrase(workspace->keys(), place.console); !asked)
    return base::failure_of(asked);
  const auto session = pipeline::Session::open(std::move(*workspace));
  if (!session) return base::failure_of(session);
  const char* token = std::getenv("AFTERCARE_TOKEN");
  const auto caller = caller_with(token == nullptr ? "" : token, **session);
  if (!caller) return base::failure_of(caller);
  if (const auto may = caller->check("operate"); !may) return base::failure_of(may);
  const auto share = base::share_folder();
  if (!share) return base::failure_of(share);
  const auto web = fs::exists(*share / "web") ? *share / "web" : *share / "web" / "dist";

  SessionBook book;
  const auto needed = NeededActions::load();
  if (!needed) return base::failure_of(needed);
  if (const auto may = may_listen(arguments, **session); !may) return base::failure_of(may);
  Reach reach;
  reach.secure = !arguments.certificate.empty();
  reach.hosts = arguments.names;
  auto identity =
      access::load_identity((*session)->workspace().root(), (*session)->workspace().keys());
  if (!identity) return base::failure_of(identity);
  reach.identity = std::move(*identity);
  if (!is_loopback_address(arguments.address)) reach.hosts.push_back(arguments.address);
  const Api api(**session, book, *needed, web, reach);
  ServerOptions options;
  options.address = arguments.address;
  options.port = arguments.port;
  options.certificate = arguments.certificate;
  options.key = arguments.key;
  options.most_connections = connections_allowed();
  auto server = Server::start(
      options, [&api](const Request& request) { return api.answer(request); },
      [&api](const Request& head) { return api.receive(head); });
  if (!server) return base::failure_of(server);
  Served served;
  served.port = (*server)->port();
  served.secure = reach.secure;
  if (!is_loopback_address(arguments.address)) served.host = arguments.address;
  if (!arguments.names.empty()) served.host = arguments.names.front();
  const auto handoff = HandoffServer::start(
      socket, [&](const HandedCall& call) { return answer_call(call, **session, served, book); });
  if (!handoff) return base::failure_of(handoff);

  const auto& console = place.console;
  const pipeline::SourceWorkers workers(
      **session, {[&console](const pipeline::IngestedFile& file) {
                    console.note(fmt::format(
                        fmt::runtime(console.say("{}: {} rows, {} stored, {} updated",
                                                 "{}：{} 行，入库 {}，更新 {}")),
                        file.name, file.ledger.rows, file.ledger.stored, file.ledger.updated));
                  },
                  [&console](const base::Error& error) { console.error(error); }});

  const pipeline::BackupKeeper backups(
      **session, {[&console](const pipeline::BackupMade& made) {
                    console.note(fmt::format(
                        fmt::runtime(console.say("backup {}: {} rows, {} older ones let go",
                                                 "备份 {}：{} 行，删除旧备份 {} 份")),
                        made.page.name, made.page.rows(), made.let_go.size()));
                  },
                  [&console](const base::Error& error) { console.error(error); }});

  const pipeline::Housekeeper housekeeper(
      **session,
      {[&console](const pipeline::RetentionDone& done) {
         console.note(fmt::format(fmt::runtime(console.say("retention: {}", "保存期限：{}")),
                                  in_one_line(done.report, console.chinese())));
       },
       [&console](const base::Error& error) { console.error(error); }});

  const auto link = link_to(served, book);
  if (place.console.json()) {
    place.console.line(fmt::format(R"({{"link":"{}","port":{}}})", link, served.port));
  } else {
    place.console.line(
        place.console.say("The dashboard, by a link that is good once:", "看板（一次性链接）："));
    place.console.line("  " + link);
    place.console.line(place.console.say("Ctrl-C ends it. Another link: aftercare link",
                                         "按 Ctrl-C 结束。再要链接：aftercare link"));
  }
  int signal = 0;
  sigwait(&ends, &signal);
  place.console.note(place.console.say("Ending.", "正在结束。"));
  (*server)->stop();
  return kDone;
}

}  // namespace aftercare::app
