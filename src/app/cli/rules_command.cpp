// quality FILE --rules, quality rules suggest: what must hold for a file's columns.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <fstream>

#include "app/cli/commands.hpp"
#include "app/cli/table_text.hpp"
#include "app/profile_file.hpp"
#include "app/rules_json.hpp"
#include "intake/reader.hpp"
#include "pipeline/stored_rules.hpp"
#include "pipeline/workspace.hpp"
#include "quality/profile/table_state.hpp"
#include "quality/profile/value_reading.hpp"
#include "quality/rules/file_rule_run.hpp"
#include "quality/rules/suggest_rules.hpp"
#include "store/duckdb/layout.hpp"
#include "store/duckdb/table_texts.hpp"
#include "text/nearest.hpp"
#include "text/recogniser_set.hpp"

namespace aftercare::app {
namespace {

namespace fs = std::filesystem;

records::Moment rules_now() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

// Calls use(batch) for every slice of the file.
template <typename Use>
base::Result<std::uint64_t> each_slice(const fs::path& file, base::Progress& progress, Use&& use) {
  auto reader = intake::open(file);
  if (!reader) return base::failure_of(reader);
  progress.begin(file.filename().string(), (*reader)->description().size, "bytes");
  std::uint64_t rows = 0;
  for (;;) {
    const auto slice = (*reader)->next();
    if (!slice) return base::failure_of(slice);
    if (!*slice) break;
    progress.update((*slice)->bytes_consumed);
    rows += (*slice)->batch.rows();
    if (auto used = use((*slice)->batch); !used) return base::failure_of(used);
  }
  progress.end();
  return rows;
}

// The trimmed values of one column of another file.
base::Result<std::vector<std::string>> values_of_file(const fs::path& file,
                                                      const std::string& column) {
  std::vector<std::string> values;
  base::NoProgress none;
  const auto read =
      each_slice(file, none, [&](const records::RawBatch& batch) -> base::Result<void> {
        const auto at = std::ranges::find(batch.columns, column);
        if (at == batch.columns.end())
          return base::failure(fmt::format("no column {}: {}", column, file.string()),
                               fmt::format("没有列 {}：{}", column, file.string()));
        const auto index = static_cast<std::size_t>(at - batch.columns.begin());
        for (std::size_t row = 0; row < batch.rows(); ++row)
          values.emplace_back(quality::trimmed(batch.cell(row, index)));
        return {};
      });
  if (!read) return base::failure_of(read);
  return values;
}

}  // namespace

namespace {

void show_rules(const std::vector<quality::RuleResult>& results, const Console& console) {
  const auto say = [&console](const char* en, const char* zh) {
    return std::string(console.say(en, zh));
  };
  TextTable table{{"", say("rule", "规则"), say("column", "列"), say("checked", "检查"),
                   say("broken", "违反"), say("share", "占比"), say("severity", "严重程度"),
                   say("owner", "负责"), say("what", "说明")},
                  {},
                  {false, false, false, true, true, true}};
  std::size_t failed = 0;
  for (const auto& result : results) {
    failed += !result.passed;
    constexpr const char* en[] = {"note", "warning", "reject"};
    constexpr const char* zh[] = {"提示", "警告", "拒绝"};
    const auto severity = static_cast<std::size_t>(result.severity);
    const double share = result.checked == 0 ? 0
                                             : 100.0 * static_cast<double>(result.broken) /
                                                   static_cast<double>(result.checked);
    const auto& label = console.chinese() ? result.label.zh : result.label.en;
    const auto& found = console.chinese() ? result.found.zh : result.found.en;
    table.rows.push_back(
        {result.passed ? "✓" : "✕", result.name,
         result.table.empty() ? result.column : fmt::format("{}.{}", result.table, result.column),
         fmt::format("{}", result.checked),
         fmt::format("{}{}", result.exact ? "" : "≈", result.broken),
         result.broken == 0 ? "" : fmt::format("{:.2f}%", share), say(en[severity], zh[severity]),
         result.owner, found.empty() ? label : fmt::format("{}: {}", label, found)});
  }
  console.print(to_text(table));
  console.line(fmt::format(fmt::runtime(console.say("{} of {} rules hold", "{} / {} 条规则成立")),
                           results.size() - failed, results.size()));
}

}  // namespace

base::Result<int> run_file_rules(const QualityArguments& arguments, const Place& place) {
  const auto rules_file = place.absolute(arguments.rules);
  const auto rules = quality::load_file_rules(rules_file);
  if (!rules) return base::failure_of(rules);
  const auto folder = rules_file.parent_path();
  std::unique_ptr<quality::FileRuleRun> run;
  ConsoleProgress progress(place.console);
  const auto read =
      each_slice(place.absolute(arguments.file), progress,
                 [&](const records::RawBatch& batch) -> base::Result<void> {
                   if (!run) {
                     auto made = quality::FileRuleRun::make(
                         *rules, batch.columns, rules_now(),
                         [&folder](const std::string& file, const std::string& column) {
                           return values_of_file(folder / file, column);
                         });
                     if (!made) return base::failure_of(made);
                     run = std::move(*made);
                   }
                   run->add(batch);
                   return {};
                 });
  if (!read) return base::failure_of(read);
  if (!run)
    return base::failure(base::ErrorKind::input,
                         fmt::format("the file has no row: {}", arguments.file),
                         fmt::format("文件中没有数据行：{}", arguments.file));
  const auto results = run->finish();
  const bool all = std::ranges::all_of(results, [](const auto& result) {
    return result.passed || result.severity == quality::Severity::note;
  });
  if (place.console.json()) {
    nlohmann::ordered_json json = {
        {"file", arguments.file}, {"rows", *read}, {"rules", rules_json(results)}};
    place.console.line(json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  } else {
    show_rules(results, place.console);
  }
  return all ? kDone : kFindings;
}

base::Result<int> run_table_rules(const QualityArguments& arguments,
                                  const pipeline::Session& session, const Place& place) {
  const auto results = pipeline::judge_stored_tables(session, arguments.table,
                                                     quality::StoredRules::all, rules_now());
  if (!results) return base::failure_of(results);
  const bool all = std::ranges::all_of(*results, [](const auto& result) {
    return result.passed || result.severity == quality::Severity::note;
  });
  if (place.console.json())
    place.console.line(nlohmann::ordered_json{{"rules", rules_json(*results)}}.dump(
        -1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  else
    show_rules(*results, place.console);
  return all ? kDone : kFindings;
}

namespace {

// To the file, to the terminal, or as JSON with what they are about.
base::Result<int> give_out_rules(const std::string& yaml, const std::string& file,
                                 const std::pair<const char*, std::string>& about,
                                 const Place& place) {
  if (!file.empty()) {
    std::ofstream out(place.absolute(file), std::ios::binary);
    out << yaml;
    if (!out.flush())
      return base::failure(base::ErrorKind::internal,
                           fmt::format("the file cannot be written: {}", file),
                           fmt::format("无法写入文件：{}", file));
  }
  if (place.console.json())
    place.console.line(nlohmann::ordered_json{{about.first, about.second}, {"yaml", yaml}}.dump(
        -1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  else if (file.empty())
    place.console.print(yaml);
  return kDone;
}

// Of what stands in clear and came from a source.
base::Result<quality::TableProfile> profile_of_table(const pipeline::Session& session,
                                                     const records::Viewer& viewer,
                                                     const records::Entity& entity) {
  const auto recognisers = text::RecogniserSet::load(session.workspace().root());
  if (!recognisers) return base::failure_of(recognisers);
  const auto languages = quality::TextLanguages::load(session.workspace().root());
  if (!languages) return base::failure_of(languages);
  std::vector<std::string> columns;
  for (const auto& field : entity.fields)
    if (!field.derived && !store::is_personal(field) && field.pii != records::PiiClass::free_text &&
        field.type != records::FieldType::blob)
      columns.push_back(field.name);
  quality::TableState state;
  const auto read = store::each_batch_of_texts(session.store(), viewer, entity.name, columns,
                                               [&state](records::RawBatch&& batch) {
                                                 state.add(batch);
                                                 return base::Result<void>();
                                               });
  if (!read) return base::failure_of(read);
  if (state.rows() == 0)
    return base::failure(fmt::format("the table has no row yet: {}", entity.name),
                         fmt::format("表中还没有数据：{}", entity.name));
  quality::ProfileContext context;
  context.recognisers = &*recognisers;
  context.languages = &*languages;
  return quality::profile_of(state, context);
}

}  // namespace

base::Result<int> run_suggest_rules(const SuggestRulesArguments& arguments,
                                    const fs::path& workspace, const Place& place) {
  ConsoleProgress progress(place.console);
  const auto done =
      profile_file(place.absolute(arguments.file), pipeline::if_workspace(workspace), progress);
  if (!done) return base::failure_of(done);
  const auto yaml = quality::suggest_rules(done->profile, done->name);
  return give_out_rules(yaml, arguments.out, {"file", arguments.file}, place);
}

base::Result<int> run_suggest_table_rules(const QualityArguments& arguments,
                                          const pipeline::Session& session, const Place& place) {
  const auto* entity = session.dictionary().entity(arguments.table);
  if (entity == nullptr) {
    std::vector<std::string> names;
    for (const auto& each : session.dictionary().entities()) names.push_back(each.name);
    auto near = text::nearest(arguments.table, names);
    if (near.empty()) near = std::move(names);
    return base::failure(
        fmt::format("no table is called so: {}; there is {}", arguments.table,
                    fmt::join(near, ", ")),
        fmt::format("没有这张表：{}；可用的有 {}", arguments.table, fmt::join(near, "、")));
  }
  const auto profile = profile_of_table(session, place.caller.viewer, *entity);
  if (!profile) return base::failure_of(profile);
  return give_out_rules(quality::suggest_table_rules(*profile, *entity), arguments.out,
                        {"table", entity->name}, place);
}

}  // namespace aftercare::app
