// map suggest: what a file's columns mean.

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "app/cli/commands.hpp"
#include "app/cli/table_text.hpp"
#include "app/suggestion_json.hpp"
#include "intake/part.hpp"
#include "intake/reader.hpp"
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

base::Result<int> suggest_for(const MapSuggestArguments& arguments,
                              const standard::Catalog& catalog, standard::KnownKeys known_keys,
                              const Place& place) {
  const auto file = place.absolute(arguments.file);
  auto reader = intake::open(file);
  if (!reader) return base::failure_of(reader);
  intake::SliceLimits sample;
  sample.records = 500;
  const auto slice = (*reader)->next(sample);
  if (!slice) return base::failure_of(slice);
  const auto batch = *slice ? (*slice)->batch : records::RawBatch{};
  const auto& columns = batch.columns.empty() ? (*reader)->description().columns : batch.columns;
  const auto called = intake::name_of_part(file);
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
    Json json = {{"file", arguments.file}};
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
  const auto catalog = standard::Catalog::load({});
  if (!catalog) return base::failure_of(catalog);
  return suggest_for(arguments, *catalog, {}, place);
}

base::Result<int> run_map_suggest_in_workspace(const MapSuggestArguments& arguments,
                                               const pipeline::Session& session,
                                               const Place& place) {
  return suggest_for(arguments, session.catalog(),
                     pipeline::stored_keys(session, place.caller.viewer), place);
}

}  // namespace aftercare::app
