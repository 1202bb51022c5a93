#include "app/cli/insight_defect_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cmath>
#include <map>

#include "app/cli/dedupe_file.hpp"
#include "app/cli/insight_table.hpp"
#include "insight/defects/sold_before.hpp"
#include "insight/statistics/false_discovery.hpp"

namespace aftercare::app {
namespace {

using DefectsJson = nlohmann::ordered_json;

constexpr double kSure = 0.02;
constexpr std::size_t kMostOnAPage = 200;  // Groups.
constexpr std::size_t kFewestSteps = 4;    // Of a course that can warn.

std::string group_name(const DefectGroup& group) {
  const auto& dimension = group.called.empty() ? group.dimension : group.called;
  const auto& what = group.what_called.empty() ? group.what : group.what_called;
  const auto failure = group.failure.empty() ? "" : fmt::format(", {} {}", what, group.failure);
  return fmt::format("{} {}{}", dimension, group.value.empty() ? "—" : group.value, failure);
}

constexpr double kMostRankedUnits = 3e7;  // Groups times units that are compared as lifetimes.

// How many fail within a month, a quarter, a year, as far as that was seen.
base::Message lasting_sentence(const DefectReport& report) {
  base::Message told;
  if (report.curve.empty()) return told;
  for (const double within : {30.0, 90.0, 365.0}) {
    if (within > report.longest) break;
    const insight::SurvivalPoint* at = nullptr;
    for (const auto& point : report.curve)
      if (point.time <= within) at = &point;
    if (at == nullptr) continue;
    const auto range = fmt::format("{:.2f} % ({:.2f} to {:.2f})", 100 * (1 - at->survival),
                                   100 * (1 - at->high), 100 * (1 - at->low));
    const auto range_zh = fmt::format("{:.2f}%（{:.2f} 至 {:.2f}）", 100 * (1 - at->survival),
                                      100 * (1 - at->high), 100 * (1 - at->low));
    told.en += fmt::format("{} {} within {:.0f} days",
                           told.en.empty() ? " Of those sold fail" : ",", range, within);
    told.zh += fmt::format("{}{:.0f} 天内 {}", told.zh.empty() ? "售出后失效的比例：" : "，",
                           within, range_zh);
  }
  if (!told.en.empty()) told.en += ".", told.zh += "。";
  return told;
}

base::Message group_sentence(const DefectReport& report) {
  base::Message told{fmt::format("{:.0f} failures on {:.0f}: {:.4g}.", report.failed, report.n,
                                 report.n > 0 ? report.scale * report.failed / report.n : 0),
                     fmt::format("{:.0f} 次失效，基数 {:.0f}：{:.4g}。", report.failed, report.n,
                                 report.n > 0 ? report.scale * report.failed / report.n : 0)};
  const auto& groups = report.groups;
  if (groups.empty() || groups.front().q() > kSure) {
    told.en += fmt::format(" None of {} groups fails more than its siblings.", groups.size());
    told.zh += fmt::format("{} 个分组中没有失效多于同类的。", groups.size());
    return told;
  }
  const auto& worst = groups.front();
  const auto within = report.compared_within.find(worst.dimension);
  const bool mixed = within == report.compared_within.end();
  told.en += fmt::format(
      " {} fails most beyond its siblings{}: {:.0f} where {:.1f} were expected, {:.4g} ({:.4g} to "
      "{:.4g} with 95 %).",
      group_name(worst), mixed ? "" : fmt::format(" of the same {}", within->second.called),
      worst.failures.failed, worst.rate.expected, report.scale * worst.rate.shrunk,
      report.scale * worst.rate.low, report.scale * worst.rate.high);
  told.zh += fmt::format(
      "{} 明显高于{}：实际 {:.0f}，预期 {:.1f}；{:.4g}（95% 区间 {:.4g} 至 {:.4g}）。",
      group_name(worst),
      mixed ? std::string("同类") : fmt::format("同{}的其他分组", within->second.called),
      worst.failures.failed, worst.rate.expected, report.scale * worst.rate.shrunk,
      report.scale * worst.rate.low, report.scale * worst.rate.high);
  if (worst.warning && worst.warning->warns()) {
    told.en += fmt::format(" It began near {} and was beyond chance by {}.",
                           report.steps[worst.warning->began], report.steps[worst.warning->first]);
    told.zh += fmt::format("约始于 {}，至 {} 已超出偶然。", report.steps[worst.warning->began],
                           report.steps[worst.warning->first]);
  }
  return told;
}

// What was not looked at, and why.
base::Message left_out_sentence(const DefectReport& report) {
  base::Message told;
  if (report.without_units > 0)
    told = {
        fmt::format(" {:.0f} more name what nothing sold is known to have and are left out.",
                    report.without_units),
        fmt::format("另有 {:.0f} 次失效所指的取值没有售出记录，未计入。", report.without_units)};
  if (report.unnamed.empty()) return told;
  told.en += fmt::format(" No text is known to name: {} (add words to lexicons/components.yaml).",
                         fmt::join(report.unnamed, ", "));
  told.zh += fmt::format("文本尚不能识别这些部件：{}（可在 lexicons/components.yaml 补充词语）。",
                         fmt::join(report.unnamed, "、"));
  return told;
}

base::Message defect_sentence(const DefectReport& report) {
  auto told = group_sentence(report);
  const auto lasting = report.ages ? lasting_sentence(report) : base::Message{};
  const auto left_out = left_out_sentence(report);
  return {told.en + lasting.en + left_out.en, told.zh + lasting.zh + left_out.zh};
}

DefectsJson group_json(const DefectGroup& group, const DefectReport& report) {
  const auto within = report.compared_within.find(group.dimension);
  DefectsJson json = {{"dimension", group.dimension},
                      {"value", group.value},
                      {"compared_within", within == report.compared_within.end()
                                              ? DefectsJson(nullptr)
                                              : DefectsJson(within->second.dimension)},
                      {"failure", group.failure.empty() ? DefectsJson(nullptr)
                                                        : DefectsJson{{"dimension", group.what},
                                                                      {"value", group.failure}}},
                      {"n", group.failures.n},
                      {"failed", group.failures.failed},
                      {"expected", group.rate.expected},
                      {"rate", report.scale * group.rate.rate},
                      {"shrunk", report.scale * group.rate.shrunk},
                      {"low", report.scale * group.rate.low},
                      {"high", report.scale * group.rate.high},
                      {"p", group.rate.p},
                      {"q", group.rate.q}};
  if (report.lives || report.ages) {
    json["log_rank"] = group.ranked ? DefectsJson{{"chi_square", group.log_rank.chi_square},
                                                  {"p", group.log_rank.p},
                                                  {"q", group.log_rank_q}}
                                    : DefectsJson(nullptr);
    json["weibull"] = nullptr;
    if (group.weibull)
      json["weibull"] = {{"shape", group.weibull->shape},
                         {"shape_low", group.weibull->shape_low},
                         {"shape_high", group.weibull->shape_high},
                         {"scale", group.weibull->scale}};
  }
  if (group.warning)
    json["warning"] = group.warning->warns()
                          ? DefectsJson{{"began", report.steps[group.warning->began]},
                                        {"seen", report.steps[group.warning->first]}}
                          : DefectsJson(nullptr);
  return json;
}

// mix_factor: how many times more its mix of strata lets expect of a group than of the others.
double mix_factor(const std::vector<DefectGroup*>& groups, std::size_t group) {
  insight::Failures others;
  for (std::size_t g = 0; g < groups.size(); ++g)
    if (g != group) others.n += groups[g]->failures.n, others.failed += groups[g]->failures.failed;
  const double crude = (others.failed + 0.5) / others.n * groups[group]->failures.n;
  return others.n > 0 && crude > 0 ? groups[group]->rate.expected / crude : 1;
}

// watch_siblings: since when a group fails more than the others: failures of each step beside what
// was sold in it or, where it is known how long units last, beside what was sold before it.
void watch_siblings(const DefectReport& report, const std::vector<DefectGroup*>& groups) {
  if (report.steps.size() < kFewestSteps) return;
  const insight::SoldBefore before(report.step_days, report.curve);
  std::vector<std::vector<insight::Failures>> courses;
  std::vector<insight::Failures> sums;
  insight::Failures all;
  for (const auto* group : groups) {
    auto course = group->steps;
    if (report.ages) {
      std::vector<double> sold;
      for (const auto& step : course) sold.push_back(step.n);
      const auto expected = before.expected(sold);
      for (std::size_t step = 0; step < course.size(); ++step) course[step].n = expected[step];
    }
    auto& sum = sums.emplace_back();
    for (auto& step : course) step.failed /= report.clustering_of(group->what);
    for (const auto& step : course) sum.n += step.n, sum.failed += step.failed;
    all.n += sum.n, all.failed += sum.failed;
    courses.push_back(std::move(course));
  }
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const double others = all.n - sums[g].n;
    // Kinds of failures are many: only those that stand out are watched.
    if (!(others > 0) || !(sums[g].n > 0) ||
        (!groups[g]->what.empty() && groups[g]->rate.q > kSure))
      continue;
    // The others' rate is not exact either: half a failure is added to it. A group whose mix lets
    // expect more than theirs does is watched beside more.
    const double theirs = (all.failed - sums[g].failed + 0.5) / others;
    groups[g]->warning = insight::watch_rate(courses[g], theirs * mix_factor(groups, g));
  }
}

void judge_defects(DefectReport& report) {
  using Siblings = std::array<std::string, 3>;
  std::map<Siblings, std::vector<DefectGroup*>> dimensions;
  for (auto& group : report.groups)
    dimensions[{group.dimension, group.what, group.failure}].push_back(&group);
  for (auto& [name, groups] : dimensions) {
    std::vector<insight::StratifiedFailures> failures;
    for (const auto* group : groups) failures.push_back(group->strata);
    const auto rates = insight::standardised_rates(failures, report.clustering_of(name[1]));
    std::vector<double> p;
    for (std::size_t g = 0; g < groups.size(); ++g) {
      groups[g]->rate = rates[g];
      const bool ranked = report.ages && !groups[g]->lifetimes.empty() &&
                          static_cast<double>(groups.size()) * report.units <= kMostRankedUnits;
      groups[g]->by_counts = !report.lives;
      groups[g]->ranked = report.lives || ranked;
      if ((report.lives || ranked) && groups.size() > 1) {
        std::vector<insight::Lifetime> others;
        for (std::size_t o = 0; o < groups.size(); ++o)
          if (o != g)
            others.insert(others.end(), groups[o]->lifetimes.begin(), groups[o]->lifetimes.end());
        groups[g]->log_rank = insight::log_rank(groups[g]->lifetimes, others);
        // Fewer failures than expected are no defect.
        if (groups[g]->failures.failed <= groups[g]->log_rank.expected) groups[g]->log_rank.p = 1;
        if (auto fit = insight::fit_weibull(groups[g]->lifetimes)) groups[g]->weibull = *fit;
      }
      p.push_back(groups[g]->log_rank.p);
    }
    watch_siblings(report, groups);
    const auto q = insight::benjamini_hochberg(p);
    for (std::size_t g = 0; g < groups.size(); ++g) groups[g]->log_rank_q = q[g];
  }
  // All that was looked at is one family; where more failures are expected, more can be told.
  std::vector<double> all, expected;
  for (const auto& group : report.groups) {
    all.push_back(group.rate.p);
    expected.push_back(group.rate.expected);
  }
  const auto q = insight::weighted_benjamini_hochberg(all, expected);
  for (std::size_t g = 0; g < q.size(); ++g) report.groups[g].rate.q = q[g];
  std::ranges::stable_sort(report.groups, [](const DefectGroup& a, const DefectGroup& b) {
    const bool sure_a = a.q() <= kSure;
    const bool sure_b = b.q() <= kSure;
    if (sure_a != sure_b) return sure_a;
    if (sure_a) return a.sure_excess() > b.sure_excess();
    return std::pair(a.q(), a.rate.p) < std::pair(b.q(), b.rate.p);
  });
}

DefectsJson defects_json(const DefectReport& report) {
  DefectsJson json = {{"n", report.n},
                      {"failed", report.failed},
                      {"rate", report.n > 0 ? DefectsJson(report.scale * report.failed / report.n)
                                            : DefectsJson(nullptr)},
                      {"groups", DefectsJson::array()}};
  if (report.ages) json["unmatched"] = report.unmatched;
  if (!report.lives) json["without_units"] = report.without_units;
  if (!report.lives) json["unnamed"] = report.unnamed;
  if (report.lives || report.ages) {
    auto curve = DefectsJson::array();
    for (const auto& point : report.curve)
      curve.push_back({{"time", point.time},
                       {"at_risk", point.at_risk},
                       {"failed", point.failed},
                       {"survival", point.survival},
                       {"low", point.low},
                       {"high", point.high}});
    json["curve"] = std::move(curve);
    const auto median = insight::median_lifetime(report.curve);
    json["median"] = median ? DefectsJson(*median) : DefectsJson(nullptr);
  }
  for (const auto& group : report.groups) json["groups"].push_back(group_json(group, report));
  json["sentence"] = sentence_json(defect_sentence(report));
  return json;
}

// Where the rate lies beside that of the siblings, as logarithms: those of parts and of all
// failures are on one scale so.
std::optional<insight::SheetRow::Mark> beside_expected(const DefectGroup& group) {
  constexpr double least = 1.0 / 64;
  if (!(group.rate.expected > 0)) return std::nullopt;
  const auto beside = [&](double rate) {
    return std::log(std::max(least, rate * group.failures.n / group.rate.expected));
  };
  return insight::SheetRow::Mark{beside(group.rate.shrunk), beside(group.rate.low),
                                 beside(group.rate.high)};
}

insight::Sheet defects_sheet(const DefectReport& report) {
  insight::Sheet sheet;
  sheet.title = {"What fails more than its siblings", "失效多于同类的分组"};
  sheet.sentence = defect_sentence(report);
  insight::SheetTable table;
  table.columns = {
      {{"group", "分组"}, false},
      {insight::same("n"), true},
      {{"failed", "失效"}, true},
      {{"expected", "预期"}, true},
      {{"rate", "率"}, true},
      {{"shrunk", "收缩估计"}, true},
      {{"95 %", "95% 区间"}, true},
      {insight::same("q"), true},
      {report.lives ? base::Message{"shape", "形状"} : base::Message{"began", "约始于"}, true}};
  table.mark_base = 0;
  for (const auto& group : report.groups) {
    if (table.rows.size() == kMostOnAPage) {
      table.note = {
          fmt::format("{} groups were looked at; a page lists {} of them.", report.groups.size(),
                      kMostOnAPage),
          fmt::format("共考察 {} 个分组；网页列出前 {} 个。", report.groups.size(), kMostOnAPage)};
      break;
    }
    const auto last = report.lives
                          ? (group.weibull ? fmt::format("{:.2f}", group.weibull->shape) : "—")
                      : group.warning && group.warning->warns() ? report.steps[group.warning->began]
                                                                : "—";
    auto& row = table.rows.emplace_back();
    for (auto& cell :
         {group_name(group), fmt::format("{:.0f}", group.failures.n),
          fmt::format("{:.0f}", group.failures.failed), fmt::format("{:.1f}", group.rate.expected),
          fmt::format("{:.3g}", report.scale * group.rate.rate),
          fmt::format("{:.3g}", report.scale * group.rate.shrunk),
          fmt::format("{:.3g} … {:.3g}", report.scale * group.rate.low,
                      report.scale * group.rate.high),
          fmt::format("{:.2g}", group.q()), last})
      row.cells.push_back(insight::same(cell));
    row.mark = beside_expected(group);
  }
  sheet.tables.push_back(std::move(table));
  return sheet;
}

}  // namespace

base::Result<int> told_defects(DefectReport report, const InsightArguments& arguments,
                               const pipeline::Session* session, const Place& place) {
  if (!(report.n > 0))
    return base::failure(base::ErrorKind::input, "no units to look at: the base is empty",
                         "没有可分析的对象：基数为空");
  judge_defects(report);
  return tell_sheet(defects_json(report), defects_sheet(report), arguments, session, place);
}

}  // namespace aftercare::app
