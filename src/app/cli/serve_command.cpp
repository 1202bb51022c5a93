#include "app/cli/serve_command.hpp"

#include <fmt/format.h>

#include <csignal>

#include "app/cli/handoff.hpp"
#include "app/http/api.hpp"
#include "app/http/server.hpp"
#include "app/http/session_book.hpp"
#include "app/needed_actions.hpp"
#include "base/share.hpp"
#include "pipeline/source_workers.hpp"

namespace aftercare::app {
namespace {

namespace fs = std::filesystem;

// A command that api.yaml does not list has no policy, and does not run.
base::Result<void> may_run(const CommandArguments& command, const access::Caller& caller) {
  const auto needed = NeededActions::load();
  if (!needed) return base::failure_of(needed);
  const auto action = needed->action_of(command);
  if (!action)
    return base::failure(
        base::ErrorKind::internal,
        fmt::format("the command has no policy: '{}' is not in catalog/api.yaml",
                    command_name(command)),
        fmt::format("该命令没有权限策略：catalog/api.yaml 中没有“{}”", command_name(command)));
  return caller.check(*action);
}

std::string link_to(std::uint16_t port, SessionBook& book) {
  return fmt::format("http://127.0.0.1:{}/login?token={}", port, book.new_link());
}

base::Result<int> run_handed(const Arguments& arguments, const pipeline::Session& session,
                             std::uint16_t port, SessionBook& book, const Place& place) {
  if (!std::holds_alternative<LinkArguments>(arguments.command))
    return run_with_session(arguments, session, place);
  if (const auto may = may_run(arguments.command, place.caller); !may) return base::failure_of(may);
  const auto link = link_to(port, book);
  place.console.line(place.console.json() ? fmt::format(R"({{"link":"{}"}})", link) : link);
  return kDone;
}

// What a handed call would have done in its own process.
int answer_call(const HandedCall& call, const pipeline::Session& session, std::uint16_t port,
                SessionBook& book) {
  Console console({call.out, call.err, false, false, call.chinese});
  const auto parsed = parse_arguments(call.words, call.chinese);
  const auto* arguments = std::get_if<Arguments>(&parsed);
  if (arguments == nullptr) return 2;
  console.set(arguments->json, arguments->quiet);
  if (!arguments->language.empty()) console.set_chinese(arguments->language == "zh");
  const auto result = run_handed(*arguments, session, port, book, {console, call.folder});
  if (result) return *result;
  console.error(result.error());
  return static_cast<int>(result.error().kind);
}

}  // namespace

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
    base::Result<int> operator()(const QuarantineArguments& words) const {
      return run_quarantine(words, session, place);
    }
    base::Result<int> operator()(const QualityArguments& words) const {
      return run_quality(words, session, place);
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
    base::Result<int> operator()(const ReportArguments& words) const {
      return run_report(words, session, place);
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
    base::Result<int> operator()(const ExportPersonArguments& words) const {
      return run_export_person(words, session, place);
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
    base::Result<int> operator()(const MapSuggestArguments&) const { return refuse(); }
    base::Result<int> operator()(const SuggestRulesArguments&) const { return refuse(); }
    base::Result<int> operator()(const RepairArguments&) const { return refuse(); }
    base::Result<int> operator()(const DedupeArguments&) const { return refuse(); }
    base::Result<int> operator()(const DedupePairsArguments&) const { return refuse(); }
    base::Result<int> operator()(const GlossaryArguments&) const { return refuse(); }
    base::Result<int> operator()(const TextArguments&) const { return refuse(); }
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
  const auto session = pipeline::Session::open(std::move(*workspace));
  if (!session) return base::failure_of(session);
  const auto share = base::share_folder();
  if (!share) return base::failure_of(share);
  const auto web = fs::exists(*share / "web") ? *share / "web" : *share / "web" / "dist";

  SessionBook book;
  const auto needed = NeededActions::load();
  if (!needed) return base::failure_of(needed);
  const Api api(**session, book, *needed, web);
  ServerOptions options;
  options.port = arguments.port;
  auto server = Server::start(
      options, [&api](const Request& request) { return api.answer(request); },
      [&api](const Request& head) { return api.receive(head); });
  if (!server) return base::failure_of(server);
  const auto port = (*server)->port();
  const auto handoff = HandoffServer::start(
      socket, [&](const HandedCall& call) { return answer_call(call, **session, port, book); });
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

  const auto link = link_to(port, book);
  if (place.console.json()) {
    place.console.line(fmt::format(R"({{"link":"{}","port":{}}})", link, port));
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
