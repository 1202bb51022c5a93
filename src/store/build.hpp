// Short words for building query trees: equal(column("channel"), value("chat")).

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "store/query.hpp"

namespace aftercare::store {

inline ExpressionPtr expression(decltype(Expression::node) node) {
  return std::make_shared<const Expression>(Expression{std::move(node)});
}

inline ExpressionPtr column(std::string name) {
  return expression(ColumnRef{std::move(name)});
}
inline ExpressionPtr value(std::string text) {
  return expression(Literal{std::move(text)});
}
inline ExpressionPtr value(const char* text) {
  return expression(Literal{std::string(text)});
}
inline ExpressionPtr value(bool truth) {
  return expression(Literal{truth});
}
inline ExpressionPtr value(std::int64_t number) {
  return expression(Literal{number});
}
inline ExpressionPtr value(int number) {
  return value(std::int64_t{number});
}
inline ExpressionPtr value(double number) {
  return expression(Literal{number});
}
inline ExpressionPtr value(records::Day day) {
  return expression(Literal{day});
}

inline ExpressionPtr compare(ExpressionPtr left, Comparison op, ExpressionPtr right) {
  return expression(Compare{std::move(left), op, std::move(right)});
}
inline ExpressionPtr equal(ExpressionPtr left, ExpressionPtr right) {
  return compare(std::move(left), Comparison::equal, std::move(right));
}
inline ExpressionPtr in(ExpressionPtr of, std::vector<Literal> list, bool negated = false) {
  return expression(InList{std::move(of), std::move(list), negated});
}
inline ExpressionPtr is_null(ExpressionPtr of) {
  return expression(IsNull{std::move(of), false});
}
inline ExpressionPtr is_known(ExpressionPtr of) {
  return expression(IsNull{std::move(of), true});
}
inline ExpressionPtr negation(ExpressionPtr of) {
  return expression(Not{std::move(of)});
}

/// The conjunction of the parts that are no nullptr; nullptr if none is left.
inline ExpressionPtr all_of(std::vector<ExpressionPtr> parts) {
  std::erase(parts, nullptr);
  if (parts.empty()) return nullptr;
  return parts.size() == 1 ? parts.front() : expression(And{std::move(parts)});
}
inline ExpressionPtr any_of(std::vector<ExpressionPtr> parts) {
  return parts.size() == 1 ? parts.front() : expression(Or{std::move(parts)});
}

/// `otherwise` itself if there is nothing to recode.
inline ExpressionPtr recode(ExpressionPtr of,
                            std::vector<std::pair<std::string, std::string>> texts,
                            ExpressionPtr otherwise) {
  if (texts.empty()) return otherwise;
  return expression(Recode{std::move(of), std::move(texts), std::move(otherwise)});
}

inline ExpressionPtr subtract(ExpressionPtr left, ExpressionPtr right) {
  return expression(Arithmetic{std::move(left), Operation::subtract, std::move(right)});
}
inline ExpressionPtr divide(ExpressionPtr left, ExpressionPtr right) {
  return expression(Arithmetic{std::move(left), Operation::divide, std::move(right)});
}
inline ExpressionPtr truncate(ExpressionPtr day, DayUnit unit) {
  return expression(Truncate{std::move(day), unit});
}

inline ExpressionPtr count_rows(ExpressionPtr only_if = nullptr) {
  return expression(Aggregate{Function::count, nullptr, std::move(only_if), 0.5});
}
inline ExpressionPtr aggregate(Function function, ExpressionPtr of, ExpressionPtr only_if = nullptr,
                               double level = 0.5) {
  return expression(Aggregate{function, std::move(of), std::move(only_if), level});
}

}  // namespace aftercare::store
