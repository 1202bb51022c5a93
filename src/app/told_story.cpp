#include "app/told_story.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "metrics/format.hpp"

namespace aftercare::app {
namespace {

using insight::WeekFact;

std::string shown_number(const insight::StoryMetric& metric, double value,
                         metrics::Language language) {
  if (!metric.format) return fmt::format("{:.4g}", value);
  return metrics::format_value(*metric.format, value, language);
}

std::string conditions_text(const WeekFact& fact, metrics::Language language) {
  std::string text;
  for (const auto& [dimension, value] : fact.conditions)
    text += fmt::format("{}{} = {}",
                        text.empty()                        ? ""
                        : language == metrics::Language::zh ? "，"
                                                            : ", ",
                        language == metrics::Language::zh ? dimension.label.zh : dimension.label.en,
                        value);
  return text;
}

std::string fact_in_english(const WeekFact& fact) {
  const auto language = metrics::Language::en;
  const auto shown = [&](double value) { return shown_number(fact.metric, value, language); };
  const auto money =
      fact.money == 0 ? std::string()
                      : fmt::format("; {} of money", metrics::format_value(metrics::Format::money,
                                                                           fact.money, language));
  if (fact.kind == WeekFact::Kind::metric)
    return fmt::format("{}: {} (n {:.0f}); the weeks before {}, expected {} to {}.",
                       fact.metric.label.en, shown(fact.value), fact.n, shown(fact.expected),
                       shown(fact.low), shown(fact.high));
  const auto name = fmt::format("{}, {}", fact.metric.label.en, conditions_text(fact, language));
  if (fact.kind == WeekFact::Kind::cause)
    return fmt::format(
        "{}: {:.0f} on {:.0f} in {} days, beside its siblings {:.1f} were expected ({:.1f} to "
        "{:.1f}).",
        name, fact.value, fact.n, fact.days, fact.expected, fact.low, fact.high);
  if (fact.kind == WeekFact::Kind::segment)
    return fmt::format("{}: {:.0f}, expected {:.1f} ({:.1f} to {:.1f}){}.", name, fact.value,
                       fact.expected, fact.low, fact.high, money);
  return fmt::format("{}: {:.0f} of {:.0f}, {:.1f} % ({:.1f} to {:.1f}), as in the weeks before.",
                     name, fact.value, fact.n, fact.expected * 100, fact.low * 100,
                     fact.high * 100);
}

std::string fact_in_chinese(const WeekFact& fact) {
  const auto language = metrics::Language::zh;
  const auto shown = [&](double value) { return shown_number(fact.metric, value, language); };
  const auto money =
      fact.money == 0 ? std::string()
                      : fmt::format("；涉及金额 {}", metrics::format_value(metrics::Format::money,
                                                                           fact.money, language));
  if (fact.kind == WeekFact::Kind::metric)
    return fmt::format("{}：{}（n {:.0f}）；前几周为 {}，预期 {} 至 {}。", fact.metric.label.zh,
                       shown(fact.value), fact.n, shown(fact.expected), shown(fact.low),
                       shown(fact.high));
  const auto name = fmt::format("{}，{}", fact.metric.label.zh, conditions_text(fact, language));
  if (fact.kind == WeekFact::Kind::cause)
    return fmt::format("{}：{} 天内 {:.0f}（基数 {:.0f}），按同类应为 {:.1f}（{:.1f} 至 {:.1f}）。",
                       name, fact.days, fact.value, fact.n, fact.expected, fact.low, fact.high);
  if (fact.kind == WeekFact::Kind::segment)
    return fmt::format("{}：{:.0f}，预期 {:.1f}（{:.1f} 至 {:.1f}）{}。", name, fact.value,
                       fact.expected, fact.low, fact.high, money);
  return fmt::format("{}：{:.0f} / {:.0f}，占 {:.1f}%（{:.1f} 至 {:.1f}），与前几周相当。", name,
                     fact.value, fact.n, fact.expected * 100, fact.low * 100, fact.high * 100);
}

insight::SheetRow moved_row(const WeekFact& fact, const base::Message& text, std::size_t rank) {
  insight::SheetRow row;
  row.cells = {insight::same(fmt::format("{}.", rank)), text,
               insight::same(fmt::format("{:.0f}", fact.n)),
               insight::same(fmt::format("{:.2g}", fact.q))};
  // Facts have different units: drawn in half widths of what was expected.
  const double half = (fact.high - fact.low) / 2;
  if (half > 0) row.mark = {std::clamp((fact.value - fact.expected) / half, -8.0, 8.0), -1, 1};
  return row;
}

insight::SheetRow quiet_row(const WeekFact& fact) {
  using metrics::Language;
  const auto name = [&](Language language, const std::string& label, const char* comma) {
    return label + comma + conditions_text(fact, language);
  };
  insight::SheetRow row;
  row.cells = {
      {name(Language::en, fact.metric.label.en, ", "),
       name(Language::zh, fact.metric.label.zh, "，")},
      {fmt::format("{:.1f} %", fact.expected * 100), fmt::format("{:.1f}%", fact.expected * 100)},
      {fmt::format("{:.1f} to {:.1f}", fact.low * 100, fact.high * 100),
       fmt::format("{:.1f} 至 {:.1f}", fact.low * 100, fact.high * 100)},
      insight::same(fmt::format("{:.0f}", fact.n))};
  return row;
}

constexpr const char* fact_kinds[] = {"metric", "segment", "cause", "level"};

}  // namespace

Explained told_story(const insight::WeekFacts& week) {
  Explained told;
  auto& sheet = told.sheet;
  const auto from = records::to_iso(week.from), to = records::to_iso(week.to);
  sheet.title = {fmt::format("The week {} to {}", from, to),
                 fmt::format("一周要事 {} 至 {}", from, to)};
  std::size_t moved = 0;
  for (const auto& fact : week.facts) moved += fact.kind != WeekFact::Kind::level ? 1 : 0;
  sheet.sentence = {
      fmt::format("{} to {} beside the {} weeks before: {} looked at, {} facts beyond chance.",
                  from, to, week.weeks_before, week.looked_at, moved),
      fmt::format("{} 至 {}，与此前 {} 周相比：检验 {} 项，{} 项超出偶然。", from, to,
                  week.weeks_before, week.looked_at, moved)};
  told.json = {{"from", from},
               {"to", to},
               {"weeks_before", week.weeks_before},
               {"looked_at", week.looked_at},
               {"facts", nlohmann::ordered_json::array()}};
  insight::SheetTable moves, quiet;
  moves.columns = {{{"", ""}, true}, {{"fact", "事实"}}, {{"n", "n"}, true}, {{"q", "q"}, true}};
  moves.mark_base = 0;
  quiet.title = {"As in the weeks before", "与前几周相当"};
  quiet.columns = {{{"what", "项目"}},
                   {{"share", "占比"}, true},
                   {{"95 %", "95% 区间"}, true},
                   {{"n", "n"}, true}};
  for (const auto& fact : week.facts) {
    const base::Message text{fact_in_english(fact), fact_in_chinese(fact)};
    nlohmann::ordered_json json = {{"kind", fact_kinds[static_cast<std::size_t>(fact.kind)]},
                                   {"metric", fact.metric.name},
                                   {"where", nlohmann::ordered_json::object()},
                                   {"value", fact.value},
                                   {"n", fact.n},
                                   {"expected", fact.expected},
                                   {"low", fact.low},
                                   {"high", fact.high},
                                   {"money", fact.money},
                                   {"days", fact.days},
                                   {"score", fact.score},
                                   {"sentence", message_json(text)}};
    if (fact.kind != WeekFact::Kind::level) json["p"] = fact.p, json["q"] = fact.q;
    for (const auto& [dimension, value] : fact.conditions) json["where"][dimension.name] = value;
    if (fact.kind == WeekFact::Kind::level)
      quiet.rows.push_back(quiet_row(fact));
    else
      moves.rows.push_back(moved_row(fact, text, moves.rows.size() + 1));
    told.json["facts"].push_back(std::move(json));
  }
  for (auto* table : {&moves, &quiet})
    if (!table->rows.empty()) sheet.tables.push_back(std::move(*table));
  told.json["sentence"] = message_json(sheet.sentence);
  return told;
}

}  // namespace aftercare::app
