// init, demo: what makes a workspace.

#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "app/cli/commands.hpp"
#include "simulate/shop.hpp"

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;

/// The last simulated day and how much of it. A day is whole, "2026-03-01 09:30" ends there, and
/// without a word it all ends now: a day that is not over yet would lie in the future.
struct LastDay {
  records::Day day;
  std::chrono::seconds of_it = std::chrono::days{1};
};

LastDay until(std::chrono::local_time<std::chrono::microseconds> local) {
  const auto day = std::chrono::floor<std::chrono::days>(local);
  return {records::Day{day.time_since_epoch()},
          std::chrono::floor<std::chrono::seconds>(local - day)};
}

base::Result<LastDay> last_day(const std::string& text, const records::Zone& zone) {
  if (text.empty())
    return until(zone.to_local(
        std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now())));
  if (const auto day = records::parse_day(text)) return LastDay{*day};
  constexpr std::size_t day_size = 10, minute_size = 16;
  const auto digit = [&text](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
  if (text.size() == minute_size && (text[10] == ' ' || text[10] == 'T') && text[13] == ':' &&
      digit(11) && digit(12) && digit(14) && digit(15)) {
    const auto hours = std::stoi(text.substr(11, 2)), minutes = std::stoi(text.substr(14, 2));
    const auto day = records::parse_day(std::string_view(text).substr(0, day_size));
    if (day && hours < 24 && minutes < 60)
      return LastDay{*day, std::chrono::hours{hours} + std::chrono::minutes{minutes}};
  }
  return base::failure(
      fmt::format("neither a day YYYY-MM-DD nor a minute YYYY-MM-DDTHH:MM: {}", text),
      fmt::format("不是 YYYY-MM-DD 形式的日期，也不是 YYYY-MM-DDTHH:MM 形式的时刻：{}", text));
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
  simulate::ShopPlan plan;
  plan.customers = arguments.customers;
  plan.days = arguments.days;
  plan.seed = arguments.seed;
  plan.end = end->day;
  plan.of_last_day = end->of_it;
  plan.zone = settings.zone;
  if (const auto fine = simulate::check_plan(plan); !fine) return base::failure_of(fine);
  const auto made = pipeline::Workspace::create(place.absolute(arguments.folder), settings);
  if (!made) return base::failure_of(made);
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
