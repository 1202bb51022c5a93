#include "app/cli/program.hpp"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "app/cli/arguments.hpp"
#include "app/cli/asked_passphrase.hpp"
#include "app/cli/commands.hpp"
#include "app/cli/handoff.hpp"
#include "app/cli/serve_command.hpp"
#include "app/cli/typed_secret.hpp"
#include "pipeline/session.hpp"
#include "pipeline/workspace.hpp"

namespace aftercare::app {
namespace {

namespace fs = std::filesystem;

bool chinese_environment() {
  for (const char* name : {"AFTERCARE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"})
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0')
      return std::string_view(value).starts_with("zh");
  return false;
}

int finish(const base::Result<int>& result, const Console& console) {
  if (result) return *result;
  console.error(result.error());
  return static_cast<int>(result.error().kind);
}

base::Result<int> run_without_store(const Arguments& arguments, const Place& place) {
  const auto workspace = place.absolute(arguments.workspace);
  if (const auto* init = std::get_if<InitArguments>(&arguments.command))
    return run_init(*init, place);
  if (const auto* demo = std::get_if<DemoArguments>(&arguments.command))
    return run_demo(*demo, place);
  if (const auto* serve = std::get_if<ServeArguments>(&arguments.command))
    return run_serve(*serve, workspace, place);
  if (const auto* restore = std::get_if<RestoreArguments>(&arguments.command))
    return run_restore(*restore, workspace, place);
  if (const auto* quality = std::get_if<QualityArguments>(&arguments.command))
    return quality->cells           ? run_suspected_cells(*quality, workspace, place)
           : quality->rules.empty() ? run_profile(*quality, workspace, place)
                                    : run_file_rules(*quality, place);
  if (const auto* rules = std::get_if<SuggestRulesArguments>(&arguments.command))
    return run_suggest_rules(*rules, workspace, place);
  if (const auto* repair = std::get_if<RepairArguments>(&arguments.command))
    return run_repair(*repair, workspace, place);
  if (const auto* dedupe = std::get_if<DedupeArguments>(&arguments.command))
    return run_dedupe(*dedupe, place);
  if (const auto* pairs = std::get_if<DedupePairsArguments>(&arguments.command))
    return run_dedupe_pairs(*pairs, place);
  if (const auto* text = std::get_if<TextArguments>(&arguments.command))
    return run_text(*text, workspace, place);
  if (const auto* privacy = std::get_if<PrivacyArguments>(&arguments.command))
    return run_verify_receipt(*privacy, place);
  if (const auto* insight = std::get_if<InsightArguments>(&arguments.command))
    return run_insight(*insight, workspace, place);
  if (std::holds_alternative<GlossaryArguments>(arguments.command))
    return run_glossary(workspace, place);
  return run_map_suggest(std::get<MapSuggestArguments>(arguments.command), place);
}

base::Result<int> open_and_run(const Arguments& arguments, const Place& place,
                               const std::string& token) {
  auto workspace = pipeline::Workspace::open(place.absolute(arguments.workspace));
  if (!workspace) return base::failure_of(workspace);
  if (std::holds_alternative<LinkArguments>(arguments.command))
    return base::failure("nothing is served here: start 'aftercare serve' first",
                         "此工作区未在提供服务：请先运行 aftercare serve");
  if (auto asked = ask_passphrase(workspace->keys(), place.console); !asked)
    return base::failure_of(asked);
  const auto session = pipeline::Session::open(std::move(*workspace));
  if (!session) return base::failure_of(session);
  return run_with_token(arguments, **session, place, token);
}

}  // namespace

int run_program(int count, char** words) {
  std::signal(SIGPIPE, SIG_IGN);
  const std::vector<std::string> all(words + 1, words + count);
  const bool chinese = chinese_environment();
  Console console({1, 2, false, false, chinese});
  auto parsed = parse_arguments(all, chinese);
  if (const auto* printed = std::get_if<Printed>(&parsed)) {
    (printed->exit_code == 0 ? console : Console({2, 2, false, false, chinese}))
        .print(printed->text);
    return printed->exit_code;
  }
  auto& arguments = std::get<Arguments>(parsed);
  console.set(arguments.json, arguments.quiet);
  if (!arguments.language.empty()) console.set_chinese(arguments.language == "zh");
  std::error_code none;
  Place place{console, fs::current_path(none)};
  if (auto* const map = std::get_if<MapSuggestArguments>(&arguments.command))
    map->in_workspace = pipeline::is_workspace(place.absolute(arguments.workspace));
  if (!opens_store(arguments.command)) return finish(run_without_store(arguments, place), console);

  // One owner of the store: a server that runs does the work.
  const auto root = fs::weakly_canonical(place.absolute(arguments.workspace), none);
  if (const auto* users = std::get_if<UsersArguments>(&arguments.command);
      users != nullptr && needs_password(*users)) {
    auto secret = typed_secret(console);
    if (!secret) return finish(base::failure_of(secret), console);
    place.secret = std::move(*secret);
  }
  if (const auto* keys = std::get_if<KeysArguments>(&arguments.command);
      keys != nullptr && keys->to == "passphrase") {
    auto secret = ask_new_passphrase(console);
    if (!secret) return finish(base::failure_of(secret), console);
    place.secret = std::move(*secret);
  }
  const char* given = std::getenv("AFTERCARE_TOKEN");
  const std::string token = given == nullptr ? "" : given;
  const HandedCall call{.words = all,
                        .folder = place.folder.string(),
                        .chinese = chinese,
                        .out = 1,
                        .err = 2,
                        .token = token,
                        .secret = place.secret,
                        .in = reads_answers(arguments.command) ? 0 : -1};
  if (const auto code = hand_over(root / ".aftercare.sock", call)) return *code;
  return finish(open_and_run(arguments, place, token), console);
}

}  // namespace aftercare::app
