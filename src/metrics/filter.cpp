#include "metrics/filter.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "store/build.hpp"
#include "text/nearest.hpp"

namespace aftercare::metrics {
namespace {

bool is_range(FilterOperator op) {
  return op != FilterOperator::in && op != FilterOperator::not_in;
}

bool equal_without_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

tl::unexpected<base::Error> misfit(const Dimension& dimension, const std::string& value,
                                   std::string_view en, std::string_view zh) {
  return base::failure(fmt::format("{}: '{}', for dimension {}", en, value, dimension.name),
                       fmt::format("{}：“{}”，维度 {}", zh, value, dimension.label.zh));
}

base::Result<store::Literal> number_of(const Dimension& dimension, const std::string& value) {
  std::int64_t whole = 0;
  const auto* last = value.data() + value.size();
  if (const auto [end, error] = std::from_chars(value.data(), last, whole);
      error == std::errc() && end == last)
    return store::Literal{whole};
  double real = 0;
  if (const auto [end, error] = std::from_chars(value.data(), last, real);
      error == std::errc() && end == last && std::isfinite(real))
    return store::Literal{real};
  return misfit(dimension, value, "no number", "不是数字");
}

base::Result<store::Literal> code_of(const Dimension& dimension, const std::string& value) {
  for (const auto& known : dimension.values)
    if (known.code == value) return store::Literal{known.code};
  // A saved question may still name a code of old.
  if (dimension.recoded_by == dimension.columns)
    for (const auto& [former, now] : dimension.recoded)
      if (former == value) return store::Literal{now};
  for (const auto& known : dimension.values)
    if (equal_without_case(known.code, value) || equal_without_case(known.label.zh, value) ||
        equal_without_case(known.label.en, value))
      return store::Literal{known.code};
  if (dimension.open)
    for (const auto& known : dimension.values)
      if (std::ranges::any_of(known.synonyms, [&](const std::string& word) {
            return equal_without_case(word, value);
          }))
        return store::Literal{known.code};
  if (dimension.kind != DimensionKind::code || dimension.values.empty())
    return store::Literal{value};
  std::vector<std::string> words;
  for (const auto& known : dimension.values) words.push_back(known.code);
  auto near = text::nearest(value, words);
  if (near.empty() && words.size() <= 12) near = words;
  const auto en = near.empty() ? "" : fmt::format("; did you mean {}?", fmt::join(near, ", "));
  const auto zh = near.empty() ? "" : fmt::format("；是否想用 {}？", fmt::join(near, "、"));
  return base::failure(fmt::format("no such value of {}: '{}'{}", dimension.name, value, en),
                       fmt::format("{}没有这个值：“{}”{}", dimension.label.zh, value, zh));
}

base::Result<store::Literal> literal_of(const Dimension& dimension, const std::string& value) {
  switch (dimension.kind) {
    case DimensionKind::time:
      if (const auto day = records::parse_day(value)) return store::Literal{*day};
      return misfit(dimension, value, "no day (YYYY-MM-DD)", "不是日期（YYYY-MM-DD）");
    case DimensionKind::number: {
      const auto code = code_of(dimension, value);
      return number_of(dimension, code ? std::get<std::string>(code->value) : value);
    }
    case DimensionKind::code:
    case DimensionKind::text:
      return code_of(dimension, value);
  }
  return store::Literal{value};
}

}  // namespace

base::Result<ResolvedFilter> resolve(const Model& model, const Filter& filter) {
  const auto dimension = model.dimension(filter.dimension);
  if (!dimension) return base::failure_of(dimension);
  ResolvedFilter resolved{*dimension, filter.op, {}};
  const bool range = is_range(filter.op);
  const auto kind = resolved.dimension->kind;
  if (range && kind != DimensionKind::number && kind != DimensionKind::time)
    return base::failure(
        fmt::format("not a number or day, so it has no 'at least' or 'at most': {}",
                    resolved.dimension->name),
        fmt::format("不是数字或日期，不能比较大小：{}", resolved.dimension->label.zh));
  if (filter.values.empty() || (range && filter.values.size() != 1))
    return base::failure(fmt::format("{} value for dimension {}", range ? "not exactly one" : "no",
                                     resolved.dimension->name),
                         fmt::format("维度 {}{}", resolved.dimension->label.zh,
                                     range ? "需要恰好一个值" : "缺少值"));
  for (const auto& value : filter.values) {
    if (!value && range)
      return base::failure(fmt::format("nothing to compare with: {}", resolved.dimension->name),
                           fmt::format("没有可比较的值：{}", resolved.dimension->label.zh));
    if (!value) {
      resolved.values.push_back({});
      continue;
    }
    auto literal = literal_of(*resolved.dimension, *value);
    if (!literal) return base::failure_of(literal);
    resolved.values.push_back(std::move(*literal));
  }
  return resolved;
}

base::Result<std::vector<ResolvedFilter>> resolve(const Model& model,
                                                  const std::vector<Filter>& filters) {
  std::vector<ResolvedFilter> resolved;
  for (const auto& filter : filters) {
    auto one = resolve(model, filter);
    if (!one) return base::failure_of(one);
    resolved.push_back(std::move(*one));
  }
  return resolved;
}

store::ExpressionPtr column_of(const Dimension& dimension, const std::string& fact,
                               const std::string& day) {
  if (dimension.kind != DimensionKind::time) {
    auto own = store::column(dimension.columns.at(fact));
    const auto by = dimension.recoded_by.find(fact);
    if (by == dimension.recoded_by.end()) return own;
    return store::recode(store::column(by->second), dimension.recoded, std::move(own));
  }
  if (dimension.unit == store::DayUnit::day) return store::column(day);
  return store::truncate(store::column(day), dimension.unit);
}

store::ExpressionPtr to_expression(const ResolvedFilter& filter, const std::string& fact,
                                   const std::string& day) {
  using store::Comparison;
  const auto of = column_of(*filter.dimension, fact, day);
  const auto against = [&](Comparison op) {
    return store::compare(of, op, store::expression(filter.values.front()));
  };
  switch (filter.op) {
    case FilterOperator::at_least:
      return against(Comparison::greater_or_equal);
    case FilterOperator::at_most:
      return against(Comparison::less_or_equal);
    case FilterOperator::above:
      return against(Comparison::greater);
    case FilterOperator::below:
      return against(Comparison::less);
    case FilterOperator::in:
    case FilterOperator::not_in:
      break;
  }
  const bool negated = filter.op == FilterOperator::not_in;
  std::vector<store::Literal> known;
  for (const auto& value : filter.values)
    if (!std::holds_alternative<std::monostate>(value.value)) known.push_back(value);
  const bool null_listed = known.size() < filter.values.size();
  if (known.empty()) return negated ? store::is_known(of) : store::is_null(of);
  auto among = known.size() == 1
                   ? store::compare(of, negated ? Comparison::not_equal : Comparison::equal,
                                    store::expression(known.front()))
                   : store::in(of, std::move(known), negated);
  if (!negated && !null_listed) return among;
  if (negated && null_listed) return store::all_of({std::move(among), store::is_known(of)});
  return store::any_of({std::move(among), store::is_null(of)});
}

}  // namespace aftercare::metrics
