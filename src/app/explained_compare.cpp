// compare: two segments of the workspace side by side.

#include "app/explained.hpp"
#include "app/told_comparison.hpp"
#include "insight/compare/compare.hpp"
#include "metrics/where.hpp"

namespace aftercare::app {
namespace {

base::Result<insight::CompareAsked> compare_asked(const InsightArguments& asked,
                                                  const ExplainFor& whom) {
  const auto& model = whom.session.model();
  if (const auto named = needs_segment(asked); !named) return base::failure_of(named);
  insight::CompareAsked compare;
  auto rows = rows_asked(asked, whom);
  if (!rows) return base::failure_of(rows);
  compare.both = std::move(rows->where);
  compare.from = rows->from;
  compare.to = rows->to;
  auto first = metrics::parse_where(model, asked.first);
  if (!first) return base::failure_of(first);
  auto second = asked.second.empty() ? insight::all_others(*first)
                                     : metrics::parse_where(model, asked.second);
  if (!second) return base::failure_of(second);
  compare.one[0] = std::move(*first);
  compare.one[1] = std::move(*second);
  compare.metrics = names_listed(asked.metric, {});
  return compare;
}

}  // namespace

base::Result<Explained> explain_compare(const InsightArguments& asked, const ExplainFor& whom) {
  const auto compare = compare_asked(asked, whom);
  if (!compare) return base::failure_of(compare);
  const auto comparison = insight::compare_segments(whom.workspace(), *compare);
  if (!comparison) return base::failure_of(comparison);
  return told_comparison(*comparison, asked.first, asked.second);
}

}  // namespace aftercare::app
