#include "insight/rootcause/cause_samples.hpp"

#include "metrics/filter.hpp"
#include "store/build.hpp"

namespace aftercare::insight {
namespace {

// A moment is no value of a dimension.
store::Literal literal_of_code(const store::Cell& cell) {
  return std::visit(
      [](const auto& value) -> store::Literal {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, records::Moment>)
          return {};
        else
          return {value};
      },
      cell);
}

struct CauseColumn {
  store::ExpressionPtr column;
  store::ExpressionPtr code;
};

CauseColumn column_of_cause(const CountedCauses& counted,
                            const std::pair<std::size_t, std::uint32_t>& condition) {
  const auto& [dimension, value] = condition;
  return {metrics::column_of(*counted.dimensions[dimension], counted.fact, counted.day),
          store::expression(literal_of_code(counted.codes[dimension][value]))};
}

}  // namespace

base::Result<std::vector<SampleRow>> cause_samples(const Workspace& workspace,
                                                   const CountedCauses& counted,
                                                   const CauseConditions& path,
                                                   const std::vector<CauseConditions>& taken) {
  std::vector<store::ExpressionPtr> conditions = {counted.where};
  for (const auto& condition : path) {
    const auto one = column_of_cause(counted, condition);
    conditions.push_back(store::equal(one.column, one.code));
  }
  for (const auto& other : taken) {
    // What is not known does not meet it either.
    std::vector<store::ExpressionPtr> misses;
    for (const auto& condition : other) {
      const auto one = column_of_cause(counted, condition);
      misses.push_back(store::is_null(one.column));
      misses.push_back(store::compare(one.column, store::Comparison::not_equal, one.code));
    }
    conditions.push_back(store::any_of(std::move(misses)));
  }
  return sample_rows(workspace, counted.fact, counted.day, store::all_of(std::move(conditions)));
}

}  // namespace aftercare::insight
