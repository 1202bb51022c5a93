// insight defects of a ratio of the workspace: what fails more than its siblings.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <string_view>

#include "app/cli/defect_steps.hpp"
#include "app/cli/insight_defect_report.hpp"
#include "app/explained.hpp"
#include "insight/defects/stored_lifetimes.hpp"
#include "insight/told/counted_rows.hpp"
#include "metrics/answer.hpp"
#include "metrics/cell.hpp"
#include "metrics/plan.hpp"
#include "metrics/where.hpp"

namespace aftercare::app {
namespace {

constexpr double kFewestOfAKind = 8;  // Failures that are looked at apart.
constexpr std::array<std::string_view, 2> kKinds = {"component", "topic"};

// Groups are told apart by their Chinese names, whatever they are called to the reader.
std::string key_of(const metrics::Dimension& dimension, const store::Cell& cell) {
  return metrics::label_of(dimension, cell, metrics::Language::zh);
}

// Whether what fails and what it is counted on are both known by all of these.
bool both_know(const metrics::Ratio& ratio, const std::vector<const metrics::Dimension*>& by) {
  return metrics::choose(ratio.numerator, by, {}) != nullptr &&
         metrics::choose(ratio.denominator, by, {}) != nullptr;
}

insight::Failures& stratum_in(insight::StratifiedFailures& strata, std::size_t at) {
  if (strata.size() <= at) strata.resize(at + 1);
  return strata[at];
}

// What was asked, of one dimension after the other.
class DefectsAsked {
 public:
  DefectsAsked(const InsightArguments& arguments, const ExplainFor& whom,
               const metrics::Ratio& ratio, insight::RowsAsked rows)
      : arguments_(arguments), whom_(whom), ratio_(ratio), rows_(std::move(rows)) {}

  metrics::Question question() const {
    metrics::Question question;
    question.metrics = {arguments_.metric};
    question.where = rows_.where;
    question.from = rows_.from;
    question.to = rows_.to;
    return question;
  }
  base::Result<metrics::Answer> counted(std::vector<std::string> by) const {
    auto asked = question();
    asked.by = std::move(by);
    const auto workspace = whom_.workspace();
    return metrics::answer(workspace.model, asked, workspace.engine, workspace.viewer);
  }
  // Whether failures, and not what they are counted on, are told apart by it; not if it was asked.
  bool tells(const std::string& what) const {
    const auto known = model().dimension(what);
    return known && metrics::has_dimension(ratio_.numerator.front().fact, **known) &&
           !metrics::has_dimension(ratio_.denominator.front().fact, **known) &&
           std::ranges::none_of(rows_.where,
                                [&](const auto& one) { return one.dimension == what; });
  }
  const metrics::Model& model() const { return whom_.session.model(); }
  const InsightArguments& arguments() const { return arguments_; }
  const ExplainFor& whom() const { return whom_; }
  const metrics::Ratio& ratio() const { return ratio_; }
  const insight::RowsAsked& rows() const { return rows_; }
  std::string called(const metrics::Dimension& dimension) const {
    return whom_.chinese ? dimension.label.zh : dimension.label.en;
  }

 private:
  const InsightArguments& arguments_;
  const ExplainFor& whom_;
  const metrics::Ratio& ratio_;
  insight::RowsAsked rows_;
};

// within_of: in whose values the siblings of a dimension are alike: as asked, else as the catalogue
// says and as far as the metric knows it. Null: all are.
base::Result<const metrics::Dimension*> within_of(const DefectsAsked& asked,
                                                  const metrics::Dimension& dimension) {
  const auto& given = asked.arguments().compared_within;
  const auto& name = given.empty() ? dimension.compared_within : given;
  if (name.empty() || name == "none" || name == dimension.name) return nullptr;
  const auto within = asked.model().dimension(name);
  if (!within) return base::failure_of(within);
  // One unit has several parts, and not every failure names one: they cut nothing into strata.
  if ((*within)->kind != metrics::DimensionKind::time &&
      std::ranges::count(kKinds, (*within)->name) == 0 &&
      both_know(asked.ratio(), {&dimension, *within}))
    return *within;
  if (given.empty()) return nullptr;
  return base::failure(
      fmt::format("siblings cannot be compared within it: '{}' is not known of both what fails and "
                  "what it is counted on, each once",
                  given),
      fmt::format("不能在其内比较同类：失效与基数并非都有且只有一个“{}”", (*within)->label.zh));
}

// The groups of one dimension.
class DefectGroups {
 public:
  DefectGroups(const DefectsAsked& asked, const metrics::Dimension& dimension,
               const metrics::Dimension* within)
      : asked_(asked), dimension_(dimension), within_(within) {}

  base::Result<void> read(DefectReport& report) {
    if (auto done = add_groups(); !done) return done;
    if (auto done = add_strata(); !done) return done;
    if (auto done = leave_out(report); !done) return done;
    // What tells failures apart is a kind of them itself: all of one part's are of that part.
    if (std::ranges::count(kKinds, dimension_.name) == 0)
      for (const auto what : kKinds)
        if (auto done = add_kinds(what); !done) return done;
    if (auto done = add_lifetimes(report); !done) return done;
    for (auto& [key, group] : groups_) {
      report.n += group.failures.n;
      report.failed += group.failures.failed;
      kinds_.push_back(std::move(group));
    }
    for (auto& group : kinds_) {
      group.strata.resize(strata_.size());
      report.groups.push_back(std::move(group));
    }
    return {};
  }

 private:
  std::vector<std::string> axes() const {
    std::vector<std::string> names = {dimension_.name};
    if (within_ != nullptr) names.push_back(within_->name);
    return names;
  }

  // Of a row by axes(): strata are numbered as they are met.
  std::size_t stratum_of(const std::vector<store::Cell>& row) {
    const auto key = within_ == nullptr || store::is_null(row[1]) ? "" : key_of(*within_, row[1]);
    return strata_.emplace(key, strata_.size()).first->second;
  }

  base::Result<void> add_groups() {
    const auto answer = asked_.counted({dimension_.name});
    if (!answer) return base::failure_of(answer);
    for (std::size_t i = 0; i < answer->rows.size(); ++i) {
      const auto& cell = answer->rows[i][0];
      if (store::is_null(cell)) continue;
      const auto key = key_of(dimension_, cell);
      if (is_unnamed(cell)) unnamed_.insert(key);
      auto& group = groups_[key];
      group.dimension = dimension_.name;
      group.called = asked_.called(dimension_);
      group.value = metrics::label_of(dimension_, cell, asked_.whom().language());
      group.failures.n += metrics::number_in(answer->n[i][0]).value_or(0);
      group.failures.failed += failures_in(*answer, i, asked_.ratio());
    }
    return {};
  }

  // What of each group lies in each stratum. Units that are counted once in a group but in several
  // strata count in each by their part.
  base::Result<void> add_strata() {
    const auto answer = asked_.counted(axes());
    if (!answer) return base::failure_of(answer);
    for (std::size_t i = 0; i < answer->rows.size(); ++i) {
      const auto& row = answer->rows[i];
      if (store::is_null(row[0])) continue;
      auto& of = stratum_in(groups_[key_of(dimension_, row[0])].strata, stratum_of(row));
      of.n += metrics::number_in(answer->n[i][0]).value_or(0);
      of.failed += failures_in(*answer, i, asked_.ratio());
    }
    for (auto& [key, group] : groups_) {
      const auto sum = insight::together(group.strata);
      if (!(sum.n > 0)) continue;
      for (auto& one : group.strata) one.n *= group.failures.n / sum.n;
    }
    return {};
  }

  // Of a part that no text is known to name: what its product calls it stands for no code.
  bool is_unnamed(const store::Cell& cell) const {
    const auto* name = std::get_if<std::string>(&cell);
    return dimension_.name == kKinds.front() && name != nullptr &&
           std::ranges::find(dimension_.values, *name, &metrics::DimensionValue::code) ==
               dimension_.values.end();
  }

  // Failures of what nobody bought have no rate; a part that no text is known to name never fails,
  // as far as texts tell.
  base::Result<void> leave_out(DefectReport& report) {
    std::set<std::string> nobody_bought;
    std::erase_if(groups_, [&](const auto& entry) {
      const auto& [key, group] = entry;
      const bool unnamed = unnamed_.contains(key) && group.failures.failed == 0;
      if (unnamed) report.unnamed.push_back(group.value);
      if (!unnamed && !(group.failures.n > 0)) nobody_bought.insert(key);
      return unnamed || !(group.failures.n > 0);
    });
    if (nobody_bought.empty() || !has_rows_of_failures(asked_.ratio(), dimension_)) return {};
    const auto failed = insight::counted_rows(asked_.whom().workspace(), asked_.arguments().metric,
                                              {dimension_.name}, asked_.rows());
    if (!failed) return base::failure_of(failed);
    for (const auto& row : failed->rows)
      if (!store::is_null(row[0]) && nobody_bought.contains(key_of(dimension_, row[0])))
        report.without_units += 1;
    return {};
  }

  // The same groups by the failures of one part or topic: one that fails in one batch only drowns
  // among all failures. A metric without that dimension, or one asked for it, has none.
  base::Result<void> add_kinds(std::string_view what_name) {
    if (!asked_.tells(std::string(what_name))) return {};
    const auto& ratio = asked_.ratio();
    const auto& what = **asked_.model().dimension(std::string(what_name));
    // What was sold does not matter here: the rows that failed are counted as they are.
    if (!has_rows_of_failures(ratio, dimension_)) return {};
    auto by = axes();
    const auto of_kind = by.size();
    by.emplace_back(what_name);
    const auto rows = insight::counted_rows(asked_.whom().workspace(), asked_.arguments().metric,
                                            by, asked_.rows());
    if (!rows) return base::failure_of(rows);
    using OfGroups = std::map<std::string, insight::StratifiedFailures>;
    std::map<std::string, OfGroups> failed;  // By kind, then group.
    for (const auto& row : rows->rows) {
      if (store::is_null(row[0]) || store::is_null(row[of_kind])) continue;
      auto& of = failed[metrics::label_of(what, row[of_kind], asked_.whom().language())];
      stratum_in(of[key_of(dimension_, row[0])], stratum_of(row)).failed += 1;
    }
    for (auto& [name, of] : failed) {
      double all = 0;
      for (const auto& [key, strata] : of) all += insight::together(strata).failed;
      if (all < kFewestOfAKind) continue;
      for (const auto& [key, whole] : groups_)
        kinds_.push_back(of_kind_only(whole, what, name, std::move(of[key])));
    }
    return {};
  }

  DefectGroup of_kind_only(const DefectGroup& whole, const metrics::Dimension& what,
                           const std::string& kind, insight::StratifiedFailures failed) const {
    DefectGroup group;
    group.dimension = whole.dimension;
    group.value = whole.value;
    group.called = whole.called;
    group.what = what.name;
    group.what_called = asked_.called(what);
    group.failure = kind;
    group.strata = std::move(failed);
    for (std::size_t at = 0; at < whole.strata.size(); ++at)
      stratum_in(group.strata, at).n = whole.strata[at].n;
    group.failures = {whole.failures.n, insight::together(group.strata).failed};
    return group;
  }

  // How long the units of each group last, and all of the first dimension together.
  base::Result<void> add_lifetimes(DefectReport& report) {
    auto found = insight::stored_lifetimes(asked_.whom().workspace(),
                                           {asked_.arguments().metric, dimension_.name,
                                            within_ == nullptr ? "" : within_->name, asked_.rows()},
                                           metrics::Language::zh);
    if (!found) return base::failure_of(found);
    const bool first = !report.ages;
    std::vector<insight::Lifetime> all;
    for (auto& [value, lifetimes] : found->of) {
      const auto group = groups_.find(value);
      if (group == groups_.end()) continue;
      if (first) all.insert(all.end(), lifetimes.begin(), lifetimes.end());
      for (const auto& one : lifetimes) report.longest = std::max(report.longest, one.time);
      report.units += static_cast<double>(lifetimes.size());
      group->second.lifetimes = std::move(lifetimes);
    }
    if (all.empty()) return {};
    report.ages = true;
    report.unmatched = found->unmatched;
    report.curve = insight::kaplan_meier(std::move(all));
    return {};
  }

  const DefectsAsked& asked_;
  const metrics::Dimension& dimension_;
  const metrics::Dimension* within_;           // Of the strata; null: there is one.
  std::map<std::string, std::size_t> strata_;  // Numbered.
  std::map<std::string, DefectGroup> groups_;
  std::set<std::string> unnamed_;  // Keys of values that stand for no code.
  std::vector<DefectGroup> kinds_;
};

}  // namespace

base::Result<int> insight_metric_defects(const InsightArguments& arguments,
                                         const pipeline::Session& session, const Place& place) {
  const auto& model = session.model();
  const auto metric = model.metric(arguments.metric);
  if (!metric) return base::failure_of(metric);
  const auto* ratio = std::get_if<metrics::Ratio>(&(*metric)->kind);
  if (ratio == nullptr)
    return base::failure(
        fmt::format("{} has no base: defects compares ratios, like quality_complaint_rate",
                    arguments.metric),
        fmt::format("{}没有基数：请用比率指标，如 quality_complaint_rate", (*metric)->label.zh));
  if ((*metric)->direction == metrics::Direction::up_is_good)
    return base::failure(
        fmt::format("{} counts what went well: defects compares what fails, like "
                    "quality_complaint_rate or return_rate",
                    arguments.metric),
        fmt::format(
            "{}统计的是良好的部分：失效分析只比较失效，如 quality_complaint_rate、return_rate",
            (*metric)->label.zh));
  const ExplainFor whom{session, place.caller.viewer, place.console.chinese()};
  auto rows = rows_asked(arguments, whom);
  if (!rows) return base::failure_of(rows);
  const DefectsAsked asked(arguments, whom, *ratio, std::move(*rows));
  DefectReport report;
  report.scale = ratio->scale;
  for (const std::string what : {"", "component", "topic"}) {
    if (!what.empty() && !asked.tells(what)) continue;
    const auto clustering =
        insight::clustering_of(whom.workspace(), arguments.metric, what, asked.rows());
    if (!clustering) return base::failure_of(clustering);
    report.clustering[what] = *clustering;
  }
  for (const auto& name : names_listed(arguments.by, {"product"})) {
    const auto dimension = model.dimension(name);
    if (!dimension) return base::failure_of(dimension);
    if (asked.tells((*dimension)->name) && !both_know(*ratio, {*dimension}))
      return base::failure(
          fmt::format("what it is counted on has no {0}, so there are no siblings to compare: "
                      "failures of each {0} are looked at apart by product, batch_no or supplier, "
                      "and 'aftercare query {1} --by {0}' tells their rates",
                      (*dimension)->name, arguments.metric),
          fmt::format(
              "基数没有“{0}”，无从比较同类：请按 product、batch_no 或 supplier 分析，其中会分别"
              "检验各{0}的失效；各{0}的比率见 aftercare query {1} --by {2}",
              (*dimension)->label.zh, arguments.metric, (*dimension)->name));
    const auto within = within_of(asked, **dimension);
    if (!within) return base::failure_of(within);
    if (*within != nullptr)
      report.compared_within[(*dimension)->name] = {(*within)->name, asked.called(**within)};
    if (auto done = DefectGroups(asked, **dimension, *within).read(report); !done)
      return tl::unexpected(done.error());
  }
  const DefectStepsAsked steps{whom, asked.question(), *ratio,
                               arguments.step == "day" ? "week" : arguments.step};
  if (auto added = add_defect_steps(steps, report); !added) return tl::unexpected(added.error());
  if (report.groups.empty() && report.without_units > 0)
    return base::failure(
        base::ErrorKind::input,
        fmt::format("{:.0f} failures, but nothing that was sold is known to have these values: the "
                    "base is empty (of parts: fill 'components' of products, like 电池|屏幕)",
                    report.without_units),
        fmt::format("有 {:.0f} 次失效，但售出记录中没有这些取值：基数为空（部件：请填写商品的 "
                    "components 字段，如 电池|屏幕）",
                    report.without_units));
  return told_defects(std::move(report), arguments, &session, place);
}

}  // namespace aftercare::app
