#include "insight/drivers/metric_rows.hpp"

#include <fmt/format.h>

#include <array>

#include "base/workers.hpp"
#include "metrics/filter.hpp"
#include "metrics/plan.hpp"
#include "store/build.hpp"

namespace aftercare::insight {
namespace {

/// Rows that are counted, and what each adds.
struct CountedPart {
  const metrics::Alternatives* of;
  double count, sum;
};

base::Result<std::vector<CountedPart>> parts_of(const metrics::Metric& metric) {
  const auto counts = [](const metrics::Alternatives& alternatives) {
    return alternatives.front().function == store::Function::count;
  };
  if (const auto* single = std::get_if<metrics::Single>(&metric.kind); single && counts(single->of))
    return std::vector<CountedPart>{{&single->of, 1, 1}};
  if (const auto* ratio = std::get_if<metrics::Ratio>(&metric.kind);
      ratio && counts(ratio->numerator) && counts(ratio->denominator))
    return std::vector<CountedPart>{{&ratio->denominator, 1, 0}, {&ratio->numerator, 0, 1}};
  return base::failure(
      fmt::format("{} counts no rows: drivers explain counts and ratios of counts", metric.name),
      fmt::format("{}不是行数：差距分析适用于计数及计数之比", metric.label.zh));
}

base::Result<store::CodedFrame> frame_of(const Workspace& workspace, const metrics::Metric& metric,
                                         const CountedPart& part,
                                         const std::vector<const metrics::Dimension*>& dimensions,
                                         const RowsAsked& asked) {
  const auto where = metrics::resolve(workspace.model, asked.where);
  if (!where) return base::failure_of(where);
  const auto* measure = metrics::choose(*part.of, dimensions, *where);
  if (measure == nullptr)
    return metrics::refusal(workspace.model, metric, *part.of, dimensions, *where);
  store::Query query;
  query.fact = measure->fact;
  for (std::size_t i = 0; i < dimensions.size(); ++i)
    query.select.push_back(
        {metrics::column_of(*dimensions[i], measure->fact, measure->day), fmt::format("d{}", i)});
  auto conditions = metrics::filters_of(measure->fact, measure->day, *where);
  conditions.push_back(metrics::to_expression(measure->where));
  for (auto& bound : metrics::period_of(measure->day, asked.from, asked.to))
    conditions.push_back(std::move(bound));
  query.where = store::all_of(std::move(conditions));
  return workspace.engine.run_coded(query, workspace.viewer);
}

}  // namespace

base::Result<LabelledRows> metric_rows(const Workspace& workspace, const std::string& name,
                                       const std::vector<std::string>& dimensions,
                                       metrics::Language language, const RowsAsked& before,
                                       const RowsAsked& after) {
  const auto metric = workspace.model.metric(name);
  if (!metric) return base::failure_of(metric);
  const auto parts = parts_of(**metric);
  if (!parts) return base::failure_of(parts);
  std::vector<const metrics::Dimension*> known;
  for (const auto& one : dimensions) {
    const auto dimension = workspace.model.dimension(one);
    if (!dimension) return base::failure_of(dimension);
    known.push_back(*dimension);
  }
  const std::array<const RowsAsked*, 2> periods = {&before, &after};
  std::vector<base::Result<store::CodedFrame>> frames(2 * parts->size());
  base::for_blocks(frames.size(), 1, 2, [&](std::size_t i, std::size_t, std::size_t) {
    frames[i] = frame_of(workspace, **metric, (*parts)[i / 2], known, *periods[i % 2]);
  });
  LabelledRows rows;
  std::size_t all = 0;
  for (const auto& frame : frames) {
    if (!frame) return base::failure_of(frame);
    all += frame->rows;
  }
  for (const auto& one : dimensions) rows.dimensions.push_back({one, {}, {}});
  // Of the dimension, its values' places in the rows by those in each frame; a frame is let go of
  // column by column.
  base::for_blocks(
      known.size(), 1, base::default_workers(), [&](std::size_t d, std::size_t, std::size_t) {
        auto& dimension = rows.dimensions[d];
        dimension.of.reserve(all);
        ValuePlaces places;
        for (auto& frame : frames) {
          auto column = std::move(frame->columns[d]);
          std::vector<std::uint32_t> place;
          for (const auto& value : column.values)
            place.push_back(places.of(
                store::is_null(value) ? "" : metrics::label_of(*known[d], value, language),
                dimension.values));
          for (const auto one : column.of) dimension.of.push_back(place[one]);
        }
      });
  const bool ratio = parts->size() > 1;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const auto& part = (*parts)[i / 2];
    rows.groups.insert(rows.groups.end(), frames[i]->rows, static_cast<std::uint8_t>(i % 2));
    if (!ratio) continue;
    rows.counts.insert(rows.counts.end(), frames[i]->rows, part.count);
    rows.sums.insert(rows.sums.end(), frames[i]->rows, part.sum);
  }
  return rows;
}

}  // namespace aftercare::insight
