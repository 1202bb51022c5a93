#include "quality/rules/expression.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/utf8.hpp"
#include "quality/profile/value_reading.hpp"
#include "quality/rules/expression_parser.hpp"

namespace aftercare::quality {
namespace {

using ValueOf = std::function<ExpressionValue(std::size_t)>;
using Kind = ExpressionValue::Kind;

// Brings two values to one kind: text beside a number or a moment is read as one. False: they
// cannot be compared.
bool align(ExpressionValue& left, ExpressionValue& right) {
  if (left.kind == right.kind) return true;
  const auto convert = [](ExpressionValue& from, Kind to) {
    if (from.kind != Kind::text) return false;
    const auto read = value_of_cell(from.text);
    if (read.kind != to) return false;
    from = read;
    return true;
  };
  if (left.kind == Kind::text && convert(left, right.kind)) return true;
  if (right.kind == Kind::text && convert(right, left.kind)) return true;
  // An id of digits beside a word: both as they stand.
  if (!left.text.empty() && !right.text.empty()) {
    left.kind = right.kind = Kind::text;
    return true;
  }
  return false;
}

int compare_values(const ExpressionValue& left, const ExpressionValue& right) {
  if (left.kind == Kind::text) {
    const auto order = left.text.compare(right.text);
    return order < 0 ? -1 : order > 0 ? 1 : 0;
  }
  return left.number < right.number ? -1 : left.number > right.number ? 1 : 0;
}

ExpressionValue known(std::optional<bool> truth) {
  return truth ? ExpressionValue::of(*truth) : ExpressionValue{};
}

std::optional<bool> truth_of(const ExpressionValue& value) {
  if (value.kind == Kind::null) return std::nullopt;
  return value.number != 0;
}

}  // namespace

base::Result<RowExpression> RowExpression::parse(std::string_view written) {
  return read_expression(written);
}

std::optional<bool> RowExpression::judge(const ValueOf& value_of) const {
  return truth_of(value(root_, value_of));
}

ExpressionValue RowExpression::value(std::size_t at, const ValueOf& value_of) const {
  const auto& node = nodes_[at];
  const auto part = [&](std::size_t i) { return value(node.parts[i], value_of); };
  switch (node.op) {
    case Op::number:
      return ExpressionValue::of(node.number);
    case Op::text:
      return {Kind::text, 0, node.text};
    case Op::boolean:
      return ExpressionValue::of(node.number != 0);
    case Op::null:
      return {};
    case Op::column:
      return value_of(node.column);
    case Op::is_null:
      return ExpressionValue::of(part(0).kind == Kind::null);
    case Op::logical_not: {
      const auto truth = truth_of(part(0));
      return truth ? ExpressionValue::of(!*truth) : ExpressionValue{};
    }
    case Op::logical_and:
    case Op::logical_or: {
      const bool decides = node.op == Op::logical_or;
      const auto left = truth_of(part(0));
      if (left == decides) return ExpressionValue::of(decides);
      const auto right = truth_of(part(1));
      if (right == decides) return ExpressionValue::of(decides);
      return left && right ? ExpressionValue::of(!decides) : ExpressionValue{};
    }
    case Op::in_list: {
      const auto left = part(0);
      if (left.kind == Kind::null) return {};
      for (std::size_t i = 1; i < node.parts.size(); ++i) {
        auto of = left, one = part(i);
        if (one.kind != Kind::null && align(of, one) && compare_values(of, one) == 0)
          return ExpressionValue::of(true);
      }
      return ExpressionValue::of(false);
    }
    case Op::between: {
      auto low_of = part(0), low = part(1);
      auto high_of = low_of, high = part(2);
      if (low_of.kind == Kind::null || low.kind == Kind::null || high.kind == Kind::null) return {};
      if (!align(low_of, low) || !align(high_of, high)) return {};
      return ExpressionValue::of(compare_values(low_of, low) >= 0 &&
                                 compare_values(high_of, high) <= 0);
    }
    case Op::matches: {
      const auto of = part(0);
      if (of.kind == Kind::null) return {};
      return ExpressionValue::of(
          RE2::FullMatch(re2::StringPiece(of.text.data(), of.text.size()), *node.pattern));
    }
    default:
      break;
  }
  auto left = part(0);
  if (left.kind == Kind::null) return {};
  switch (node.op) {
    case Op::negate:
      return ExpressionValue::of(-left.number);
    case Op::absolute:
      return ExpressionValue::of(std::abs(left.number));
    case Op::length:
      return ExpressionValue::of(static_cast<double>(base::count_code_points(left.text)));
    case Op::year: {
      if (left.kind != Kind::moment) return {};
      const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(
          std::chrono::sys_seconds(std::chrono::seconds(static_cast<std::int64_t>(left.number))))};
      return ExpressionValue::of(static_cast<double>(static_cast<int>(date.year())));
    }
    case Op::lower: {
      thread_local std::string buffer[4];
      thread_local unsigned turn = 0;
      auto& to = buffer[turn++ % 4];  // A comparison has two sides at most.
      to = lowered(left.text);
      return {Kind::text, 0, to};
    }
    default:
      break;
  }
  auto right = part(1);
  if (right.kind == Kind::null) return {};
  const auto numbers = [&] { return left.kind != Kind::text && right.kind != Kind::text; };
  switch (node.op) {
    case Op::add:
      return numbers() ? ExpressionValue::of(left.number + right.number) : ExpressionValue{};
    case Op::subtract:
      return numbers() ? ExpressionValue::of(left.number - right.number) : ExpressionValue{};
    case Op::multiply:
      return numbers() ? ExpressionValue::of(left.number * right.number) : ExpressionValue{};
    case Op::divide:
      return numbers() && right.number != 0 ? ExpressionValue::of(left.number / right.number)
                                            : ExpressionValue{};
    case Op::days:
      return left.kind == Kind::moment && right.kind == Kind::moment
                 ? ExpressionValue::of((left.number - right.number) / 86'400)
                 : ExpressionValue{};
    default:
      break;
  }
  if (!align(left, right)) return known(std::nullopt);
  const int order = compare_values(left, right);
  // Cents do not add up exactly in binary: amounts that differ by less than a millionth are one.
  const bool same =
      order == 0 || (left.kind == Kind::number &&
                     std::abs(left.number - right.number) <=
                         1e-9 * std::max(std::abs(left.number), std::abs(right.number)));
  switch (node.op) {
    case Op::equal:
      return ExpressionValue::of(same);
    case Op::not_equal:
      return ExpressionValue::of(!same);
    case Op::less:
      return ExpressionValue::of(order < 0 && !same);
    case Op::less_or_equal:
      return ExpressionValue::of(order < 0 || same);
    case Op::greater:
      return ExpressionValue::of(order > 0 && !same);
    case Op::greater_or_equal:
      return ExpressionValue::of(order > 0 || same);
    default:
      return {};
  }
}

store::ExpressionPtr RowExpression::violation() const {
  const auto whole = query_part(root_);
  if (whole == nullptr) return nullptr;
  return std::make_shared<const store::Expression>(store::Expression{store::Not{whole}});
}

store::ExpressionPtr RowExpression::query_part(std::size_t at) const {
  const auto made = [](auto node) {
    return std::make_shared<const store::Expression>(store::Expression{std::move(node)});
  };
  const auto& node = nodes_[at];
  std::vector<store::ExpressionPtr> parts;
  for (const auto part : node.parts) {
    parts.push_back(query_part(part));
    if (parts.back() == nullptr) return nullptr;
  }
  switch (node.op) {
    case Op::number: {
      const auto whole = static_cast<std::int64_t>(node.number);
      if (static_cast<double>(whole) == node.number) return made(store::Literal{whole});
      return made(store::Literal{node.number});
    }
    case Op::text:
      return made(store::Literal{node.text});
    case Op::boolean:
      return made(store::Literal{node.number != 0});
    case Op::null:
      return made(store::Literal{std::monostate{}});
    case Op::column:
      return made(store::ColumnRef{columns_[node.column]});
    case Op::negate:
      return made(store::Arithmetic{made(store::Literal{std::int64_t{0}}),
                                    store::Operation::subtract, parts[0]});
    case Op::add:
    case Op::subtract:
    case Op::multiply:
    case Op::divide: {
      const auto op =
          static_cast<store::Operation>(static_cast<int>(node.op) - static_cast<int>(Op::add));
      return made(store::Arithmetic{parts[0], op, parts[1]});
    }
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_or_equal:
    case Op::greater:
    case Op::greater_or_equal: {
      const auto op =
          static_cast<store::Comparison>(static_cast<int>(node.op) - static_cast<int>(Op::equal));
      return made(store::Compare{parts[0], op, parts[1]});
    }
    case Op::between:
      return made(
          store::And{{made(store::Compare{parts[0], store::Comparison::greater_or_equal, parts[1]}),
                      made(store::Compare{parts[0], store::Comparison::less_or_equal, parts[2]})}});
    case Op::is_null:
      return made(store::IsNull{parts[0], false});
    case Op::in_list: {
      store::InList list{parts[0], {}, false};
      for (std::size_t i = 1; i < parts.size(); ++i) {
        const auto* literal = std::get_if<store::Literal>(&parts[i]->node);
        if (literal == nullptr) return nullptr;
        list.list.push_back(*literal);
      }
      return made(std::move(list));
    }
    case Op::logical_not:
      return made(store::Not{parts[0]});
    case Op::logical_and:
      return made(store::And{{parts[0], parts[1]}});
    case Op::logical_or:
      return made(store::Or{{parts[0], parts[1]}});
    default:
      return nullptr;
  }
}

ExpressionValue value_of_cell(std::string_view cell) {
  const auto word = trimmed(cell);
  const auto reading = read_value(word);
  switch (reading.kind) {
    case ValueKind::missing:
      return {};
    case ValueKind::integer:
    case ValueKind::real:
    case ValueKind::money:
    case ValueKind::percent:
    case ValueKind::phone:
    case ValueKind::bank_card:
    case ValueKind::id_card:
      return {reading.kind == ValueKind::integer || reading.kind == ValueKind::real ||
                      reading.kind == ValueKind::money || reading.kind == ValueKind::percent
                  ? Kind::number
                  : Kind::text,
              reading.number, word};
    case ValueKind::moment:
      // Digits alone are a number until something asks for a date.
      if (reading.digits > 0) return {Kind::number, reading.number, word};
      return {Kind::moment, static_cast<double>(reading.seconds), word};
    default:
      return {Kind::text, 0, word};
  }
}

}  // namespace aftercare::quality
