#include "pipeline/anonymous_export.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/share.hpp"
#include "base/yaml_file.hpp"
#include "pipeline/groups_of_fact.hpp"

namespace aftercare::pipeline {
namespace {

using base::Result;
using records::Coarsening;

class PlanReader {
 public:
  explicit PlanReader(const std::filesystem::path& file) : file_(file) {}

  Result<ExportPlan> read(const YAML::Node& node) {
    plan_ = {};
    plan_.name = base::text_or(node, "name", "");
    plan_.fact = base::text_or(node, "fact", "");
    plan_.day = base::text_or(node, "day", "");
    if (const auto label = node["label"])
      plan_.label = {base::text_or(label, "en", ""), base::text_or(label, "zh", "")};
    if (plan_.name.empty()) return wrong(node, "an export has no name", "导出缺少名称");
    std::vector<std::string> regions;
    for (const auto& one : node["quasi"]) {
      const auto how = coarsening(base::text_or(one, "how", ""));
      if (!how) return wrong(one, "unknown way to make coarser", "未知的概化方式");
      if (auto added = add(one, base::text_or(one, "column", "")); !added)
        return base::failure_of(added);
      if (!store::can_coarsen(plan_.fact, plan_.columns.back(), *how))
        return wrong(one,
                     fmt::format("'{}' holds no days or numbers, so it cannot be made coarser so",
                                 plan_.columns.back()),
                     fmt::format("“{}”不是日期或数值列，不能这样概化", plan_.columns.back()));
      plan_.quasi.push_back({plan_.columns.size() - 1, *how, std::nullopt});
      regions.push_back(base::text_or(one, "region", ""));
    }
    for (const auto& one : node["sensitive"]) {
      if (auto added = add(one, one.Scalar()); !added) return base::failure_of(added);
      plan_.sensitive.push_back(plan_.columns.size() - 1);
    }
    for (const auto& one : node["others"])
      if (auto added = add(one, one.Scalar()); !added) return base::failure_of(added);
    for (std::size_t i = 0; i < regions.size(); ++i) {
      if (regions[i].empty()) continue;
      const auto at = std::ranges::find(plan_.columns, regions[i]);
      if (at == plan_.columns.end())
        return wrong(node, "a region is no column of the export", "区域列不在导出列中");
      plan_.quasi[i].region = static_cast<std::size_t>(at - plan_.columns.begin());
    }
    if (plan_.quasi.empty()) return wrong(node, "nothing is made coarser", "没有需要概化的列");
    return std::move(plan_);
  }

 private:
  static std::optional<Coarsening> coarsening(const std::string& name) {
    if (name == "category") return Coarsening::category;
    if (name == "place") return Coarsening::place;
    if (name == "day") return Coarsening::day;
    if (name == "number") return Coarsening::number;
    return std::nullopt;
  }

  Result<void> add(const YAML::Node& node, const std::string& column) {
    if (!store::may_leave(plan_.fact, column))
      return wrong(
          node,
          fmt::format("'{}' is no column of {}, or names a record or a person", column, plan_.fact),
          fmt::format("“{}”不是 {} 的列，或指向记录或个人", column, plan_.fact));
    plan_.columns.push_back(column);
    return {};
  }

  tl::unexpected<base::Error> wrong(const YAML::Node& node, std::string_view en,
                                    std::string_view zh) const {
    const auto at = base::where(file_, node);
    return base::failure(fmt::format("{}, at {}", en, at), fmt::format("{}，位于 {}", zh, at));
  }

  const std::filesystem::path& file_;
  ExportPlan plan_;
};

}  // namespace

Result<std::vector<ExportPlan>> export_plans(const std::filesystem::path& workspace) {
  const auto files = base::catalog_files("anonymous_exports.yaml", workspace);
  if (!files) return base::failure_of(files);
  std::vector<ExportPlan> plans;
  for (const auto& file : *files) {
    const auto root = base::load_yaml(file);
    if (!root) return base::failure_of(root);
    if (!root->IsMap()) continue;
    for (const auto& node : (*root)["exports"]) {
      auto plan = PlanReader(file).read(node);
      if (!plan) return base::failure_of(plan);
      std::erase_if(plans, [&](const ExportPlan& one) { return one.name == plan->name; });
      plans.push_back(std::move(*plan));
    }
  }
  return plans;
}

Result<AnonymousExport> export_anonymous(const Session& session, const std::string& plan,
                                         const std::optional<records::Day>& from,
                                         const std::optional<records::Day>& to,
                                         const privacy::AnonymityDemand& demand, const Actor& who,
                                         const TakeAnonymous& take) {
  auto plans = export_plans(session.workspace().root());
  if (!plans) return base::failure_of(plans);
  const auto at = std::ranges::find(*plans, plan, &ExportPlan::name);
  if (at == plans->end()) {
    std::string names;
    for (const auto& one : *plans) names += (names.empty() ? "" : ", ") + one.name;
    return base::failure(fmt::format("no such export: {}; there are: {}", plan, names),
                         fmt::format("没有该导出：{}；可用：{}", plan, names));
  }
  AnonymousExport out{std::move(*at), {}};
  const store::GroupedFact fact{out.plan.fact,
                                out.plan.columns,
                                {out.plan.day, from, to},
                                out.plan.quasi,
                                out.plan.sensitive};
  const auto done = store::with_fact_groups(
      session.store(), records::Viewer::owner(), fact,
      [&](const store::FactGroups& groups) -> Result<void> {
        GroupsOfFact table(groups);
        auto report = privacy::find_levels(table, fact.quasi, demand);
        if (!report) return base::failure_of(report);
        out.report = std::move(*report);
        if (auto noted = note(session, records::AuditAction::export_data, who,
                              fmt::format("anonymous/{} k={} l={}", plan, demand.k, demand.l));
            !noted)
          return base::failure_of(noted);
        return groups.each_row(out.report.levels, {demand.k, demand.l}, take);
      });
  if (!done) return base::failure_of(done);
  return out;
}

}  // namespace aftercare::pipeline
