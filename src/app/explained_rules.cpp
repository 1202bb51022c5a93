// rules of the workspace: what a metric's rows have in common, and what comes next.

#include <fmt/format.h>

#include "app/basket_rules_json.hpp"
#include "app/explained.hpp"
#include "base/workers.hpp"
#include "insight/association/counted_baskets.hpp"
#include "insight/association/rules.hpp"

namespace aftercare::app {
namespace {

// So few rows make no rule, whatever their share.
constexpr std::uint32_t kFewestOfARule = 20;

nlohmann::ordered_json next_json(const insight::NextProblems& next, int within) {
  nlohmann::ordered_json json = {{"within_days", within},
                                 {"problems", next.problems},
                                 {"followed", next.followed},
                                 {"tested", next.tested},
                                 {"pairs", nlohmann::ordered_json::array()}};
  for (const auto& one : next.pairs)
    json["pairs"].push_back({{"if", next.names[one.from]},
                             {"then", next.names[one.to]},
                             {"count", one.count},
                             {"if_count", one.with_from},
                             {"then_count", one.with_to},
                             {"share", one.share},
                             {"low", one.low},
                             {"high", one.high},
                             {"lift", one.lift},
                             {"median_days", one.median_days},
                             {"p90_days", one.p90_days},
                             {"p", one.p},
                             {"q", one.q}});
  return json;
}

base::Message next_sentence(const insight::NextProblems& next, int within) {
  if (next.pairs.empty())
    return {fmt::format(" No problem is followed by another within {} days more than by chance.",
                        within),
            fmt::format("没有在 {} 天内接连出现且超出偶然的问题。", within)};
  const auto& one = next.pairs.front();
  return {
      fmt::format(
          " {} problems are followed by another more than by chance. The surest: after {} comes "
          "{} in {:.1f} % ({:.1f} to {:.1f}) of {} within {} days, {:.1f} times as often as "
          "after any, after {:.0f} days in the middle.",
          next.pairs.size(), next.names[one.from], next.names[one.to], one.share * 100,
          one.low * 100, one.high * 100, one.with_from, within, one.lift, one.median_days),
      fmt::format(
          "有 {} 对问题接连出现且超出偶然。最确定的：{} 之后 {} 天内，{} 次中有 {:.1f}%（95% "
          "区间 {:.1f} 至 {:.1f}）出现 {}，是任一问题之后的 {:.1f} 倍，中位间隔 {:.0f} "
          "天。",
          next.pairs.size(), next.names[one.from], within, one.with_from, one.share * 100,
          one.low * 100, one.high * 100, next.names[one.to], one.lift, one.median_days)};
}

void tell_next(const insight::NextProblems& next, std::size_t top, insight::Sheet& sheet) {
  auto& table = sheet.tables.emplace_back();
  table.title = {"What comes next", "接下来的问题"};
  table.columns = {{{"after", "之后"}},
                   {{"comes", "出现"}},
                   {{"times", "次数"}, true},
                   {{"share", "占比"}, true},
                   {{"95 %", "95% 区间"}, true},
                   {{"lift", "提升度"}, true},
                   {{"days, median", "间隔天数中位"}, true},
                   {{"q", "q"}, true}};
  for (const auto& one : next.pairs) {
    if (table.rows.size() == top) break;
    insight::SheetRow row;
    row.cells = {insight::same(next.names[one.from]),
                 insight::same(next.names[one.to]),
                 insight::same(std::to_string(one.count)),
                 insight::same(fmt::format("{:.1f}%", one.share * 100)),
                 insight::same(fmt::format("{:.1f} … {:.1f}", one.low * 100, one.high * 100)),
                 insight::same(fmt::format("{:.2f}", one.lift)),
                 insight::same(fmt::format("{:.0f}", one.median_days)),
                 insight::same(fmt::format("{:.2g}", one.q))};
    row.mark = {one.share, one.low, one.high};
    table.rows.push_back(std::move(row));
  }
}

}  // namespace

base::Result<Explained> explain_rules(const InsightArguments& asked, const ExplainFor& whom) {
  const auto rows = rows_asked(asked, whom);
  if (!rows) return base::failure_of(rows);
  const auto workspace = whom.workspace();
  const auto dimensions =
      names_listed(asked.by, {"topic", "component", "product", "province", "carrier"});
  const auto baskets =
      insight::counted_baskets(workspace, asked.metric, dimensions, whom.language(), *rows);
  if (!baskets) return base::failure_of(baskets);
  if (baskets->size() == 0)
    return base::failure(base::ErrorKind::input,
                         fmt::format("no rows to look at: {}", asked.metric),
                         fmt::format("没有可分析的数据：{}", asked.metric));
  insight::MiningSettings settings;
  settings.least_count =
      std::max(kFewestOfARule, static_cast<std::uint32_t>(baskets->size() / 1000));
  settings.workers = base::default_workers();
  const auto sets = insight::frequent_sets(*baskets, settings);
  if (!sets) return base::failure_of(sets);
  insight::RuleSettings rule_settings;
  rule_settings.least_confidence = asked.min_confidence;
  const auto search = insight::association_rules(*sets, baskets->size(), rule_settings);
  // Whoever may not tell customers apart still learns what goes together.
  const auto next = insight::next_problems(workspace, asked.metric, dimensions.front(),
                                           whom.language(), static_cast<int>(asked.within), *rows);
  if (!next && !records::is_refusal(next.error()) && next.error().kind != base::ErrorKind::usage)
    return base::failure_of(next);
  Explained told;
  auto& sheet = told.sheet;
  sheet.title = {"What goes together, and what comes next", "关联与后续"};
  sheet.sentence = basket_rules_sentence(*baskets, *sets, search);
  told.json = basket_rules_json(*baskets, *sets, search);
  told.json["min_count"] = settings.least_count;
  sheet.tables.push_back(basket_rules_table(*baskets, search, asked.top));
  if (next) {
    const auto more = next_sentence(*next, static_cast<int>(asked.within));
    sheet.sentence.en += more.en;
    sheet.sentence.zh += more.zh;
    told.json["next"] = next_json(*next, static_cast<int>(asked.within));
    tell_next(*next, asked.top, sheet);
  } else {
    told.json["next"] = nullptr;
    told.json["next_left_out"] = message_json({next.error().message, next.error().message_zh});
  }
  told.json["sentence"] = message_json(sheet.sentence);
  return told;
}

}  // namespace aftercare::app
