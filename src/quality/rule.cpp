#include "quality/rule.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace aftercare::quality {
namespace {

using base::Message;
using records::Field;
using records::FieldType;

bool holds_words(FieldType type) {
  return type == FieldType::text || type == FieldType::code;
}

bool holds_moments(FieldType type) {
  return type == FieldType::moment || type == FieldType::day;
}

bool holds_numbers(FieldType type) {
  return type == FieldType::integer || type == FieldType::real || type == FieldType::money;
}

// flaw: what keeps a condition from being judged; empty if nothing does.
Message flaw(const Present&, const Field&, const records::Entity&) {
  return {};
}

Message flaw(const InRange& range, const Field& field, const records::Entity&) {
  if (!holds_numbers(field.type)) return {"a range needs a number", "取值范围只适用于数字"};
  if (std::isnan(range.lowest) || std::isnan(range.highest))
    return {"a bound is not a number", "范围的边界不是数字"};
  if (std::isinf(range.lowest) && std::isinf(range.highest))
    return {"the range has no bound", "取值范围没有边界"};
  if (range.lowest > range.highest) return {"the range is empty", "取值范围为空"};
  return {};
}

Message flaw(const OneOf& list, const Field& field, const records::Entity&) {
  if (!holds_words(field.type)) return {"a list of codes needs text", "代码列表只适用于文本"};
  if (list.codes.empty()) return {"the list of codes is empty", "代码列表为空"};
  return {};
}

Message flaw(const Matches& match, const Field& field, const records::Entity&) {
  if (!holds_words(field.type)) return {"a pattern needs text", "正则表达式只适用于文本"};
  if (const RE2 pattern(match.pattern, RE2::Quiet); !pattern.ok())
    return {fmt::format("not a pattern ({})", pattern.error()),
            fmt::format("不是有效的正则表达式（{}）", pattern.error())};
  return {};
}

Message flaw(const NotFuture&, const Field& field, const records::Entity&) {
  if (holds_moments(field.type)) return {};
  return {"not_future needs a moment or a day", "not_future 只适用于时间或日期"};
}

Message flaw(const Compared& compared, const Field& field, const records::Entity& entity) {
  const auto* const other = entity.field(compared.other);
  if (other == nullptr)
    return {fmt::format("unknown column {}.{}", entity.name, compared.other),
            fmt::format("未知的列 {}.{}", entity.name, compared.other)};
  const bool numbers = holds_numbers(field.type) && holds_numbers(other->type);
  if (!numbers && (!holds_moments(field.type) || other->type != field.type))
    return {fmt::format("columns of different kinds cannot be compared: {} and {}", field.name,
                        compared.other),
            fmt::format("不同类型的列不能比较：{} 与 {}", field.name, compared.other)};
  return {};
}

Message flaw_of(const RuleSpec& spec, const records::Dictionary& dictionary) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789_";
  if (spec.name.empty() || spec.name.find_first_not_of(allowed) != spec.name.npos)
    return {"the name is not in snake_case", "名称不是 snake_case"};
  const auto* const entity = dictionary.entity(spec.table);
  if (entity == nullptr)
    return {fmt::format("unknown table {}", spec.table), fmt::format("未知的表 {}", spec.table)};
  const auto* const field = entity->field(spec.column);
  if (field == nullptr || field->derived)
    return {fmt::format("unknown column {}.{}", spec.table, spec.column),
            fmt::format("未知的列 {}.{}", spec.table, spec.column)};
  if (spec.repair_to_null && (spec.severity == Severity::reject || field->required ||
                              std::ranges::find(entity->key, field->name) != entity->key.end()))
    return {"only an optional value of a row that stays can be repaired to null",
            "只有保留行中的可选值可以修复为空"};
  return std::visit([&](const auto& condition) { return flaw(condition, *field, *entity); },
                    spec.condition);
}

}  // namespace

base::Result<Rule> Rule::make(RuleSpec spec, const records::Dictionary& dictionary) {
  if (const auto reason = flaw_of(spec, dictionary); !reason.en.empty())
    return base::failure(fmt::format("{}: rule {}", reason.en, spec.name),
                         fmt::format("{}：规则 {}", reason.zh, spec.name));
  std::shared_ptr<const RE2> pattern;
  if (const auto* const match = std::get_if<Matches>(&spec.condition))
    pattern = std::make_shared<const RE2>(match->pattern, RE2::Quiet);
  return Rule(std::move(spec), std::move(pattern));
}

}  // namespace aftercare::quality
