// The command line as data. CLI11 stays in arguments.cpp and insight_arguments.cpp, because it
// compiles slowly.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

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
  std::string file;
  std::string out;
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
struct TextArguments {
  enum class Action {
    train,
    eval,
    predict,
    entities,
    label,
    models,
    analyze,
    keywords,
    phrases,
    discover,
    names,
    conversation,
    rivals,
    wishes
  } action = Action::train;
  std::string model;
  std::string file;
  std::string text;      // Column of texts; empty: the model's.
  std::string label;     // Column of labels; empty: the model's.
  std::string entities;  // Column of spans, "TYPE,BEGIN,END", or "bio": the file is tagged lines.
  std::string out;
  bool multi = false;
  std::string separator;          // Between several labels of a cell; empty: sniffed.
  std::string split;              // "md5" or "md5:K": see learnt/held_back.hpp.
  std::uint32_t least_texts = 0;  // 0: 2, or 5 for a model that the workspace keeps.
  std::uint64_t seed = 1;
  std::string name;      // Of the model in the workspace, or of the set of labels.
  std::string names;     // Labels to choose from, separated by commas.
  std::string suspects;  // Where to write labels that look wrong.
  int days = 7;          // How long now is, and the time before it.
  std::size_t top = 50;  // So many are told.
  std::string from;      // First and last day of wishes.
  std::string to;
  std::string session;                 // Column of what conversation a message belongs to.
  std::string sender;                  // Column of who wrote it.
  std::string agent;                   // What stands there for an agent; all else is the customer.
  std::string time;                    // Column of when a text was written.
  std::string zone = "Asia/Shanghai";  // Of times without one, where no workspace says it.
  double unsure = -1;                  // Below it a label is unknown; negative: as the model says.
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
/// Explanations of a table file, or of a metric of the workspace.
struct InsightArguments {
  enum class Action {
    rules,
    forecast,
    anomalies,
    trend,
    drivers,
    impact,
    flow,
    defects,
    compare,
    cohorts,
    rootcause,
    swot,
    story,
    spikes,
    influences
  } action = Action::rules;
  std::string file;
  std::string metric;           // Of the workspace, instead of a file.
  bool metric_or_file = false;  // The metric stands where a file does.
  std::string first, second;    // Segments that are compared, as conditions.
  std::size_t within = 30;      // Days in which a next problem follows.
  std::string html;             // Where to write the page; empty: none.
  std::string compared_within;  // Column or dimension in whose values siblings are alike.
  std::string by;               // Dimension whose values are a series each; empty: one series.
  std::string step = "day";     // Of a metric: day, week, month.
  std::string where, from, to;  // Days of a metric; values of a group's column.
  std::string before, after;    // Periods, "DAY..DAY".
  std::string group;            // Column that tells two groups apart.
  std::string of_case;          // Column of what case an event belongs to.
  std::string activity;         // Column of what happened.
  std::string at;               // When something began.
  std::string treated;          // The series that it touched; empty: there is one.
  std::string control;          // all, matched or synthetic; empty: all.
  std::string declared;         // The flow that cases should take: of the catalog, or a file.
  std::string actor;            // Column of who did it.
  std::size_t depth = 3;        // Conditions of a segment at most.
  std::string id;               // Column that tells series apart; empty: one series.
  std::string time;             // Column of when.
  std::string ended;            // Column of when it failed.
  std::string value;            // Column of the number.
  std::string problem;          // Columns that name the problem.
  std::string text;             // Column of what was written.
  std::string transaction;      // Column of what basket an item belongs to; empty: a basket a line.
  std::string item;
  std::string min_support;  // A share ("0.01", "1%") or, from 1 on, a count.
  double min_confidence = 0.1;
  std::size_t horizon = 0;
  std::size_t season = 0;   // 0: found by itself; 1: none.
  double level = 0.95;      // Of intervals.
  double alarm = 0.98;      // A score from here on is an anomaly.
  std::string state;        // File that remembers what was told before; empty: all is told.
  std::string base;         // Column of what the value is a part of; empty: none.
  std::string chart;        // "x", "p", "u"; empty: p with a base, else x.
  std::string holidays;     // A file of days that are like no other.
  struct Staffing {         // People that the forecast of contacts needs.
    double handling_s = 0;  // 0: not asked.
    double answered_share = 0.8, within_s = 20, most_occupancy = 0.85, shrinkage = 0.3;
    double at_once = 1;
    double open_hours = 12;  // Of a day.
  } staffing;
  std::size_t top = 20;  // So many are told at a terminal.

  /// True if it opens the store: a metric is named, or no file where there could be one.
  bool of_workspace() const {
    return !metric.empty() || (action >= Action::compare && file.empty());
  }
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
