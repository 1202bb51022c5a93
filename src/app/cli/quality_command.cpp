// quality and quarantine: where did every row go, and what is to be mended.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "app/cli/commands.hpp"
#include "app/cli/field_names.hpp"
#include "app/cli/table_text.hpp"
#include "app/store_json.hpp"
#include "pipeline/replay.hpp"

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kUnlimited = 0;

records::Moment now() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string label_in(const Json& label, const Console& console) {
  return label.value(std::string(console.language()), "");
}

std::string count_of(const Json& json, const char* name) {
  return fmt::format("{}", json.value(name, std::uint64_t{0}));
}

void show_quality(const Json& json, const FieldNames& names, const Console& console) {
  const auto say = [&console](const char* en, const char* zh) {
    return std::string(console.say(en, zh));
  };
  const auto& total = json.at("total");
  TextTable files{
      {say("file", "文件"), say("is", "实体"), say("rows", "读入"), say("stored", "入库"),
       say("updated", "更新"), say("duplicates", "重复"), say("quarantined", "隔离"), ""},
      {},
      {false, false, true, true, true, true, true}};
  for (const auto& file : json.at("files"))
    files.rows.push_back(
        {file.value("name", ""), names.of(file.value("entity", "")), count_of(file, "rows"),
         count_of(file, "stored"), count_of(file, "updated"), count_of(file, "duplicates"),
         count_of(file, "quarantined"),
         file.value("complete", false) ? ""
                                       : say("incomplete: run it again", "未完成：请再次运行")});
  files.rows.push_back({say("total", "合计"), "", count_of(total, "rows"),
                        count_of(total, "stored"), count_of(total, "updated"),
                        count_of(total, "duplicates"), count_of(total, "quarantined"), ""});
  console.print(to_text(files));
  console.line(json.value("balanced", false)
                   ? say("rows = stored + updated + duplicates + quarantined: it holds",
                         "读入 = 入库 + 更新 + 重复 + 隔离：成立")
                   : say("rows = stored + updated + duplicates + quarantined: IT DOES NOT HOLD",
                         "读入 = 入库 + 更新 + 重复 + 隔离：不成立"));
  if (!json.at("unresolved").empty()) {
    console.line("");
    TextTable table{
        {say("refers to what is not there (yet)", "引用了尚不存在的记录"), say("records", "条数")},
        {},
        {false, true}};
    for (const auto& one : json.at("unresolved"))
      table.rows.push_back({names.of(one.value("entity", ""), one.value("field", "")) + " → " +
                                names.of(one.value("references", "")),
                            count_of(one, "count")});
    console.print(to_text(table));
  }
  if (!json.at("findings").empty()) {
    console.line("");
    TextTable table{
        {say("finding", "发现"), say("where", "位置"), say("kind", "类别"), say("count", "次数")},
        {},
        {false, false, false, true}};
    for (const auto& one : json.at("findings"))
      table.rows.push_back({label_in(one.at("label"), console),
                            names.of(one.value("entity", ""), one.value("field", "")),
                            kind_in_words(one.value("kind", ""), console), count_of(one, "count")});
    console.print(to_text(table));
  }
  const auto& repeats = json.at("repeats");
  if (repeats.value("texts", 0) > 0)
    console.line(fmt::format(
        fmt::runtime(console.say("{} texts stand more than once ({} cases); they are kept",
                                 "{} 段文本出现多次（{} 件），均予保留")),
        count_of(repeats, "texts"), count_of(repeats, "rows")));
}

std::string score_cell(const Json& scores, const char* dimension) {
  const auto& one = scores.at(dimension);
  return one.is_null() ? "—" : fmt::format("{:.1f}", one.at("score").get<double>());
}

void show_scores(const Json& json, const Console& console) {
  const auto say = [&console](const char* en, const char* zh) {
    return std::string(console.say(en, zh));
  };
  const auto& scores = json.at("scores");
  if (scores.at("total").at("score").is_null()) return;
  TextTable table{
      {say("score by source (of 100)", "各来源得分（满分 100）"), say("whole", "总分"),
       say("completeness", "完整性"), say("validity", "有效性"), say("uniqueness", "唯一性"),
       say("consistency", "一致性"), say("timeliness", "及时性"), say("accuracy", "准确性")},
      {},
      {false, true, true, true, true, true, true, true}};
  const auto add = [&table](const std::string& name, const Json& one) {
    table.rows.push_back({name, fmt::format("{:.1f}", one.at("score").get<double>()),
                          score_cell(one, "completeness"), score_cell(one, "validity"),
                          score_cell(one, "uniqueness"), score_cell(one, "consistency"),
                          score_cell(one, "timeliness"), score_cell(one, "accuracy")});
  };
  for (const auto& source : scores.at("sources"))
    if (!source.at("score").is_null()) add(source.value("source", ""), source);
  add(say("total", "合计"), scores.at("total"));
  console.print(to_text(table));
}

// The last days on which rows came.
void show_score_days(const Json& json, const Console& console) {
  constexpr std::size_t most_days = 7;
  const auto& days = json.at("scores").at("days");
  if (days.size() < 2) return;
  const auto say = [&console](const char* en, const char* zh) {
    return std::string(console.say(en, zh));
  };
  TextTable table{
      {say("score by day of storing (UTC)", "各入库日得分（UTC）"), say("whole", "总分"),
       say("completeness", "完整性"), say("validity", "有效性"), say("uniqueness", "唯一性"),
       say("consistency", "一致性"), say("timeliness", "及时性"), say("accuracy", "准确性")},
      {},
      {false, true, true, true, true, true, true, true}};
  for (std::size_t i = days.size() - std::min(days.size(), most_days); i < days.size(); ++i) {
    const auto& one = days[i];
    if (one.at("score").is_null()) continue;
    table.rows.push_back({one.value("day", ""),
                          fmt::format("{:.1f}", one.at("score").get<double>()),
                          score_cell(one, "completeness"), score_cell(one, "validity"),
                          score_cell(one, "uniqueness"), score_cell(one, "consistency"),
                          score_cell(one, "timeliness"), score_cell(one, "accuracy")});
  }
  console.print(to_text(table));
}

// What was broken of what was checked; rules that measure a table as a whole check no rows.
std::string broken_share(const Json& run) {
  const auto checked = run.value("checked", std::uint64_t{0});
  if (checked == 0) return run.value("passed", true) ? "✓" : "✕";
  return fmt::format("{:.2f}%", 100.0 * static_cast<double>(run.value("broken", std::uint64_t{0})) /
                                    static_cast<double>(checked));
}

void show_rule_runs(const Json& json, const FieldNames& names, const Console& console) {
  const auto& rules = json.at("rules");
  if (rules.empty()) return;
  const auto say = [&console](const char* en, const char* zh) {
    return std::string(console.say(en, zh));
  };
  TextTable table{{"", say("rule over a whole table", "整表规则"), say("table", "表"),
                   say("checked", "检查"), say("broken", "违反"), say("now", "本次"),
                   say("before", "上次"), say("judged at (UTC)", "判定时间（UTC）")},
                  {},
                  {false, false, false, true, true, true, true}};
  std::size_t quiet = 0;
  for (const auto& rule : rules) {
    const auto& runs = rule.at("runs");
    const bool was_well = runs.size() < 2 || runs[runs.size() - 2].value("broken", 0) == 0;
    if (rule.value("passed", true) && rule.value("broken", 0) == 0 && was_well) {
      ++quiet;
      continue;
    }
    table.rows.push_back(
        {rule.value("passed", true) ? "✓" : "✕",
         rule.at("label").is_null() ? rule.value("rule", "") : label_in(rule.at("label"), console),
         names.of(rule.value("table", "")), count_of(rule, "checked"), count_of(rule, "broken"),
         broken_share(rule), runs.size() < 2 ? "—" : broken_share(runs[runs.size() - 2]),
         rule.value("at", "").substr(0, std::string_view("2026-01-01T00:00").size())});
  }
  if (!table.rows.empty()) console.print(to_text(table));
  if (quiet > 0)
    console.line(fmt::format(fmt::runtime(console.say("{} rules over whole tables hold throughout",
                                                      "{} 条整表规则全部成立")),
                             quiet));
}

void show_noise(const Json& json, const Console& console) {
  const auto& noise = json.at("noise");
  if (noise.at("kinds").empty()) return;
  TextTable table{
      {std::string(console.say("noise", "噪声")), std::string(console.say("cases", "案例")),
       std::string(console.say("left out", "不计入"))},
      {},
      {false, true, true}};
  for (const auto& kind : noise.at("kinds"))
    table.rows.push_back(
        {kind.at("label").is_null() ? kind.value("noise", "") : label_in(kind.at("label"), console),
         count_of(kind, "cases"), count_of(kind, "left_out")});
  console.print(to_text(table));
  console.line(
      fmt::format(fmt::runtime(console.say(
                      "{} noise cases are left out of complaints, moods, response times and "
                      "ratings; without that there were {} complaints more",
                      "{} 件噪声不计入投诉、情感、响应与评分；若计入，投诉将多 {} 件")),
                  count_of(noise, "left_out"), count_of(noise, "complaints_left_out")));
}

base::Result<int> list_quarantine(const pipeline::Session& session, const Place& place) {
  const auto& console = place.console;
  const auto rows = quarantine_json(session, place.caller.viewer, kUnlimited);
  if (!rows) return base::failure_of(rows);
  if (console.json()) {
    console.line(dumped({{"quarantine", *rows}}));
    return kDone;
  }
  if (rows->empty()) {
    console.line(console.say("No row waits.", "没有等待处理的行。"));
    return kDone;
  }
  TextTable table{
      {"id", std::string(console.say("file", "文件")), std::string(console.say("row", "行")),
       std::string(console.say("reason", "原因")), std::string(console.say("field", "字段"))},
      {},
      {true, false, true}};
  for (const auto& row : *rows)
    table.rows.push_back({count_of(row, "id"), row.value("file", ""), count_of(row, "row"),
                          label_in(row.at("label"), console), row.value("field", "")});
  console.print(to_text(table));
  return kDone;
}

base::Result<int> show_row(const QuarantineArguments& arguments, const pipeline::Session& session,
                           const Place& place) {
  const auto& console = place.console;
  const auto id = arguments.ids.front();
  const auto row = pipeline::row_in_clear(
      session, place.caller.viewer, static_cast<std::int64_t>(id), place.actor(arguments.reason));
  if (!row) return base::failure_of(row);
  if (console.json()) {
    Json json = {{"id", id}, {"columns", row->columns}, {"cells", row->cells}, {"raw", row->raw}};
    console.line(dumped(json));
    return kDone;
  }
  if (row->columns.empty()) {
    console.print(to_text({{std::string(console.say("as it stands in the file", "文件中的原文"))},
                           {{row->raw}},
                           {}}));
    return kDone;
  }
  TextTable table{
      {std::string(console.say("column", "列")), std::string(console.say("value", "值"))}, {}, {}};
  for (std::size_t i = 0; i < row->columns.size(); ++i)
    table.rows.push_back({row->columns[i], row->cells[i]});
  console.print(to_text(table));
  return kDone;
}

base::Result<pipeline::Mending> mending_from(const std::vector<std::string>& words) {
  pipeline::Mending mending;
  for (const auto& word : words) {
    const auto equals = word.find('=');
    if (equals == word.npos || equals == 0)
      return base::failure(fmt::format("--set wants COLUMN=VALUE: {}", word),
                           fmt::format("--set 的形式为 列=值：{}", word));
    mending.emplace_back(word.substr(0, equals), word.substr(equals + 1));
  }
  return mending;
}

base::Result<int> replay(const QuarantineArguments& arguments, const pipeline::Session& session,
                         const Console& console) {
  if (arguments.ids.empty() && !arguments.all)
    return base::failure("name the rows to replay, or --all", "请给出要重放的行编号，或使用 --all");
  const auto mending = mending_from(arguments.set);
  if (!mending) return base::failure_of(mending);
  const auto done =
      pipeline::replay(session, {arguments.ids.begin(), arguments.ids.end()}, *mending, now());
  if (!done) return base::failure_of(done);
  if (console.json()) {
    Json json = {{"tried", done->tried}, {"replayed", done->replayed}, {"refused", Json::array()}};
    for (const auto& [id, reason] : done->refused)
      json["refused"].push_back({{"id", id}, {"reason", reason}});
    console.line(dumped(json));
  } else {
    console.line(
        fmt::format(fmt::runtime(console.say("{} of {} rows replayed", "已重放 {} / {} 行")),
                    done->replayed, done->tried));
    for (const auto& [id, reason] : done->refused) {
      const auto label = session.finding_labels().of(reason);
      console.line(fmt::format("  {}  {}", id, console.chinese() ? label.zh : label.en));
    }
  }
  return done->refused.empty() ? kDone : kFindings;
}

}  // namespace

base::Result<int> run_quality(const QualityArguments& arguments, const pipeline::Session& session,
                              const Place& place) {
  if (arguments.suggest) return run_suggest_table_rules(arguments, session, place);
  if (arguments.run_rules) return run_table_rules(arguments, session, place);
  const auto json = quality_json(session, place.caller.viewer);
  if (!json) return base::failure_of(json);
  if (place.console.json()) {
    place.console.line(dumped(*json));
  } else {
    const FieldNames names(session.dictionary(), place.console);
    show_quality(*json, names, place.console);
    show_scores(*json, place.console);
    show_score_days(*json, place.console);
    show_rule_runs(*json, names, place.console);
    show_noise(*json, place.console);
  }
  return kDone;
}

base::Result<int> run_quarantine(const QuarantineArguments& arguments,
                                 const pipeline::Session& session, const Place& place) {
  switch (arguments.action) {
    case QuarantineArguments::Action::list:
      return list_quarantine(session, place);
    case QuarantineArguments::Action::show:
      return show_row(arguments, session, place);
    case QuarantineArguments::Action::replay:
      return replay(arguments, session, place.console);
  }
  return kDone;
}

}  // namespace aftercare::app
