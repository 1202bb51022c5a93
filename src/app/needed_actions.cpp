#include "app/needed_actions.hpp"

#include <algorithm>

#include "base/share.hpp"
#include "base/yaml_file.hpp"

namespace aftercare::app {
namespace {

// Takes the first part off a path.
std::string_view next_part(std::string_view& path) {
  const auto end = std::min(path.find('/'), path.size());
  const auto part = path.substr(0, end);
  path.remove_prefix(std::min(end + 1, path.size()));
  return part;
}

// How many parts a path has in words where the pattern has; -1: it does not fit.
int fit(std::string_view pattern, std::string_view name) {
  if (name.ends_with('/') && !pattern.ends_with("+}")) return -1;
  int in_words = 0;
  while (!pattern.empty()) {
    const auto wanted = next_part(pattern);
    if (wanted.ends_with("+}")) return name.empty() ? -1 : in_words;
    if (name.empty()) return -1;
    const auto given = next_part(name);
    if (wanted.starts_with('{')) {
      if (given.empty()) return -1;
    } else if (wanted != given) {
      return -1;
    } else {
      ++in_words;
    }
  }
  return name.empty() ? in_words : -1;
}

struct CommandNamer {
  std::string operator()(const IngestArguments&) const { return "ingest"; }
  std::string operator()(const RunArguments&) const { return "run"; }
  std::string operator()(const SourceArguments& words) const {
    return words.action == SourceArguments::Action::list ? "source list" : "source token";
  }
  std::string operator()(const QuarantineArguments& words) const {
    using Asked = QuarantineArguments::Action;
    return words.action == Asked::list   ? "quarantine list"
           : words.action == Asked::show ? "quarantine show"
                                         : "quarantine replay";
  }
  std::string operator()(const QualityArguments& words) const {
    if (!words.file.empty()) return "quality file";
    return words.suggest ? "quality suggest" : words.run_rules ? "quality rules" : "quality";
  }
  std::string operator()(const ReviewArguments& words) const {
    static constexpr std::string_view names[] = {"findings", "review", "accept", "reject", "undo"};
    return "quality " + std::string(names[static_cast<std::size_t>(words.action)]);
  }
  std::string operator()(const SameArguments& words) const {
    static constexpr std::string_view names[] = {"compare", "list",  "show", "accept",
                                                 "split",   "merge", "undo"};
    return "dedupe " + std::string(names[static_cast<std::size_t>(words.action)]);
  }
  std::string operator()(const QueryArguments& words) const {
    return words.rows ? "query rows" : "query";
  }
  std::string operator()(const InsightArguments& words) const {
    return words.of_workspace() ? "insight" : "insight file";
  }
  std::string operator()(const AskArguments&) const { return "ask"; }
  std::string operator()(const SqlArguments& words) const {
    return words.tables ? "sql tables" : words.csv ? "sql csv" : "sql";
  }
  std::string operator()(const ReportArguments&) const { return "report"; }
  std::string operator()(const AuditArguments& words) const {
    return words.action == AuditArguments::Action::list ? "audit list" : "audit verify";
  }
  std::string operator()(const BackupArguments& words) const {
    using Asked = BackupArguments::Action;
    return words.action == Asked::make     ? "backup"
           : words.action == Asked::list   ? "backup list"
           : words.action == Asked::verify ? "backup verify"
           : words.action == Asked::prune  ? "backup prune"
                                           : "backup keys";
  }
  std::string operator()(const CheckArguments& words) const {
    return words.advice ? "doctor" : "verify";
  }
  std::string operator()(const EraseArguments&) const { return "erase"; }
  std::string operator()(const FindArguments&) const { return "find"; }
  std::string operator()(const ExportPersonArguments&) const { return "export-person"; }
  std::string operator()(const RevealArguments&) const { return "reveal"; }
  std::string operator()(const PrivacyArguments& words) const {
    if (!words.key.empty()) return "privacy receipt file";
    return words.action == PrivacyArguments::Action::inventory ? "privacy inventory"
                                                               : "privacy receipt";
  }
  std::string operator()(const RetainArguments& words) const {
    return words.apply ? "retain apply" : "retain";
  }
  std::string operator()(const ConsentArguments& words) const {
    return words.action == ConsentArguments::Action::list ? "privacy consent list"
                                                          : "privacy consent";
  }
  std::string operator()(const KeysArguments&) const { return "keys rotate"; }
  std::string operator()(const ExportArguments&) const { return "export"; }
  std::string operator()(const TextArguments& words) const {
    using Asked = TextArguments::Action;
    if (!words.of_store()) return "text file";
    return words.action == Asked::wishes         ? "text wishes"
           : words.action == Asked::retopic      ? "text retopic"
           : words.action == Asked::reanalyze    ? "text reanalyze"
           : words.action == Asked::label        ? "text label"
           : words.action == Asked::conversation ? "text conversation"
           : words.reads_many_texts()            ? "text words"
                                                 : "text train";
  }
  std::string operator()(const UsersArguments& words) const {
    using Asked = UsersArguments::Action;
    const bool of_tokens = words.action == Asked::token || words.action == Asked::revoke;
    return words.action == Asked::list  ? "users list"
           : words.action == Asked::add ? "users add"
           : of_tokens                  ? "users token"
                                        : "users change";
  }
  std::string operator()(const LinkArguments&) const { return "link"; }
  std::string operator()(const InitArguments&) const { return "init"; }
  std::string operator()(const DemoArguments&) const { return "demo"; }
  std::string operator()(const RestoreArguments&) const { return "restore"; }
  std::string operator()(const MapSuggestArguments& words) const {
    return words.in_workspace ? "map suggest" : "map suggest file";
  }
  std::string operator()(const SuggestRulesArguments&) const { return "quality suggest file"; }
  std::string operator()(const RepairArguments&) const { return "quality repair"; }
  std::string operator()(const DedupeArguments&) const { return "dedupe file"; }
  std::string operator()(const DedupePairsArguments&) const { return "dedupe pairs"; }
  std::string operator()(const GlossaryArguments&) const { return "glossary"; }
  std::string operator()(const ServeArguments&) const { return "serve"; }
};

}  // namespace

base::Result<NeededActions> NeededActions::load() {
  const auto files = base::catalog_files("api.yaml", {});
  if (!files) return base::failure_of(files);
  NeededActions needed;
  for (const auto& file : *files) {
    const auto root = base::load_yaml(file);
    if (!root) return base::failure_of(root);
    for (const auto& node : (*root)["endpoints"]) {
      const auto label = node["label"];
      needed.endpoints_.push_back(
          {base::text_or(node, "method", ""),
           base::text_or(node, "path", ""),
           base::text_or(node, "action", ""),
           base::text_or(node, "takes", ""),
           {base::text_or(label, "en", ""), base::text_or(label, "zh", "")}});
    }
    for (const auto& node : (*root)["commands"]) {
      ListedCommand command{base::text_or(node, "name", ""), base::text_or(node, "action", ""), {}};
      if (const auto instead = node["instead"])
        command.instead = {base::text_or(instead, "en", ""), base::text_or(instead, "zh", "")};
      needed.commands_.push_back(std::move(command));
    }
  }
  return needed;
}

const Endpoint* NeededActions::endpoint(std::string_view method, std::string_view name) const {
  if (method == "HEAD") method = "GET";
  const Endpoint* best = nullptr;
  int most = -1;
  for (const auto& one : endpoints_) {
    const int in_words = one.method == method ? fit(one.path, name) : -1;
    if (in_words > most) most = in_words, best = &one;
  }
  return best;
}

bool NeededActions::has_path(std::string_view name) const {
  return std::ranges::any_of(endpoints_,
                             [name](const Endpoint& one) { return fit(one.path, name) >= 0; });
}

const ListedCommand* NeededActions::listed(const CommandArguments& command) const {
  const auto at = std::ranges::find(commands_, command_name(command), &ListedCommand::name);
  return at == commands_.end() ? nullptr : &*at;
}

std::string command_name(const CommandArguments& command) {
  return std::visit(CommandNamer(), command);
}

}  // namespace aftercare::app
