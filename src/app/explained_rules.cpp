// rules of the workspace: what a metric's rows have in common, and what comes next.

#include <fmt/format.h>

#include "app/basket_rules_json.hpp"
#include "app/explained.hpp"
#include "app/told_next.hpp"
#include "base/workers.hpp"
#include "insight/association/counted_baskets.hpp"
#include "insight/association/rules.hpp"

namespace aftercare::app {
namespace {

// So few rows make no rule, whatever their share.
constexpr std::uint32_t kFewestOfARule = 20;

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
    sheet.tables.push_back(next_table(*next, asked.top));
  } else {
    told.json["next"] = nullptr;
    told.json["next_left_out"] = message_json({next.error().message, next.error().message_zh});
  }
  told.json["sentence"] = message_json(sheet.sentence);
  return told;
}

}  // namespace aftercare::app
