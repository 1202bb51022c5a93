// Every command as a function: its arguments and where it may write in, an exit code out.

#pragma once

#include <filesystem>

#include "access/policy.hpp"
#include "app/cli/arguments.hpp"
#include "app/cli/console.hpp"
#include "base/result.hpp"
#include "pipeline/audit.hpp"
#include "pipeline/session.hpp"

namespace aftercare::app {

constexpr int kDone = 0;
constexpr int kFindings = 1;  // Done, but more was found or rejected than is allowed.

/// Where a command runs: its terminal, the folder that its relative paths are below, and who asks.
struct Place {
  const Console& console;
  std::filesystem::path folder;
  access::Caller caller = access::Caller::owner();  // Who asks.
  std::string secret = {};                          // A password that was typed at the terminal.
  int in = 0;                                       // Where answers are read from; not owned.

  std::filesystem::path absolute(const std::string& path) const { return folder / path; }
  /// Who the audit log names.
  pipeline::Actor actor(std::string reason = {}) const {
    if (caller.is_owner) return pipeline::command_line_actor(std::move(reason));
    return {caller.viewer.name, std::move(reason)};
  }
};

// Without a store.
/// A new workspace out of a backup.
base::Result<int> run_restore(const RestoreArguments& arguments,
                              const std::filesystem::path& workspace, const Place& place);
base::Result<int> run_init(const InitArguments& arguments, const Place& place);
base::Result<int> run_demo(const DemoArguments& arguments, const Place& place);
base::Result<int> run_map_suggest(const MapSuggestArguments& arguments, const Place& place);
/// With the workspace's own definitions, and the keys of what is stored.
base::Result<int> run_map_suggest_in_workspace(const MapSuggestArguments& arguments,
                                               const pipeline::Session& session,
                                               const Place& place);
/// The workspace's rules over its stored tables; what came of them is kept.
base::Result<int> run_table_rules(const QualityArguments& arguments,
                                  const pipeline::Session& session, const Place& place);
base::Result<int> run_suggest_table_rules(const QualityArguments& arguments,
                                          const pipeline::Session& session, const Place& place);
base::Result<int> run_file_rules(const QualityArguments& arguments, const Place& place);
base::Result<int> run_suggest_rules(const SuggestRulesArguments& arguments,
                                    const std::filesystem::path& workspace, const Place& place);
base::Result<int> run_profile(const QualityArguments& arguments,
                              const std::filesystem::path& workspace, const Place& place);
base::Result<int> run_dedupe(const DedupeArguments& arguments, const Place& place);
base::Result<int> run_dedupe_pairs(const DedupePairsArguments& arguments, const Place& place);

base::Result<int> run_glossary(const std::filesystem::path& workspace, const Place& place);
/// A receipt against a public key.
base::Result<int> run_verify_receipt(const PrivacyArguments& arguments, const Place& place);
base::Result<int> run_text(const TextArguments& arguments, const std::filesystem::path& workspace,
                           const Place& place);
base::Result<int> run_insight(const InsightArguments& arguments,
                              const std::filesystem::path& workspace, const Place& place);
base::Result<int> run_suspected_cells(const QualityArguments& arguments,
                                      const std::filesystem::path& workspace, const Place& place);
base::Result<int> run_repair(const RepairArguments& arguments,
                             const std::filesystem::path& workspace, const Place& place);

// With one; the session may belong to a server that runs several at once.
base::Result<int> run_ingest(const IngestArguments& arguments, const pipeline::Session& session,
                             const Place& place);
base::Result<int> run_main_job(const pipeline::Session& session, const Place& place);
base::Result<int> run_source(const SourceArguments& arguments, const pipeline::Session& session,
                             const Place& place);
base::Result<int> run_quarantine(const QuarantineArguments& arguments,
                                 const pipeline::Session& session, const Place& place);
base::Result<int> run_quality(const QualityArguments& arguments, const pipeline::Session& session,
                              const Place& place);
base::Result<int> run_review(const ReviewArguments& arguments, const pipeline::Session& session,
                             const Place& place);
base::Result<int> run_same(const SameArguments& arguments, const pipeline::Session& session,
                           const Place& place);
base::Result<int> run_metric_insight(const InsightArguments& arguments,
                                     const pipeline::Session& session, const Place& place);
base::Result<int> run_query(const QueryArguments& arguments, const pipeline::Session& session,
                            const Place& place);
base::Result<int> run_sql(const SqlArguments& arguments, const pipeline::Session& session,
                          const Place& place);
base::Result<int> run_ask(const AskArguments& arguments, const pipeline::Session& session,
                          const Place& place);
base::Result<int> run_users(const UsersArguments& arguments, const pipeline::Session& session,
                            const Place& place);
/// Whether a password has to be typed for it.
bool needs_password(const UsersArguments& arguments);
base::Result<int> run_report(const ReportArguments& arguments, const pipeline::Session& session,
                             const Place& place);
base::Result<int> run_backup(const BackupArguments& arguments, const pipeline::Session& session,
                             const Place& place);
base::Result<int> run_check(const CheckArguments& arguments, const pipeline::Session& session,
                            const Place& place);
base::Result<int> run_erase(const EraseArguments& arguments, const pipeline::Session& session,
                            const Place& place);
base::Result<int> run_find(const FindArguments& arguments, const pipeline::Session& session,
                           const Place& place);
base::Result<int> run_export_person(const ExportPersonArguments& arguments,
                                    const pipeline::Session& session, const Place& place);
/// One case or one customer in clear.
base::Result<int> run_reveal(const RevealArguments& arguments, const pipeline::Session& session,
                             const Place& place);
base::Result<int> run_privacy(const PrivacyArguments& arguments, const pipeline::Session& session,
                              const Place& place);
base::Result<int> run_retain(const RetainArguments& arguments, const pipeline::Session& session,
                             const Place& place);
base::Result<int> run_consent(const ConsentArguments& arguments, const pipeline::Session& session,
                              const Place& place);
base::Result<int> run_keys(const KeysArguments& arguments, const pipeline::Session& session,
                           const Place& place);
base::Result<int> run_export(const ExportArguments& arguments, const pipeline::Session& session,
                             const Place& place);
base::Result<int> run_audit(const AuditArguments& arguments, const pipeline::Session& session,
                            const Place& place);

}  // namespace aftercare::app
