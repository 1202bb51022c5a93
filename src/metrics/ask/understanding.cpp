// How a question was understood, as a line and as a sentence.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "metrics/ask/ask.hpp"
#include "metrics/format.hpp"

namespace aftercare::metrics {
namespace {

std::string_view sign_of(FilterOperator op) {
  switch (op) {
    case FilterOperator::in:
      return "=";
    case FilterOperator::not_in:
      return "!=";
    case FilterOperator::at_least:
      return ">=";
    case FilterOperator::at_most:
      return "<=";
    case FilterOperator::above:
      return ">";
    case FilterOperator::below:
      return "<";
  }
  return "=";
}

std::string days_line(const std::optional<records::Day>& from,
                      const std::optional<records::Day>& to) {
  return fmt::format("{}..{}", from ? records::to_iso(*from) : "", to ? records::to_iso(*to) : "");
}

std::string filter_sentence(const Filter& filter, const Model& model, Language language) {
  const auto& dimension = **model.dimension(filter.dimension);
  std::vector<std::string> values;
  for (const auto& value : filter.values)
    values.push_back(value ? label_of(dimension, store::Cell(*value), language) : "—");
  const bool zh = language == Language::zh;
  if (filter.op == FilterOperator::not_in)
    return fmt::format(fmt::runtime(zh ? "{}不含{}" : "{} not {}"),
                       text_in(dimension.label, language), fmt::join(values, zh ? "、" : ", "));
  if (filter.op == FilterOperator::in)
    return fmt::format(fmt::runtime(zh ? "{}为{}" : "{} {}"), text_in(dimension.label, language),
                       fmt::join(values, zh ? "、" : ", "));
  return fmt::format("{} {} {}", text_in(dimension.label, language), sign_of(filter.op),
                     filter.values.front().value_or(""));
}

std::string sentence(const Asked& asked, const Model& model, Language language) {
  const bool zh = language == Language::zh;
  const auto& question = asked.question;
  std::vector<std::string> metrics;
  for (const auto& name : question.metrics)
    metrics.push_back(text_in((*model.metric(name))->label, language));
  std::vector<std::string> by;
  for (const auto& name : question.by)
    by.push_back(text_in((*model.dimension(name))->label, language));
  std::vector<std::string> parts;
  const auto add = [&](std::string part) { parts.push_back(std::move(part)); };
  add(fmt::format("{}", fmt::join(metrics, zh ? "、" : ", ")));
  if (!by.empty())
    add(fmt::format(fmt::runtime(zh ? "按{}" : "by {}"), fmt::join(by, zh ? "、" : ", ")));
  for (const auto& filter : question.where) add(filter_sentence(filter, model, language));
  for (const auto& having : question.having) {
    const auto& metric = **model.metric(having.metric);
    add(fmt::format("{} {} {}", text_in(metric.label, language), sign_of(having.op),
                    format_full(metric.format, having.value, language)));
  }
  if (question.from || question.to) {
    add(days_line(question.from, question.to));
    if (zh)
      parts.back().replace(parts.back().find(".."), 2, " 至 ");
    else
      parts.back().replace(parts.back().find(".."), 2, " to ");
  } else {
    add(zh ? "全部日期" : "all days");
  }
  if (asked.against)
    add(fmt::format(fmt::runtime(zh ? "与 {} 至 {} 相比" : "compared with {} to {}"),
                    records::to_iso(*asked.against->from), records::to_iso(*asked.against->to)));
  if (!question.order.empty() && question.limit)
    add(question.order.front().descending
            ? fmt::format(fmt::runtime(zh ? "最高的 {} 个" : "the {} highest"), *question.limit)
            : fmt::format(fmt::runtime(zh ? "最低的 {} 个" : "the {} lowest"), *question.limit));
  if (question.rolling) {
    const auto unit = text_in((*model.dimension(question.by.front()))->label, language);
    add(question.moving_average
            ? fmt::format(fmt::runtime(zh ? "{1} {0}移动平均" : "moving average of {1} × {0}"),
                          unit, *question.rolling)
            : fmt::format(fmt::runtime(zh ? "滚动 {1} {0}" : "rolling {1} × {0}"), unit,
                          *question.rolling));
  }
  if (question.cumulative) add(zh ? "累计" : "cumulative");
  if (asked.share) add(zh ? "占总数的比例" : "as a share of the total");
  if (asked.why) add(zh ? "变化来自哪里" : "what the change came from");
  return fmt::format("{}", fmt::join(parts, zh ? "，" : ", "));
}

}  // namespace

std::string query_line(const Asked& asked) {
  const auto& question = asked.question;
  std::string line = fmt::format("{}", fmt::join(question.metrics, ","));
  if (!question.by.empty()) line += fmt::format(" by {}", fmt::join(question.by, ","));
  auto where = question.where;
  std::ranges::sort(where, {}, &Filter::dimension);
  if (!where.empty()) line += " where";
  for (const auto& filter : where) {
    std::vector<std::string> values;
    for (const auto& value : filter.values) values.push_back(value.value_or("null"));
    line += fmt::format(" {}{}{}", filter.dimension, sign_of(filter.op), fmt::join(values, "/"));
  }
  if (question.from || question.to) line += " " + days_line(question.from, question.to);
  if (asked.against) line += " vs " + days_line(asked.against->from, asked.against->to);
  for (const auto& having : question.having)
    line += fmt::format(" having {}{}{}", having.metric, sign_of(having.op), having.value);
  if (!question.order.empty())
    line += fmt::format(" {} {}", question.order.front().descending ? "top" : "bottom",
                        question.limit.value_or(0));
  if (question.rolling)
    line +=
        fmt::format(" {} {}", question.moving_average ? "average" : "rolling", *question.rolling);
  if (question.cumulative) line += " cumulative";
  if (asked.share) line += " share";
  if (asked.why) line += " why";
  return line;
}

base::Message understanding(const Asked& asked, const Model& model) {
  return {sentence(asked, model, Language::en), sentence(asked, model, Language::zh)};
}

}  // namespace aftercare::metrics
