#include "simulate/shop.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <system_error>

#include "simulate/simulation.hpp"

namespace aftercare::simulate {
namespace {

namespace fs = std::filesystem;

base::Result<void> make_private_folder(const fs::path& folder) {
  std::error_code trouble;
  fs::create_directories(folder, trouble);
  if (!trouble) fs::permissions(folder, fs::perms::owner_all, trouble);
  if (trouble)
    return base::failure(
        base::ErrorKind::internal,
        fmt::format("folder cannot be made: {} ({})", folder.string(), trouble.message()),
        fmt::format("无法创建文件夹：{}（{}）", folder.string(), trouble.message()));
  return {};
}

}  // namespace

base::Result<void> check_plan(const ShopPlan& plan) {
  if (plan.customers < 10 || plan.customers > 9'000'000)
    return base::failure(
        fmt::format("number of customers is out of bounds: {}; 10 to 9,000,000 are possible",
                    plan.customers),
        fmt::format("客户数超出范围：{}；可取 10 到 9,000,000", plan.customers));
  if (plan.days < 30 || plan.days > 3650)
    return base::failure(
        fmt::format("number of days is out of bounds: {}; 30 to 3,650 are possible", plan.days),
        fmt::format("天数超出范围：{}；可取 30 到 3,650", plan.days));
  const auto last = plan.end.time_since_epoch().count();
  if (last < 11'000 || last > 47'000)
    return base::failure(
        fmt::format("last day is out of bounds: {}; 2001 to 2098 are possible",
                    records::to_iso(plan.end)),
        fmt::format("最后一天超出范围：{}；可取 2001 到 2098 年", records::to_iso(plan.end)));
  if (plan.of_last_day < std::chrono::seconds{0} || plan.of_last_day > std::chrono::days{1})
    return base::failure(
        fmt::format("no part of a day: {} seconds of the last day", plan.of_last_day.count()),
        fmt::format("最后一天的时长超出范围：{} 秒", plan.of_last_day.count()));
  return {};
}

base::Result<ShopSummary> simulate_shop(const ShopPlan& plan, const fs::path& dir,
                                        base::Progress& progress) {
  if (const auto fine = check_plan(plan); !fine) return base::failure_of(fine);
  const auto zone = records::Zone::named(plan.zone);
  if (!zone) return base::failure_of(zone);
  const auto content = Content::load();
  if (!content) return base::failure_of(content);
  const auto gb18030 = Gb18030::make();
  if (!gb18030) return base::failure_of(gb18030);
  for (const char* name : {"sources", "truth"})
    if (const auto made = make_private_folder(dir / name); !made) return base::failure_of(made);
  auto truth = Truth::create(dir / "truth", *gb18030);
  if (!truth) return base::failure_of(truth);
  auto sources =
      Sources::create(dir / "sources", plan.seed, *gb18030, *truth, content->province_forms);
  if (!sources) return base::failure_of(sources);

  const auto last_day = Second{plan.end.time_since_epoch().count()} * kDay;
  const auto end = last_day + plan.of_last_day.count();
  const auto start = last_day - static_cast<Second>(plan.days - 1) * kDay;
  const auto causes = Causes::plan(*content, plan.seed, start, plan.days);
  const Customers customers(*content, plan.seed, plan.customers, start, plan.days);
  const World world{*content, causes, customers, start, end, offset_on(*zone, last_day)};
  Simulation simulation(world, plan.days, plan.seed, *sources, *truth);
  simulation.run(progress);

  ShopSummary summary;
  for (auto* table : sources->all()) {
    if (const auto closed = table->close(); !closed) return base::failure_of(closed);
    for (const auto& phone : table->broken_phones()) truth->person("phone", phone);
    summary.files.push_back({std::string(table->file()), table->rows()});
  }
  if (const auto closed = truth->close(); !closed) return base::failure_of(closed);
  summary.cases = truth->cases();
  summary.orders = simulation.orders();
  summary.anomalies = truth->anomalies();
  summary.churned = simulation.churned();
  summary.duplicates = truth->duplicates();
  summary.broken_cells = truth->broken_cells();
  return summary;
}

}  // namespace aftercare::simulate
