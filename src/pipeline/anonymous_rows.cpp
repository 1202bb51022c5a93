#include "pipeline/anonymous_rows.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "pipeline/groups_of_fact.hpp"
#include "pipeline/standing_out.hpp"

namespace aftercare::pipeline {
namespace {

// Which of the columns at hand a plan lets leave.
struct Leaving {
  store::GroupedFact fact;         // Its columns as the plan calls them.
  std::vector<std::size_t> where;  // Of each of them: its place among those at hand.
};

Leaving leaving_by(const ExportPlan& plan, const std::vector<std::string>& columns) {
  Leaving leaving;
  std::vector<std::optional<std::size_t>> at(plan.columns.size());
  for (std::size_t known = 0; known < plan.columns.size(); ++known) {
    const auto found = std::ranges::find_if(
        columns, [&](const std::string& column) { return tells(column, plan.columns[known]); });
    if (found == columns.end()) continue;
    at[known] = leaving.where.size();
    leaving.where.push_back(static_cast<std::size_t>(found - columns.begin()));
    leaving.fact.columns.push_back(plan.columns[known]);
  }
  for (const auto& quasi : plan.quasi)
    if (at[quasi.column])
      leaving.fact.quasi.push_back(
          {*at[quasi.column], quasi.how, quasi.region ? at[*quasi.region] : std::nullopt});
  for (const auto sensitive : plan.sensitive)
    if (at[sensitive]) leaving.fact.sensitive.push_back(*at[sensitive]);
  return leaving;
}

}  // namespace

base::Result<AnonymousRows> make_anonymous(const Session& session, std::string_view fact,
                                           const std::vector<std::string>& columns,
                                           const std::vector<std::vector<store::Cell>>& rows,
                                           const privacy::AnonymityDemand& demand) {
  const auto plans = export_plans(session.workspace().root());
  if (!plans) return base::failure_of(plans);
  AnonymousRows out;
  Leaving leaving;
  for (const auto& plan : *plans) {
    if (plan.fact != fact) continue;
    auto here = leaving_by(plan, columns);
    if (here.fact.quasi.size() <= leaving.fact.quasi.size()) continue;
    leaving = std::move(here);
    out.plan = plan.name;
  }
  if (leaving.fact.quasi.empty())
    return records::refusal(
        fmt::format("these rows cannot be made anonymous: no export of {} in "
                    "catalog/anonymous_exports.yaml says which of their columns others may know",
                    fact),
        fmt::format("这些明细无法匿名化：catalog/anonymous_exports.yaml 中没有 {} 的导出"
                    "说明哪些列可能为外人所知",
                    fact));
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (std::ranges::find(leaving.where, i) == leaving.where.end())
      out.dropped.push_back(columns[i]);
  std::vector<std::vector<std::string>> texts;
  for (const auto& row : rows) {
    auto& line = texts.emplace_back();
    for (const auto from : leaving.where) line.push_back(leaving_text(row[from]));
  }
  const auto done = store::with_row_groups(
      session.store(), leaving.fact, texts,
      [&](const store::FactGroups& groups) -> base::Result<void> {
        GroupsOfFact table(groups);
        auto report = privacy::find_levels(table, leaving.fact.quasi, demand);
        if (!report) return base::failure_of(report);
        out.report = std::move(*report);
        return groups.each_row(out.report.levels, {demand.k, demand.l}, [&out](const auto& row) {
          out.rows.push_back(row);
          return base::Result<void>();
        });
      });
  if (!done) return base::failure_of(done);
  for (std::size_t i = 0; i < leaving.fact.quasi.size(); ++i)
    if (out.report.levels[i] > 0)
      out.coarser.push_back(leaving.fact.columns[leaving.fact.quasi[i].column]);
  out.columns = std::move(leaving.fact.columns);
  return out;
}

records::Label in_words(const AnonymousRows& rows, std::size_t k) {
  records::Label words{
      fmt::format("made anonymous by the export {}: {} of {} rows leave, each among at least {} "
                  "that are alike (chance to tell whose a row is: {:.1f} % at most, {:.1f} % on "
                  "average)",
                  rows.plan, rows.rows.size(), rows.report.rows, k, rows.report.highest_risk * 100,
                  rows.report.average_risk * 100),
      fmt::format("已按导出方案 {} 匿名化：{} / {} 行可带出，每组至少 {} 行相同"
                  "（辨认出某行所属的概率：最高 {:.1f} %，平均 {:.1f} %）",
                  rows.plan, rows.rows.size(), rows.report.rows, k, rows.report.highest_risk * 100,
                  rows.report.average_risk * 100)};
  if (!rows.coarser.empty()) {
    words.en += fmt::format("; less exact: {}", fmt::join(rows.coarser, ", "));
    words.zh += fmt::format("；已概化：{}", fmt::join(rows.coarser, ", "));
  }
  if (!rows.dropped.empty()) {
    words.en += fmt::format("; left out: {}", fmt::join(rows.dropped, ", "));
    words.zh += fmt::format("；未带出的列：{}", fmt::join(rows.dropped, ", "));
  }
  return words;
}

}  // namespace aftercare::pipeline
