// init, demo, map suggest: what needs no store.

#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/cli/commands.hpp"
#include "app/cli/table_text.hpp"
#include "intake/reader.hpp"
#include "simulate/shop.hpp"
#include "standard/catalog.hpp"
#include "standard/mapping_writer.hpp"

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;

base::Result<records::Day> last_day(const std::string& text, const records::Zone& zone) {
  if (text.empty())
    return zone.day_of(
        std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()));
  if (const auto day = records::parse_day(text)) return *day;
  return base::failure(fmt::format("no day of the form YYYY-MM-DD: {}", text),
                       fmt::format("不是 YYYY-MM-DD 形式的日期：{}", text));
}

base::Result<void> write_file(const std::filesystem::path& file, const std::string& text) {
  std::ofstream out(file, std::ios::binary);
  out << text;
  if (out.flush()) return {};
  return base::failure(base::ErrorKind::internal,
                       fmt::format("file cannot be written: {}", file.string()),
                       fmt::format("无法写入文件：{}", file.string()));
}

}  // namespace

base::Result<int> run_init(const InitArguments& arguments, const Place& place) {
  pipeline::Settings settings;
  settings.name = arguments.name;
  settings.zone = arguments.zone;
  settings.language =
      arguments.language.empty() ? std::string(place.console.language()) : arguments.language;
  if (const auto zone = records::Zone::named(settings.zone); !zone) return base::failure_of(zone);
  const auto made = pipeline::Workspace::create(place.absolute(arguments.folder), settings);
  if (!made) return base::failure_of(made);
  const auto& console = place.console;
  if (console.json())
    console.line(Json{{"workspace", made->root().string()}}.dump());
  else
    console.line(
        fmt::format(fmt::runtime(console.say(
                        "Made {0}. Put files into {0}/sources and run: aftercare run -w {0}",
                        "已新建 {0}。把文件放入 {0}/sources，然后运行：aftercare run -w {0}")),
                    arguments.folder));
  return kDone;
}

base::Result<int> run_demo(const DemoArguments& arguments, const Place& place) {
  pipeline::Settings settings;
  settings.name = place.console.chinese() ? "示例小店" : "demo shop";
  settings.language = place.console.language();
  const auto zone = records::Zone::named(settings.zone);
  if (!zone) return base::failure_of(zone);
  const auto end = last_day(arguments.end, *zone);
  if (!end) return base::failure_of(end);
  const auto made = pipeline::Workspace::create(place.absolute(arguments.folder), settings);
  if (!made) return base::failure_of(made);
  simulate::ShopPlan plan;
  plan.customers = arguments.customers;
  plan.days = arguments.days;
  plan.seed = arguments.seed;
  plan.end = *end;
  plan.zone = settings.zone;
  ConsoleProgress progress(place.console);
  const auto summary = simulate::simulate_shop(plan, made->root(), progress);
  if (!summary) return base::failure_of(summary);
  progress.end();
  const auto& console = place.console;
  if (console.json()) {
    console.line(Json{{"workspace", made->root().string()},
                      {"customers", arguments.customers},
                      {"orders", summary->orders},
                      {"cases", summary->cases}}
                     .dump());
  } else {
    console.line(fmt::format(
        fmt::runtime(console.say(
            "Simulated a shop in {0}: {1} customers, {2} orders, {3} cases. Read it in: aftercare "
            "run -w {0}",
            "已在 {0} 模拟店铺：{1} 位客户、{2} 个订单、{3} 件案例。读入：aftercare run -w {0}")),
        arguments.folder, arguments.customers, summary->orders, summary->cases));
  }
  return kDone;
}

base::Result<int> run_map_suggest(const MapSuggestArguments& arguments,
                                  const std::filesystem::path& workspace, const Place& place) {
  // A workspace's own dictionary and mappings count, but none is needed to look at a file.
  std::error_code none;
  const bool has_workspace = std::filesystem::exists(workspace / "aftercare.yaml", none);
  const auto catalog = standard::Catalog::load(has_workspace ? workspace : std::filesystem::path());
  if (!catalog) return base::failure_of(catalog);
  auto reader = intake::open(place.absolute(arguments.file));
  if (!reader) return base::failure_of(reader);
  intake::SliceLimits sample;
  sample.records = 500;
  const auto slice = (*reader)->next(sample);
  if (!slice) return base::failure_of(slice);
  const auto batch = *slice ? (*slice)->batch : records::RawBatch{};
  const auto& columns = batch.columns.empty() ? (*reader)->description().columns : batch.columns;
  const auto known = catalog->recognise(columns, batch);
  const auto suggestion = known && known->suggestion
                              ? *known->suggestion
                              : standard::suggest(columns, batch, catalog->dictionary());
  const bool recognised = known && !known->suggestion;
  const auto& console = place.console;
  const auto yaml = recognised ? standard::to_yaml(*known->mapping) : standard::to_yaml(suggestion);
  if (!arguments.out.empty())
    if (auto written = write_file(place.absolute(arguments.out), yaml); !written)
      return base::failure_of(written);

  if (console.json()) {
    Json json = {
        {"file", arguments.file},
        {"recognised", recognised ? Json(known->mapping->name) : Json(nullptr)},
        {"entity", recognised ? known->mapping->entities.front().entity : suggestion.entity},
        {"confidence", recognised ? 1.0 : suggestion.confidence},
        {"covered", recognised || suggestion.covered},
        {"columns", Json::array()}};
    for (const auto& column : suggestion.columns)
      json["columns"].push_back({{"column", column.column},
                                 {"field", column.field},
                                 {"confidence", column.confidence},
                                 {"reason", {{"zh", column.reason.zh}, {"en", column.reason.en}}}});
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
  for (const auto& column : suggestion.columns)
    table.rows.push_back({column.column, column.field.empty() ? "—" : column.field,
                          fmt::format("{:.0f}", column.confidence * 100),
                          console.chinese() ? column.reason.zh : column.reason.en});
  console.print(to_text(table));
  return kDone;
}

}  // namespace aftercare::app
