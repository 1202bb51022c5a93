// dedupe FILE: what is the same in any file.

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/cli/commands.hpp"
#include "app/cli/dedupe_explain.hpp"
#include "app/cli/dedupe_file.hpp"
#include "intake/table_file.hpp"
#include "quality/duplicates/equal_rows.hpp"
#include "quality/duplicates/near_texts.hpp"
#include "quality/duplicates/people.hpp"
#include "quality/duplicates/person_columns.hpp"
#include "quality/duplicates/row_context.hpp"
#include "quality/duplicates/workers.hpp"
#include "quality/profile/table_profile.hpp"
#include "text/delimited.hpp"

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;

// Of the columns that hold texts the one whose cells are longest on average; none: there are only
// numbers, days, codes and names.
std::optional<std::size_t> text_column(const records::RawBatch& table) {
  constexpr std::size_t most_rows = 5'000;
  records::RawBatch head;
  head.columns = table.columns;
  const auto rows = std::min(table.rows(), most_rows);
  head.cells.assign(table.cells.begin(),
                    table.cells.begin() + static_cast<std::ptrdiff_t>(rows * table.columns.size()));
  head.origins.assign(table.origins.begin(),
                      table.origins.begin() + static_cast<std::ptrdiff_t>(rows));
  quality::TableState state;
  state.add(head);
  const auto profile = quality::profile_of(state, {});
  std::vector<std::size_t> bytes(table.columns.size());
  for (std::size_t i = 0; i < table.cells.size(); ++i)
    bytes[i % bytes.size()] += table.cells[i].size();
  std::optional<std::size_t> longest;
  for (std::size_t column = 0; column < bytes.size(); ++column)
    if (profile.columns[column].type == quality::ColumnType::text &&
        (!longest || bytes[column] > bytes[*longest]))
      longest = column;
  return longest;
}

base::Result<int> dedupe_rows(const DedupeFile& file) {
  const auto& table = file.table();
  const auto& console = file.place.console;
  const auto cluster = quality::equal_rows(table, file.id);
  if (auto done = file.write_clusters(cluster); !done) return base::failure_of(done);
  std::vector<ScoredPair> pairs;
  for (std::uint32_t row = 0; row < cluster.size(); ++row)
    if (cluster[row] != row) pairs.push_back({cluster[row], row, 1});
  if (auto done = file.write_pairs(pairs); !done) return base::failure_of(done);
  const auto different = table.rows() - pairs.size();
  Json json = {{"file", file.arguments.file}, {"mode", "rows"},
               {"rows", table.rows()},        {"clusters", different},
               {"duplicates", pairs.size()},  {"exact", pairs.size()}};
  if (!file.arguments.explain.empty()) {
    const auto rows = file.rows_to_explain();
    if (!rows) return base::failure_of(rows);
    Json differ = Json::array();
    for (std::size_t column = 0; column < table.columns.size(); ++column)
      if (column != file.id && table.cell(rows->first, column) != table.cell(rows->second, column))
        differ.push_back(table.columns[column]);
    json["explanation"] = {{"same", differ.empty()}, {"differ", differ}};
  }
  if (console.json()) {
    console.line(dumped_json(json));
    return kDone;
  }
  console.line(fmt::format(
      fmt::runtime(console.say("{} rows are {} different ones: {} are equal to an earlier one in "
                               "every column",
                               "{} 行中有 {} 条不同记录：{} 行的各列与之前某行完全相同")),
      table.rows(), different, pairs.size()));
  console.line(console.say("No column holds texts. To compare one as texts: --text COLUMN",
                           "没有文本列。若要按某列的文本比较：--text 列名"));
  if (json.contains("explanation")) {
    std::string names;
    for (const auto& name : json["explanation"]["differ"])
      names += (names.empty() ? "" : ", ") + name.get<std::string>();
    console.line(
        names.empty()
            ? std::string(console.say("the same", "相同"))
            : fmt::format(fmt::runtime(console.say("different in: {}", "不同之处：{}")), names));
  }
  return kDone;
}

base::Result<int> dedupe_texts(const DedupeFile& file, std::size_t column,
                               const text::Simplifier* simplifier) {
  const auto& table = file.table();
  const auto& console = file.place.console;
  std::vector<std::string_view> texts(table.rows());
  for (std::size_t row = 0; row < table.rows(); ++row) texts[row] = table.cell(row, column);
  const auto contexts = quality::row_contexts(table, column, file.id);
  ConsoleProgress progress(console);
  const auto same =
      quality::find_same_texts(texts, simplifier, {quality::default_workers(), contexts}, progress);
  if (auto done = file.write_clusters(same.cluster); !done) return base::failure_of(done);
  std::vector<ScoredPair> pairs;
  for (const auto& pair : same.pairs) pairs.push_back({pair.first, pair.second, pair.similarity});
  if (auto done = file.write_pairs(pairs); !done) return base::failure_of(done);
  Json explained;
  if (!file.arguments.explain.empty()) {
    const auto rows = file.rows_to_explain();
    if (!rows) return base::failure_of(rows);
    explained = {{"similarity",
                  quality::text_similarity(texts[rows->first], texts[rows->second], simplifier)},
                 {"same", same.cluster[rows->first] == same.cluster[rows->second]}};
  }
  const std::size_t clusters = table.rows() - same.exact - same.near;
  if (console.json()) {
    Json json = {{"file", file.arguments.file},
                 {"mode", "text"},
                 {"column", table.columns[column]},
                 {"rows", table.rows()},
                 {"clusters", clusters},
                 {"duplicates", same.exact + same.near},
                 {"exact", same.exact},
                 {"near", same.near},
                 {"short_repeats", same.short_repeats},
                 {"boilerplate", same.boilerplate},
                 {"compared", same.compared}};
    if (!explained.is_null()) json["explanation"] = explained;
    console.line(dumped_json(json));
    return kDone;
  }
  console.line(fmt::format(
      fmt::runtime(console.say("{0} rows are {1} different ones by column {2}: {3} equal and {4} "
                               "nearly equal to an earlier one",
                               "{0} 行按列 {2} 为 {1} 条不同记录：与之前相同 {3}，近似 {4}")),
      table.rows(), clusters, table.columns[column], same.exact, same.near));
  if (same.short_repeats > 0)
    console.line(fmt::format(
        fmt::runtime(console.say("{} rows repeat a text too short to tell; they are kept apart",
                                 "{} 行重复了过短而无法判断的文本，仍视为不同")),
        same.short_repeats));
  if (!explained.is_null())
    console.line(
        fmt::format(fmt::runtime(console.say("similarity {:.3f}: {}", "相似度 {:.3f}：{}")),
                    explained["similarity"].get<double>(),
                    explained["same"].get<bool>() ? console.say("the same", "相同")
                                                  : console.say("different", "不同")));
  return kDone;
}

base::Result<int> dedupe_people(const DedupeFile& file, std::vector<quality::PersonField> fields,
                                const quality::Writing& writing) {
  const auto& table = file.table();
  const auto& console = file.place.console;
  const auto workers = quality::default_workers();
  ConsoleProgress progress(console);
  auto persons = quality::PersonTable::make(table, std::move(fields), writing, workers);
  const auto people = quality::People::link(std::move(persons), {.workers = workers}, progress);
  if (auto done = file.write_clusters(people->clusters()); !done) return base::failure_of(done);
  std::vector<ScoredPair> pairs;
  for (const auto& pair : people->pairs())
    pairs.push_back({pair.one, pair.other, quality::to_probability(pair.log_odds)});
  if (auto done = file.write_pairs(pairs); !done) return base::failure_of(done);
  Json explained;
  if (!file.arguments.explain.empty()) {
    const auto rows = file.rows_to_explain();
    if (!rows) return base::failure_of(rows);
    explained = explain_people(*people, table, rows->first, rows->second);
  }
  std::size_t clusters = 0;
  for (std::size_t row = 0; row < table.rows(); ++row) clusters += people->clusters()[row] == row;
  if (console.json()) {
    Json json = {{"file", file.arguments.file},
                 {"mode", "people"},
                 {"rows", table.rows()},
                 {"clusters", clusters},
                 {"duplicates", table.rows() - clusters},
                 {"compared", people->compared()},
                 {"fields", Json::array()},
                 {"passes", people->passes()}};
    for (const auto& field : people->persons().fields())
      json["fields"].push_back(
          {{"column", table.columns[field.column]}, {"kind", quality::to_name(field.kind)}});
    if (!explained.is_null()) json["explanation"] = explained;
    console.line(dumped_json(json));
    return kDone;
  }
  console.line(fmt::format(
      fmt::runtime(console.say("{} rows are {} persons ({} rows stand for a person already seen)",
                               "{} 行是 {} 个人（{} 行与之前的人相同）")),
      table.rows(), clusters, table.rows() - clusters));
  if (!explained.is_null()) print_explanation(explained, console);
  return kDone;
}

}  // namespace

base::Result<int> run_dedupe(const DedupeArguments& arguments, const Place& place) {
  if (arguments.file.empty())
    return base::failure("no file is named: aftercare dedupe FILE",
                         "未指定文件：aftercare dedupe FILE");
  const auto file = DedupeFile::read(arguments, place);
  if (!file) return base::failure_of(file);
  const auto simplifier = text::Simplifier::load();
  if (!simplifier) return base::failure_of(simplifier);
  if (!arguments.text.empty()) {
    const auto column = file->column_named(arguments.text);
    if (!column) return base::failure_of(column);
    return dedupe_texts(*file, *column, simplifier->get());
  }
  const auto words = quality::PersonWords::load({});
  if (!words) return base::failure_of(words);
  auto fields = quality::choose_person_fields(file->table(), file->id, *words);
  if (arguments.people && fields.empty())
    return base::failure("no column says who a person is", "没有能说明人员身份的列");
  if (arguments.people || quality::describe_persons(fields)) {
    const auto pinyin = text::Pinyin::load({});
    if (!pinyin) return base::failure_of(pinyin);
    return dedupe_people(*file, std::move(fields), {simplifier->get(), &*pinyin});
  }
  const auto column = text_column(file->table());
  return column ? dedupe_texts(*file, *column, simplifier->get()) : dedupe_rows(*file);
}

}  // namespace aftercare::app
