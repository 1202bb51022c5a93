#include "metrics/definition.hpp"

#include <algorithm>

#include "store/build.hpp"

namespace aftercare::metrics {

const FactColumn* Fact::column(std::string_view wanted) const {
  const auto found = std::ranges::find(columns, wanted, &FactColumn::name);
  return found == columns.end() ? nullptr : &*found;
}

std::string_view to_name(DimensionKind kind) {
  static constexpr std::string_view names[] = {"time", "code", "text", "number"};
  return names[static_cast<std::size_t>(kind)];
}

std::string_view to_name(Format format) {
  static constexpr std::string_view names[] = {"count",    "percent", "money",
                                               "duration", "score",   "rate"};
  return names[static_cast<std::size_t>(format)];
}

std::string_view to_name(Direction direction) {
  static constexpr std::string_view names[] = {"up_is_good", "down_is_good", "neutral"};
  return names[static_cast<std::size_t>(direction)];
}

store::ExpressionPtr to_expression(const Condition& condition) {
  using store::Comparison;
  const auto of = store::column(condition.column);
  const auto limit = [&] { return store::expression(condition.values.at(0)); };
  switch (condition.test) {
    case Condition::Test::is_true:
      return of;
    case Condition::Test::is_false:
      return store::negation(of);
    case Condition::Test::known:
      return store::is_known(of);
    case Condition::Test::unknown:
      return store::is_null(of);
    case Condition::Test::one_of:
      return condition.values.size() == 1 ? store::equal(of, limit())
                                          : store::in(of, condition.values);
    case Condition::Test::at_least:
      return store::compare(of, Comparison::greater_or_equal, limit());
    case Condition::Test::at_most:
      return store::compare(of, Comparison::less_or_equal, limit());
    case Condition::Test::beyond:
      return store::any_of({store::is_null(of), store::compare(of, Comparison::greater, limit())});
  }
  return nullptr;
}

store::ExpressionPtr to_expression(const std::vector<Condition>& conditions) {
  std::vector<store::ExpressionPtr> parts;
  for (const auto& condition : conditions) parts.push_back(to_expression(condition));
  return store::all_of(std::move(parts));
}

}  // namespace aftercare::metrics
