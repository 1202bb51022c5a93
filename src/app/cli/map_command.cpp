// map suggest: what the columns of a file, or of a database's rows, mean.

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/cli/commands.hpp"
#include "app/cli/table_text.hpp"
#include "app/suggestion_json.hpp"
#include "intake/part.hpp"
#include "intake/reader.hpp"
#include "pipeline/pull.hpp"
#include "pipeline/stored_keys.hpp"
#include "pipeline/workspace.hpp"
#include "standard/catalog.hpp"
#include "standard/mapping_writer.hpp"
#include "standard/suggested_mapping.hpp"

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;

base::Result<void> write_file(const std::filesystem::path& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary);
  out << text;
  if (out.flush()) return {};
  return base::failure(base::ErrorKind::internal,
                       fmt::format("file cannot be written: {}", file.string()),
                       fmt::format("无法写入文件：{}", file.string()));
}

constexpr std::size_t kSampleRows = 500;

struct Sample {
  std::string called;
  std::vector<std::string> columns;
  records::RawBatch batch;
};

base::Result<Sample> sample_of_file(const MapSuggestArguments& arguments, const Place& place) {
  if (arguments.file.empty())
    return base::failure("nothing to look at: give a FILE, or --source NAME",
                         "没有要查看的内容：请给出文件，或 --source 名称");
  const auto file = place.absolute(arguments.file);
  auto reader = intake::open(file);
  if (!reader) return base::failure_of(reader);
  intake::SliceLimits few;
  few.records = kSampleRows;
  auto slice = (*reader)->next(few);
  if (!slice) return base::failure_of(slice);
  Sample sample{intake::name_of_part(file), (*reader)->description().columns, {}};
  if (*slice) sample.batch = std::move((*slice)->batch);
  if (!sample.batch.columns.empty()) sample.columns = sample.batch.columns;
  return sample;
}

base::Result<Sample> sample_of_source(const pipeline::Session& session, const std::string& name) {
  const auto& sources = session.workspace().settings().sources;
  const auto source = std::ranges::find(sources, name, &pipeline::SourceSetting::name);
  if (source == sources.end())
    return base::failure(fmt::format("aftercare.yaml declares no source '{}'. It declares: "
                                     "aftercare source list",
                                     name),
                         fmt::format("aftercare.yaml 中没有数据源“{}”。已声明的：aftercare source "
                                     "list",
                                     name));
  auto batch = pipeline::first_rows(session, *source, kSampleRows);
  if (!batch) return base::failure_of(batch);
  return Sample{name, batch->columns, std::move(*batch)};
}

base::Result<int> suggest_for(const MapSuggestArguments& arguments, const Sample& sample,
                              const standard::Catalog& catalog, standard::KnownKeys known_keys,
                              const Place& place) {
  const auto& [called, columns, batch] = sample;
  const standard::SourceHints hints{called, std::move(known_keys)};
  const auto known = catalog.recognise(columns, batch, hints);
  const auto suggestion =
      known && known->suggestion ? *known->suggestion : catalog.suggest(columns, batch, {}, hints);
  const bool recognised = known && !known->suggestion;
  const auto& console = place.console;
  const auto yaml = recognised ? standard::to_yaml(*known->mapping) : standard::to_yaml(suggestion);
  if (!arguments.out.empty())
    if (auto written = write_file(place.absolute(arguments.out), yaml); !written)
      return base::failure_of(written);

  if (console.json()) {
    Json json = arguments.source.empty() ? Json{{"file", arguments.file}}
                                         : Json{{"source", arguments.source}};
    json.update(suggestion_json(suggestion, catalog, recognised ? known->mapping.get() : nullptr));
    console.line(json.dump(-1, ' ', false, Json::error_handler_t::replace));
    return kDone;
  }
  if (recognised)
    console.line(fmt::format(
        fmt::runtime(console.say("Known by its header: mapping {}.", "由表头识别：映射 {}。")),
        known->mapping->name));
  if (suggestion.entity.empty()) {
    if (!recognised)
      console.line(console.say("No entity fits these columns.", "没有实体与这些列相符。"));
    return recognised ? kDone : kFindings;
  }
  console.line(fmt::format(fmt::runtime(console.say("From names and values: {} ({:.0f} % sure).",
                                                    "按列名与取值：{}（把握 {:.0f}%）。")),
                           suggestion.entity, suggestion.confidence * 100));
  TextTable table{
      {std::string(console.say("column", "列")), std::string(console.say("field", "字段")), "%",
       std::string(console.say("why", "理由"))},
      {},
      {false, false, true}};
  const auto show = [&](const std::string& name, const standard::FieldChoice& choice) {
    table.rows.push_back({name,
                          choice.field.empty()                 ? "—"
                          : choice.entity == suggestion.entity ? choice.field
                                                               : choice.entity + "." + choice.field,
                          fmt::format("{:.0f}", choice.confidence * 100),
                          console.chinese() ? choice.reason.zh : choice.reason.en});
  };
  for (const auto& column : suggestion.columns) show(column.column, column.choice);
  for (const auto& array : suggestion.arrays)
    for (const auto& column : array.columns)
      show(fmt::format("{}[].{}", array.column, column.column), column.choice);
  console.print(to_text(table));
  return kDone;
}

}  // namespace

base::Result<int> run_map_suggest(const MapSuggestArguments& arguments, const Place& place) {
  if (!arguments.source.empty())
    return base::failure(
        "a source is declared in a workspace, and here is none: give its folder with -w",
        "数据源在工作区中声明，而这里没有工作区：请用 -w 指明其文件夹");
  const auto sample = sample_of_file(arguments, place);
  if (!sample) return base::failure_of(sample);
  const auto catalog = standard::Catalog::load({});
  if (!catalog) return base::failure_of(catalog);
  return suggest_for(arguments, *sample, *catalog, {}, place);
}

base::Result<int> run_map_suggest_in_workspace(const MapSuggestArguments& arguments,
                                               const pipeline::Session& session,
                                               const Place& place) {
  const auto sample = arguments.source.empty() ? sample_of_file(arguments, place)
                                               : sample_of_source(session, arguments.source);
  if (!sample) return base::failure_of(sample);
  return suggest_for(arguments, *sample, session.catalog(),
                     pipeline::stored_keys(session, place.caller.viewer), place);
}

}  // namespace aftercare::app
