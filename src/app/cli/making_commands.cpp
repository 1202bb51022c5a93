// init, demo: what makes a workspace.

#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "app/cli/commands.hpp"
#include "simulate/shop.hpp"

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

}  // namespace aftercare::app
