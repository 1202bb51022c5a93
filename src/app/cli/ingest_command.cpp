// ingest and run: rows in, a ledger out.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "app/cli/commands.hpp"
#include "app/cli/reanalyze_command.hpp"
#include "app/cli/report_file.hpp"
#include "app/cli/retopic_command.hpp"
#include "app/cli/table_text.hpp"
#include "app/retention_json.hpp"
#include "app/rules_json.hpp"
#include "app/store_json.hpp"
#include "metrics/answer.hpp"
#include "pipeline/ingest.hpp"
#include "pipeline/upkeep/retention_run.hpp"

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;

records::Moment current_moment() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

Json file_json(const pipeline::IngestedFile& file) {
  Json json = {
      {"name", file.name},       {"source", file.source},       {"entity", file.entity},
      {"mapping", file.mapping}, {"suggested", file.suggested}, {"confidence", file.confidence},
      {"format", file.format},   {"encoding", file.encoding},   {"already", file.already}};
  json.update(to_json(file.ledger));
  if (file.error)
    json["error"] = {{"message", file.error->message}, {"message_zh", file.error->message_zh}};
  return json;
}

std::string equation(const records::Ledger& ledger, const Console& console) {
  return fmt::format(
      fmt::runtime(console.say("{} rows = {} stored + {} updated + {} duplicates + {} quarantined",
                               "读入 {} 行 = 入库 {} + 更新 {} + 重复 {} + 隔离 {}")),
      ledger.rows, ledger.stored, ledger.updated, ledger.duplicates, ledger.quarantined);
}

// Rows of a source that has no file to look at.
bool is_no_file(const pipeline::IngestedFile& file) {
  return file.format == "postgres" || file.format == "mysql" || file.format == "kafka";
}

void show_files(const pipeline::IngestReport& report, const Console& console) {
  const auto say = [&console](const char* en, const char* zh) {
    return std::string(console.say(en, zh));
  };
  TextTable table{
      {say("file", "文件"), say("is", "实体"), say("mapping", "映射"), say("encoding", "编码"),
       say("rows", "读入"), say("stored", "入库"), say("updated", "更新"),
       say("duplicates", "重复"), say("quarantined", "隔离"), say("repaired", "修复")},
      {},
      {false, false, false, false, true, true, true, true, true, true}};
  for (const auto& file : report.files) {
    if (file.error && file.entity.empty()) continue;
    const auto& ledger = file.ledger;
    const auto number = [](std::uint64_t value) { return fmt::format("{}", value); };
    table.rows.push_back(
        {file.name, file.entity,
         file.mapping + (file.suggested ? fmt::format(" ({:.0f} %)", file.confidence * 100) : ""),
         file.encoding, file.already ? say("known", "已读入") : number(ledger.rows),
         number(ledger.stored), number(ledger.updated), number(ledger.duplicates),
         number(ledger.quarantined), number(ledger.repaired)});
  }
  if (!table.rows.empty()) console.print(to_text(table));
  for (const auto& part : report.left_out)
    console.line(fmt::format(fmt::runtime(console.say("{}: not read ({})", "{}：未读取（{}）")),
                             part.name, console.chinese() ? part.reason.zh : part.reason.en));
  for (const auto& file : report.files)
    if (!file.unused_columns.empty() && !file.already)
      console.line(fmt::format(fmt::runtime(console.say("{}: columns not read by the mapping: {}",
                                                        "{}：映射未读取的列：{}")),
                               file.name,
                               fmt::join(file.unused_columns, console.chinese() ? "、" : ", ")));
  for (const auto& file : report.files)
    if (file.suggested && !is_no_file(file))
      console.line(fmt::format(
          fmt::runtime(console.say(
              "{0}: nobody described these columns; a mapping was suggested and used. Look at it: "
              "aftercare map suggest {0}",
              "{0}：没有现成映射，已采用建议的映射。可查看：aftercare map suggest {0}")),
          file.name));
}

// Tells of rules over whole tables that do not hold.
int judge_rules(const pipeline::IngestReport& report, const Console& console) {
  int code = kDone;
  for (const auto& rule : report.rules) {
    if (rule.passed) continue;
    const bool zh = console.chinese();
    const auto& found = zh ? rule.found.zh : rule.found.en;
    console.note(fmt::format(
        fmt::runtime(
            console.say("A rule over {0} does not hold: {1} ({2}): aftercare quality "
                        "--rules --table {0}",
                        "{0} 表不满足规则：{1}（{2}）：aftercare quality --rules --table {0}")),
        rule.table, zh ? rule.label.zh : rule.label.en,
        found.empty() ? fmt::format(fmt::runtime(console.say("{} of {}", "{} / {}")), rule.broken,
                                    rule.checked)
                      : found));
    if (rule.severity != quality::Severity::note) code = kFindings;
  }
  return code;
}

// The exit code, after telling what could not be read.
int judge(const pipeline::IngestReport& report, const pipeline::Session& session,
          const Console& console) {
  int code = kDone;
  for (const auto& file : report.files) {
    if (!file.error) continue;
    console.error(*file.error);
    code = std::max(code, static_cast<int>(file.error->kind));
  }
  if (code != kDone) return code;
  code = judge_rules(report, console);
  const auto& total = report.total;
  const double share =
      total.rows == 0 ? 0.0
                      : static_cast<double>(total.quarantined) / static_cast<double>(total.rows);
  if (share <= session.workspace().settings().allowed_rejected_share) return code;
  console.note(fmt::format(
      fmt::runtime(console.say("{:.1f} % of the rows were set aside: aftercare quarantine list",
                               "{:.1f}% 的行被隔离：aftercare quarantine list")),
      share * 100));
  return kFindings;
}

// What the main job brought up to date of what was stored before.
struct Afterwards {
  std::vector<pipeline::AnalysedAgain> again;
  std::vector<pipeline::SplitTopic> splits;
};

base::Result<void> bring_up_to_date(const pipeline::Session& session, const Place& place,
                                    base::Progress& progress, Afterwards& afterwards) {
  auto again = pipeline::analyse_older(session, progress, place.actor());
  if (!again) return base::failure_of(again);
  afterwards.again = std::move(*again);
  auto splits = pipeline::judge_changed_topics(session, progress);
  if (!splits) return base::failure_of(splits);
  afterwards.splits = std::move(*splits);
  return {};
}

int show(const pipeline::IngestReport& report, const pipeline::Session& session,
         const Console& console, const std::string& report_file,
         const Afterwards& afterwards = {}) {
  if (console.json()) {
    Json json = {{"files", Json::array()},         {"left_out", Json::array()},
                 {"total", to_json(report.total)}, {"balanced", report.total.balanced()},
                 {"seconds", report.seconds},      {"load_seconds", report.load_seconds}};
    for (const auto& file : report.files) json["files"].push_back(file_json(file));
    for (const auto& part : report.left_out)
      json["left_out"].push_back(
          {{"name", part.name}, {"reason", {{"zh", part.reason.zh}, {"en", part.reason.en}}}});
    json["rules"] = rules_json(report.rules);
    if (!afterwards.again.empty()) json["analysed"] = analysed_json(afterwards.again);
    if (!afterwards.splits.empty()) json["splits"] = splits_json(afterwards.splits);
    if (!report_file.empty()) json["report"] = report_file;
    console.line(json.dump(-1, ' ', false, Json::error_handler_t::replace));
  } else {
    show_files(report, console);
    // Where nothing could be read, the errors say all.
    if (report.files.empty() ||
        std::ranges::any_of(report.files, [](const auto& file) { return !file.error; }))
      console.line(equation(report.total, console) +
                   fmt::format("  ({:.1f} s)", report.seconds + report.load_seconds));
    if (!afterwards.again.empty()) console.line(in_one_line(afterwards.again, session, console));
    if (!afterwards.splits.empty()) console.line(in_one_line(afterwards.splits, console));
    if (!report_file.empty())
      console.line(fmt::format(fmt::runtime(console.say("Report: {}", "报告：{}")), report_file));
  }
  return judge(report, session, console);
}

base::Result<int> run_ingest_of_sources(const IngestArguments& arguments,
                                        const pipeline::Session& session, const Place& place) {
  if (!arguments.entity.empty() || !arguments.mapping.empty())
    return base::failure("--as and --mapping need a PATH; a declared source has its own 'mapping'",
                         "--as 与 --mapping 需要 PATH；已声明的数据源自带“mapping”");
  ConsoleProgress progress(place.console);
  const auto report =
      pipeline::ingest_sources(session, arguments.source, current_moment(), progress);
  progress.end();
  if (!report) return base::failure_of(report);
  return show(*report, session, place.console, "");
}

}  // namespace

base::Result<int> run_ingest(const IngestArguments& arguments, const pipeline::Session& session,
                             const Place& place) {
  if (arguments.paths.empty()) return run_ingest_of_sources(arguments, session, place);
  std::vector<std::filesystem::path> paths;
  for (const auto& path : arguments.paths) paths.push_back(place.absolute(path));
  pipeline::IngestOptions options;
  if (!arguments.mapping.empty()) options.mapping_file = place.absolute(arguments.mapping).string();
  options.as = arguments.entity;
  options.source = arguments.source;
  ConsoleProgress progress(place.console);
  const auto report = pipeline::ingest(session, paths, options, current_moment(), progress);
  progress.end();
  if (!report) return base::failure_of(report);
  return show(*report, session, place.console, "");
}

base::Result<int> run_main_job(const pipeline::Session& session, const Place& place) {
  ConsoleProgress progress(place.console);
  const auto report = pipeline::ingest_sources(session, "", current_moment(), progress);
  progress.end();
  if (!report) return base::failure_of(report);
  Afterwards afterwards;
  const auto brought = bring_up_to_date(session, place, progress, afterwards);
  progress.end();
  std::string file;
  if (const auto days = metrics::data_period(session.model(), session.store(), place.caller.viewer);
      days && days->to) {
    const auto written = write_report(session, {}, place);
    if (!written) return base::failure_of(written);
    file = written->string();
  }
  int shown = show(*report, session, place.console, file, afterwards);
  if (!brought) {
    place.console.error(brought.error());
    shown = std::max(shown, static_cast<int>(brought.error().kind));
  }
  if (!session.workspace().settings().retention.with_run) return shown;
  const auto done = pipeline::run_retention(session, {}, {"schedule", {}}, current_moment());
  if (!done) {
    place.console.error(done.error());
    return std::max(shown, kFindings);
  }
  if (!place.console.json())
    place.console.line(fmt::format(fmt::runtime(place.console.say("Retention: {}", "保存期限：{}")),
                                   in_one_line(done->report, place.console.chinese())));
  return shown;
}

}  // namespace aftercare::app
