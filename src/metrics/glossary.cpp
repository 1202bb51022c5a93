#include "metrics/glossary.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace aftercare::metrics {
namespace {

nlohmann::ordered_json both_json(const base::Message& message) {
  return {{"zh", message.zh}, {"en", message.en}};
}
nlohmann::ordered_json both_json(const records::Label& label) {
  return {{"zh", label.zh}, {"en", label.en}};
}

std::string value_text(const store::Literal& value) {
  return std::visit(
      [](const auto& one) -> std::string {
        using T = std::decay_t<decltype(one)>;
        if constexpr (std::is_same_v<T, std::monostate>)
          return "—";
        else if constexpr (std::is_same_v<T, records::Day>)
          return records::to_iso(one);
        else
          return fmt::format("{}", one);
      },
      value.value);
}

// The value by its label, where a dimension of the fact lies in this column.
std::string labelled_value(const Model& model, const Fact& fact, const std::string& column,
                           const store::Literal& value, Language language) {
  const auto text = value_text(value);
  for (const auto& dimension : model.dimensions()) {
    const auto held = dimension.columns.find(fact.name);
    if (held == dimension.columns.end() || held->second != column) continue;
    return label_of(dimension, store::Cell(text), language);
  }
  return text;
}

base::Message condition_text(const Model& model, const Fact& fact, const Condition& condition) {
  using Test = Condition::Test;
  const auto& label = fact.column(condition.column)->label;
  const auto values = [&](Language language) {
    std::vector<std::string> texts;
    for (const auto& value : condition.values)
      texts.push_back(labelled_value(model, fact, condition.column, value, language));
    return fmt::format("{}", fmt::join(texts, language == Language::zh ? "、" : ", "));
  };
  switch (condition.test) {
    case Test::is_true:
      return {label.en, label.zh + "：是"};
    case Test::is_false:
      return {label.en, label.zh + "：是"};  // Told among what is left out.
    case Test::known:
      return {label.en + " known", label.zh + "已知"};
    case Test::unknown:
      return {label.en + " not known", label.zh + "未知"};
    case Test::one_of:
      return {fmt::format("{}: {}", label.en, values(Language::en)),
              fmt::format("{}：{}", label.zh, values(Language::zh))};
    case Test::at_least:
      return {fmt::format("{} >= {}", label.en, values(Language::en)),
              fmt::format("{} ≥ {}", label.zh, values(Language::zh))};
    case Test::beyond:
      return {fmt::format("{} > {} or none", label.en, values(Language::en)),
              fmt::format("{} > {} 或没有", label.zh, values(Language::zh))};
    case Test::at_most:
      return {fmt::format("{} <= {}", label.en, values(Language::en)),
              fmt::format("{} ≤ {}", label.zh, values(Language::zh))};
  }
  return {};
}

void append(base::Message& to, const base::Message& part, std::string_view zh,
            std::string_view en) {
  if (!to.zh.empty()) to.zh += zh;
  if (!to.en.empty()) to.en += en;
  to.zh += part.zh;
  to.en += part.en;
}

void describe(const Model& model, const std::string& fact_name,
              const std::vector<Condition>& conditions, const std::string& day,
              MetricTerms& terms) {
  const auto& fact = model.fact(fact_name);
  terms.population = {fact.grain.en, fact.grain.zh};
  for (const auto& condition : conditions) {
    const auto text = condition_text(model, fact, condition);
    if (condition.test == Condition::Test::is_false)
      append(terms.exclusions, text, "；", "; ");
    else
      append(terms.population, text, "；", "; ");
  }
  if (const auto* column = fact.column(day); column != nullptr)
    terms.counted_on = {column->label.en, column->label.zh};
}

std::string table_row(const Metric& metric, const MetricTerms& terms, Language language) {
  const auto& text = [&](const base::Message& message) {
    return language == Language::zh ? message.zh : message.en;
  };
  const auto direction = [&] {
    const bool zh = language == Language::zh;
    if (metric.direction == Direction::up_is_good) return zh ? "越高越好" : "up is good";
    if (metric.direction == Direction::down_is_good) return zh ? "越低越好" : "down is good";
    return zh ? "中性" : "neutral";
  };
  const auto none = [](std::string one) { return one.empty() ? std::string("—") : one; };
  return fmt::format("| `{}` | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", metric.name,
                     text_in(metric.label, language), text_in(metric.formula, language),
                     none(text(terms.population)), none(text(terms.exclusions)),
                     none(text(terms.counted_on)), text(terms.clock), metric.unit, direction(),
                     metric.owner, metric.version);
}

}  // namespace

MetricTerms terms_of(const Model& model, const Metric& metric) {
  MetricTerms terms;
  terms.clock = metric.business_clock ? base::Message{"business hours", "工作时间"}
                                      : base::Message{"calendar time", "自然时间"};
  std::visit(
      [&](const auto& kind) {
        using T = std::decay_t<decltype(kind)>;
        if constexpr (std::is_same_v<T, Stock>)
          describe(model, kind.fact, kind.where, kind.opened, terms);
        else if constexpr (std::is_same_v<T, Derived>)
          terms = terms_of(model, **model.metric(names_in(kind.steps).back()));
        else {
          const Alternatives* base = nullptr;
          if constexpr (std::is_same_v<T, Single>)
            base = &kind.of;
          else
            base = &kind.denominator;
          if (!base->empty())
            describe(model, base->front().fact, base->front().where, base->front().day, terms);
        }
      },
      metric.kind);
  if (std::holds_alternative<Stock>(metric.kind))
    terms.counted_on = {"end of the day, week, month or period", "日、周、月或区间的期末"};
  return terms;
}

nlohmann::ordered_json glossary_json(const Model& model) {
  using TermsJson = nlohmann::ordered_json;
  auto metrics = TermsJson::array();
  for (const auto& metric : model.metrics()) {
    const auto terms = terms_of(model, metric);
    metrics.push_back({{"name", metric.name},
                       {"label", both_json(metric.label)},
                       {"synonyms", metric.synonyms},
                       {"description", both_json(metric.description)},
                       {"formula", both_json(metric.formula)},
                       {"population", both_json(terms.population)},
                       {"exclusions", both_json(terms.exclusions)},
                       {"counted_on", both_json(terms.counted_on)},
                       {"clock", both_json(terms.clock)},
                       {"unit", metric.unit},
                       {"format", to_name(metric.format)},
                       {"direction", to_name(metric.direction)},
                       {"owner", metric.owner},
                       {"version", metric.version},
                       {"variant_of", metric.variant_of},
                       {"dimensions", model.dimensions_of(metric)}});
  }
  auto dimensions = TermsJson::array();
  for (const auto& dimension : model.dimensions()) {
    auto values = TermsJson::array();
    for (const auto& value : dimension.values)
      values.push_back({{"code", value.code}, {"label", both_json(value.label)}});
    dimensions.push_back({{"name", dimension.name},
                          {"label", both_json(dimension.label)},
                          {"synonyms", dimension.synonyms},
                          {"kind", to_name(dimension.kind)},
                          {"values", std::move(values)}});
  }
  auto facts = TermsJson::array();
  for (const auto& fact : model.facts())
    facts.push_back({{"name", fact.name}, {"grain", both_json(fact.grain)}});
  return {{"metrics", std::move(metrics)},
          {"dimensions", std::move(dimensions)},
          {"facts", std::move(facts)}};
}

std::string glossary_markdown(const Model& model) {
  std::string page =
      "# 指标词典 · Glossary of numbers\n\n"
      "由 `aftercare glossary` 从指标定义生成，请勿手改。Made by `aftercare glossary` from the "
      "definitions; do not edit.\n"
      "比率以分母为统计范围；定义的全文见各指标说明。Of a ratio the population is its "
      "base.\n\n";
  page +=
      "## 指标\n\n| 名称 | 指标 | 公式 | 统计范围 | 排除 | 日期归属 | 时钟 | 单位 | 方向 | 负责 | "
      "版本 |\n|---|---|---|---|---|---|---|---|---|---|---|\n";
  for (const auto& metric : model.metrics())
    page += table_row(metric, terms_of(model, metric), Language::zh);
  page +=
      "\n## Numbers\n\n| name | metric | formula | population | left out | counted on | clock | "
      "unit | direction | owner | version |\n|---|---|---|---|---|---|---|---|---|---|---|\n";
  for (const auto& metric : model.metrics())
    page += table_row(metric, terms_of(model, metric), Language::en);
  page += "\n## 说明 · In full\n\n";
  for (const auto& metric : model.metrics())
    page += fmt::format("- `{}` **{}**：{}\n  **{}**: {}\n", metric.name, metric.label.zh,
                        metric.description.zh, metric.label.en, metric.description.en);
  page +=
      "\n## 维度 · Dimensions\n\n| name | zh | en | kind | 取值 values |\n|---|---|---|---|---|\n";
  for (const auto& dimension : model.dimensions()) {
    std::vector<std::string> values;
    for (const auto& value : dimension.values)
      if (values.size() < 12)
        values.push_back(
            value.code == value.label.zh
                ? fmt::format("{} ({})", value.code, value.label.en)
                : fmt::format("{} {} ({})", value.code, value.label.zh, value.label.en));
    const auto more = dimension.values.size() - values.size();
    page += fmt::format("| `{}` | {} | {} | {} | {}{} |\n", dimension.name, dimension.label.zh,
                        dimension.label.en, to_name(dimension.kind), fmt::join(values, ", "),
                        more > 0 ? fmt::format(" … +{}", more) : "");
  }
  return page;
}

}  // namespace aftercare::metrics
