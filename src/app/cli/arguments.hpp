// The command line as data. CLI11 stays in arguments.cpp and insight_arguments.cpp, because it
// compiles slowly.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "app/cli/insight_asked.hpp"
#include "app/cli/text_asked.hpp"

namespace aftercare::app {

struct InitArguments {
  std::string folder;
  std::string name;
  std::string zone = "Asia/Shanghai";
  std::string language;  // Empty: of the console.
};
struct DemoArguments {
  std::string folder;
  std::uint32_t customers = 3000;
  std::uint32_t days = 180;
  std::uint64_t seed = 1;
  std::string end;  // YYYY-MM-DD; empty: today.
};
struct IngestArguments {
  std::vector<std::string> paths;
  std::string entity;
  std::string source;
  std::string mapping;
};
struct RunArguments {};
struct SourceArguments {
  enum class Action { list, token } action = Action::list;
  std::string name;  // Of token.
};
struct MapSuggestArguments {
  std::string file;    // This or
  std::string source;  // a database that the workspace declares.
  std::string out;
  bool in_workspace = false;  // Not said: there is one, and its keys are asked for.
};
struct QuarantineArguments {
  enum class Action { list, show, replay } action = Action::list;
  std::vector<std::uint64_t> ids;
  bool all = false;
  std::vector<std::string> set;  // column=value, for replay of one row.
  std::string reason;            // Of show: why it is looked at.
};
struct QualityArguments {
  std::string file;        // Empty: of the workspace.
  std::string html;        // The file's profile as one page.
  std::string rules;       // Rules for the file's columns.
  bool run_rules = false;  // Of the workspace, over the whole tables.
  std::string table;       // Of these only one; empty: all.
  bool suggest = false;    // Rules for this table, from what it is like.
  bool cells = false;      // The file's suspected cells.
  std::string out;         // Of cells, as CSV; of suggested rules.
};
/// Findings row by row; values and repairs to decide.
struct ReviewArguments {
  enum class Action { findings, list, accept, reject, undo } action = Action::list;
  std::string column;  // "case.status"; of findings the entity alone is enough.
  std::vector<std::string> values;
  std::optional<std::string> as;  // What they become; without values: all that would become it.
  std::int64_t id = 0;            // Of undo.
  std::string rule, kind;         // Of findings.
  std::uint32_t limit = 50;
};
struct SuggestRulesArguments {
  std::string file;
  std::string out;  // Empty: to the terminal.
};
struct RepairArguments {
  std::string file;
  std::string out;
  std::string report;
  double threshold = 0.7;
  std::uint32_t ask = 0;  // Questions to put; 0: none.
  std::string answers;
  std::string questions;
};
struct DedupeArguments {
  std::string file;
  std::string id;  // Column that names a row; empty: its number in the file.
  bool people = false;
  std::string text;  // Column of texts.
  std::string out;
  std::string pairs;
  std::string explain;  // "ID1,ID2".
};
/// Of the workspace: which customers are one person, which cases one voice.
struct SameArguments {
  enum class Action { compare, list, show, accept, split, merge, undo } action = Action::compare;
  bool customers = false;  // Neither: both, or for a pair the one that knows it.
  bool cases = false;
  std::string state;              // Of list.
  std::vector<std::string> keys;  // "ONE,OTHER" or one by one.
  std::int64_t id = 0;            // Of undo.
  std::uint64_t limit = 50;
};
struct DedupePairsArguments {
  enum class Action { train, eval, predict } action = Action::train;
  std::string model;
  std::string file;
  std::string valid;  // Pairs that the threshold is chosen on; empty: by cross-validation.
  std::string out;
};
struct QueryArguments {
  std::vector<std::string> metrics;
  std::vector<std::string> by;
  std::string where;
  std::string from;
  std::string to;
  std::optional<std::uint64_t> limit;
  std::string compare;  // "previous" or "year"; empty: with nothing.
  std::optional<std::uint64_t> rolling;
  bool moving_average = false;
  bool cumulative = false;
  bool share = false;
  bool other = false;
  bool csv = false;
  bool rows = false;  // The records behind the one metric instead of the number.
};
/// Hand-written SQL over the views of a role.
struct SqlArguments {
  std::string statement;  // "-": from standard input.
  std::uint64_t limit = 10'000;
  bool csv = false;
  bool tables = false;  // The views instead.
};
inline constexpr std::uint64_t kMostSqlRows = 100'000;
/// What every number means.
struct GlossaryArguments {};
/// A question in plain words.
struct AskArguments {
  std::vector<std::string> words;
  std::string today;  // Instead of the workspace's today.
};
struct ReportArguments {
  std::string out;
  std::string from;
  std::string to;
  std::string language;
};
struct AuditArguments {
  enum class Action { list, verify } action = Action::list;
  std::string what, actor, subject;  // Of list; empty: any.
  std::string from, to;              // Days.
  std::uint64_t limit = 50;
  std::string head;  // Of verify: COUNT:HASH as noted down earlier.
};
struct BackupArguments {
  enum class Action { make, list, verify, keys, prune } action = Action::make;
  std::string place;  // Where; empty: as the settings say.
  std::string name;   // Of verify: only this one.
  std::string keys;   // Of keys: the new folder.
  std::uint32_t keep_last = 0, keep_daily = 0, keep_weekly = 0, keep_monthly = 0;
  bool dry_run = false;    // Of prune.
  std::uint32_t days = 0;  // Of keys: how long the copy is meant to exist; 0: as the settings say.
};
struct RestoreArguments {
  std::string place;
  std::string name;  // Empty: the newest.
  std::string keys;  // Folder with a copy of the keys.
};
/// verify: is the workspace whole? doctor: that, and what else wants doing.
struct CheckArguments {
  bool advice = false;
};
struct EraseArguments {
  std::string customer;
  std::string reason;
  std::string out;        // Of the receipt.
  bool accounts = false;  // All accounts of the same person.
  bool dry_run = false;
};
/// Records by an exact phone, e-mail or order number.
struct FindArguments {
  std::string value;  // "-": read from the input, so that no shell remembers it.
  std::string kind = "any";
};
struct ExportPersonArguments {
  std::string customer;
  std::string reason;
  std::string out;  // Two files: its name with .json and .html.
};
/// One record in clear; exactly one of both names is there.
struct RevealArguments {
  std::string case_key;
  std::string customer;
  std::string reason;
};
struct PrivacyArguments {
  enum class Action { inventory, verify, show } action = Action::inventory;
  std::string out;       // Of inventory, as a page.
  std::string file;      // Of verify.
  std::string key;       // Of verify: the public key, instead of the workspace's.
  std::string customer;  // Of show; of verify: whom the receipt must be about.
};
struct RetainArguments {
  bool apply = false;
  bool last = false;  // How the last one went.
  std::string out;    // Of its receipt.
  std::string as_of;  // Day; empty: now.
};
struct ConsentArguments {
  enum class Action { withdraw, give, list } action = Action::list;
  std::string customer;
  std::string purpose;
  std::string reason;
};
struct KeysArguments {
  std::string to = "file";
  std::string reason;
};
/// Rows for analysts, made anonymous.
struct ExportArguments {
  std::string name;
  std::string out;
  std::string from, to;
  std::string reason;
  std::size_t k = 5;
  std::size_t l = 2;
  double most_left_out = 0.05;
};
/// Who may use the workspace. A password is never among the words.
struct UsersArguments {
  enum class Action {
    list,
    add,
    password,
    role,
    rows,
    disable,
    enable,
    code,
    token,
    revoke
  } action = Action::list;
  std::string name;
  std::string role;
  std::vector<std::string> shops, teams, regions;
  std::string agent;
  std::string subject;               // Who it is at the provider of identities.
  std::string label;                 // Of a token.
  std::vector<std::string> actions;  // Of a token; empty: all of the user's.
  std::uint32_t days = 90;           // That a token lasts.
  bool off = false;                  // No second factor any more.
};
struct ServeArguments {
  std::uint16_t port = 8080;
  std::string address = "127.0.0.1";
  std::vector<std::string> names;  // By which the server is reached, besides its address.
  std::string certificate, key;    // Files for TLS.
};
struct LinkArguments {};

using CommandArguments =
    std::variant<InitArguments, DemoArguments, IngestArguments, RunArguments, SourceArguments,
                 MapSuggestArguments, QuarantineArguments, QualityArguments, ReviewArguments,
                 SuggestRulesArguments, RepairArguments, DedupeArguments, SameArguments,
                 DedupePairsArguments, TextArguments, InsightArguments, QueryArguments,
                 AskArguments, SqlArguments, GlossaryArguments, ReportArguments, AuditArguments,
                 BackupArguments, RestoreArguments, CheckArguments, EraseArguments, FindArguments,
                 ExportPersonArguments, RevealArguments, PrivacyArguments, RetainArguments,
                 ConsentArguments, KeysArguments, ExportArguments, UsersArguments, ServeArguments,
                 LinkArguments>;

struct Arguments {
  std::string workspace;  // -w, else AFTERCARE_WORKSPACE, else the current folder.
  bool json = false;
  bool quiet = false;
  std::string language;  // --language zh|en of messages; empty: from the environment.
  CommandArguments command;
};

/// What there is to print instead of a command to run: help, version, a completion script,
/// or what was wrong with the words.
struct Printed {
  std::string text;
  int exit_code = 0;  // 2: wrong usage, the text belongs on the error handle.
};

std::variant<Arguments, Printed> parse_arguments(const std::vector<std::string>& words,
                                                 bool chinese);

/// Commands that open the store and are handed to a running server.
bool opens_store(const CommandArguments& command);
/// Commands that read standard input.
bool reads_answers(const CommandArguments& command);

}  // namespace aftercare::app
