#include "app/basket_rules_json.hpp"

#include <fmt/format.h>

#include <array>

namespace aftercare::app {

using insight::Baskets;

namespace {

using BasketsJson = nlohmann::ordered_json;

BasketsJson items_json(const Baskets& baskets, std::span<const std::uint32_t> items) {
  BasketsJson json = BasketsJson::array();
  for (const auto item : items) json.push_back(baskets.items[item]);
  return json;
}

}  // namespace

std::string item_names(const Baskets& baskets, std::span<const std::uint32_t> items) {
  std::string text;
  for (const auto item : items) text += (text.empty() ? "" : " + ") + baskets.items[item];
  return text;
}

base::Message basket_rules_sentence(const Baskets& baskets, const insight::FrequentSets& sets,
                                    const insight::RuleSearch& search) {
  base::Message told{
      fmt::format("In {} baskets {} sets of items are frequent; ", baskets.size(), sets.size()),
      fmt::format("{} 个购物篮中有 {} 个频繁项集；", baskets.size(), sets.size())};
  if (search.rules.empty()) {
    told.en += "no rule is more than chance.";
    told.zh += "没有超出偶然的规则。";
    return told;
  }
  const auto& rule = search.rules.front();
  const auto from = item_names(baskets, rule.antecedent);
  const auto& to = baskets.items[rule.consequent];
  told.en += fmt::format(
      "{} rules are more than chance. The surest: who has {} also has {} in {:.1f} % of {} "
      "baskets, "
      "{:.2f} times as often as all do.",
      search.rules.size(), from, to, rule.confidence * 100, rule.with_antecedent, rule.lift);
  told.zh += fmt::format(
      "{} 条规则超出偶然。最确定的：有 {} 的 {} 个购物篮中 {:.1f}% 也有 {}，是总体的 {:.2f} 倍。",
      search.rules.size(), from, rule.with_antecedent, rule.confidence * 100, to, rule.lift);
  return told;
}

BasketsJson basket_rules_json(const Baskets& baskets, const insight::FrequentSets& sets,
                              const insight::RuleSearch& search) {
  const auto n = static_cast<double>(baskets.size());
  BasketsJson json = {{"baskets", baskets.size()},
                      {"items", baskets.items.size()},
                      {"frequent_sets", sets.size()},
                      {"rules_tested", search.tested},
                      {"rules_insignificant", search.insignificant},
                      {"rules_redundant", search.redundant},
                      {"sets", BasketsJson::array()},
                      {"rules", BasketsJson::array()}};
  for (std::size_t set = 0; set < sets.size(); ++set)
    json["sets"].push_back({{"items", items_json(baskets, sets.items(set))},
                            {"count", sets.count(set)},
                            {"support", sets.count(set) / n}});
  for (const auto& rule : search.rules)
    json["rules"].push_back({{"if", items_json(baskets, rule.antecedent)},
                             {"then", items_json(baskets, std::array{rule.consequent})},
                             {"count", rule.both},
                             {"if_count", rule.with_antecedent},
                             {"then_count", rule.with_consequent},
                             {"support", rule.support},
                             {"confidence", rule.confidence},
                             {"lift", rule.lift},
                             {"p", rule.p},
                             {"q", rule.q}});
  return json;
}

insight::SheetTable basket_rules_table(const insight::Baskets& baskets,
                                       const insight::RuleSearch& search, std::size_t top) {
  insight::SheetTable table;
  table.title = {"What goes together", "同时出现"};
  table.columns = {{{"if", "若有"}},
                   {{"then", "则有"}},
                   {{"baskets", "购物篮"}, true},
                   {{"confidence", "置信度"}, true},
                   {{"lift", "提升度"}, true},
                   {{"q", "q"}, true}};
  for (const auto& rule : search.rules) {
    if (table.rows.size() == top) break;
    insight::SheetRow row;
    row.cells = {insight::same(item_names(baskets, rule.antecedent)),
                 insight::same(baskets.items[rule.consequent]),
                 insight::same(std::to_string(rule.both)),
                 insight::same(fmt::format("{:.1f}%", rule.confidence * 100)),
                 insight::same(fmt::format("{:.2f}", rule.lift)),
                 insight::same(fmt::format("{:.2g}", rule.q))};
    row.mark = {rule.lift, 1, rule.lift};
    table.rows.push_back(std::move(row));
  }
  table.mark_base = 1;
  return table;
}

}  // namespace aftercare::app
