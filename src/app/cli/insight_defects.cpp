// insight defects: what fails more than its siblings, and how long things last.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "app/cli/dedupe_file.hpp"
#include "app/cli/insight_table.hpp"
#include "app/cli/table_text.hpp"
#include "insight/defects/failure_rates.hpp"
#include "insight/defects/survival.hpp"
#include "insight/statistics/false_discovery.hpp"
#include "metrics/answer.hpp"
#include "metrics/cell.hpp"
#include "metrics/where.hpp"

namespace aftercare::app {
namespace {

using DefectsJson = nlohmann::ordered_json;

constexpr double kSure = 0.05;
constexpr std::size_t kFewestSteps = 4;  // Of a course that can warn.

struct DefectGroup {
  std::string dimension;
  std::string value;
  insight::Failures failures;
  std::vector<insight::Lifetime> lifetimes;
  std::vector<insight::Failures> steps;  // In the order of time.
  // What came of it:
  insight::ShrunkRate rate;
  insight::LogRank log_rank;
  double log_rank_q = 1;
  std::optional<insight::Weibull> weibull;
  std::optional<insight::RateWarning> warning;
  double q() const { return std::min(rate.q, log_rank_q); }
};

struct DefectReport {
  bool lives = false;  // From units with lifetimes; else from counts.
  double scale = 1;    // Of rates.
  double n = 0;
  double failed = 0;
  std::vector<insight::SurvivalPoint> curve;
  std::vector<DefectGroup> groups;
  std::vector<std::string> steps;  // Days.
};

// judge: every group beside the others of its dimension, those that fail more first.
void judge(DefectReport& report) {
  std::map<std::string, std::vector<DefectGroup*>> dimensions;
  for (auto& group : report.groups) dimensions[group.dimension].push_back(&group);
  for (auto& [name, groups] : dimensions) {
    std::vector<insight::Failures> failures;
    for (const auto* group : groups) failures.push_back(group->failures);
    const auto rates = insight::shrunk_rates(failures);
    std::vector<double> p;
    for (std::size_t g = 0; g < groups.size(); ++g) {
      groups[g]->rate = rates[g];
      if (report.lives && groups.size() > 1) {
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
      if (report.steps.size() >= kFewestSteps && groups[g]->rate.expected > 0)
        groups[g]->warning =
            insight::watch_rate(groups[g]->steps, groups[g]->rate.expected / groups[g]->failures.n);
    }
    const auto q = insight::benjamini_hochberg(p);
    for (std::size_t g = 0; g < groups.size(); ++g) groups[g]->log_rank_q = q[g];
  }
  std::ranges::sort(report.groups, [](const DefectGroup& a, const DefectGroup& b) {
    const double excess_a = a.failures.failed - a.rate.expected;
    const double excess_b = b.failures.failed - b.rate.expected;
    const bool sure_a = a.q() <= kSure;
    const bool sure_b = b.q() <= kSure;
    return sure_a != sure_b ? sure_a : excess_a > excess_b;
  });
}

std::string group_name(const DefectGroup& group) {
  return fmt::format("{} {}", group.dimension, group.value.empty() ? "—" : group.value);
}

base::Message defect_sentence(const DefectReport& report) {
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
  told.en += fmt::format(
      " {} fails most beyond its siblings: {:.0f} where {:.1f} were expected, {:.4g} ({:.4g} to "
      "{:.4g} with 95 %).",
      group_name(worst), worst.failures.failed, worst.rate.expected,
      report.scale * worst.rate.shrunk, report.scale * worst.rate.low,
      report.scale * worst.rate.high);
  told.zh += fmt::format(
      "{} 明显高于同类：实际 {:.0f}，预期 {:.1f}；{:.4g}（95% 区间 {:.4g} 至 {:.4g}）。",
      group_name(worst), worst.failures.failed, worst.rate.expected,
      report.scale * worst.rate.shrunk, report.scale * worst.rate.low,
      report.scale * worst.rate.high);
  if (worst.warning && worst.warning->warns()) {
    told.en += fmt::format(" It began near {} and was beyond chance by {}.",
                           report.steps[worst.warning->began], report.steps[worst.warning->first]);
    told.zh += fmt::format("约始于 {}，至 {} 已超出偶然。", report.steps[worst.warning->began],
                           report.steps[worst.warning->first]);
  }
  return told;
}

DefectsJson group_json(const DefectGroup& group, const DefectReport& report) {
  DefectsJson json = {{"dimension", group.dimension},
                      {"value", group.value},
                      {"n", group.failures.n},
                      {"failed", group.failures.failed},
                      {"expected", group.rate.expected},
                      {"rate", report.scale * group.rate.rate},
                      {"shrunk", report.scale * group.rate.shrunk},
                      {"low", report.scale * group.rate.low},
                      {"high", report.scale * group.rate.high},
                      {"p", group.rate.p},
                      {"q", group.rate.q}};
  if (report.lives) {
    json["log_rank"] = {{"chi_square", group.log_rank.chi_square},
                        {"p", group.log_rank.p},
                        {"q", group.log_rank_q}};
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

DefectsJson report_json(const DefectReport& report) {
  DefectsJson json = {{"n", report.n},
                      {"failed", report.failed},
                      {"rate", report.n > 0 ? DefectsJson(report.scale * report.failed / report.n)
                                            : DefectsJson(nullptr)},
                      {"groups", DefectsJson::array()}};
  if (report.lives) {
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

void print_report(const DefectReport& report, const Console& console, std::size_t top) {
  const auto told = defect_sentence(report);
  console.line(console.say(told.en, told.zh));
  const auto say = [&](const char* en, const char* zh) { return std::string(console.say(en, zh)); };
  TextTable table{{say("group", "分组"), "n", say("failed", "失效"), say("expected", "预期"),
                   say("rate", "率"), say("shrunk", "收缩估计"), say("95 %", "95% 区间"), "q",
                   report.lives ? say("shape", "形状") : say("began", "约始于")},
                  {},
                  {false, true, true, true, true, true, true, true, true}};
  for (const auto& group : report.groups) {
    if (table.rows.size() == top) break;
    const auto last = report.lives
                          ? (group.weibull ? fmt::format("{:.2f}", group.weibull->shape) : "—")
                      : group.warning && group.warning->warns() ? report.steps[group.warning->began]
                                                                : "—";
    table.rows.push_back({group_name(group), fmt::format("{:.0f}", group.failures.n),
                          fmt::format("{:.0f}", group.failures.failed),
                          fmt::format("{:.1f}", group.rate.expected),
                          fmt::format("{:.3g}", report.scale * group.rate.rate),
                          fmt::format("{:.3g}", report.scale * group.rate.shrunk),
                          fmt::format("{:.3g} … {:.3g}", report.scale * group.rate.low,
                                      report.scale * group.rate.high),
                          fmt::format("{:.2g}", group.q()), last});
  }
  console.print(to_text(table));
}

base::Result<int> finish_defects(DefectReport report, const InsightArguments& arguments,
                                 const Place& place) {
  if (!(report.n > 0))
    return base::failure(base::ErrorKind::input, "no units to look at: the base is empty",
                         "没有可分析的对象：基数为空");
  judge(report);
  if (place.console.json())
    place.console.line(dumped_json(report_json(report)));
  else
    print_report(report, place.console, arguments.top);
  return kDone;
}

std::vector<std::string> names_in(const std::string& list) {
  std::vector<std::string> names;
  for (std::size_t begin = 0; begin < list.size();) {
    const auto end = std::min(list.find(',', begin), list.size());
    names.push_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return names;
}

}  // namespace

base::Result<int> insight_defects(const InsightArguments& arguments, const Place& place) {
  if (arguments.file.empty() || arguments.time.empty() || arguments.ended.empty() ||
      arguments.by.empty())
    return base::failure(
        "no units are named: give FILE --time COLUMN (when it came into use) --ended COLUMN (when "
        "it failed, empty: it works) --by COLUMN,..., or --metric NAME --by DIMENSION",
        "未指定对象：请给出 FILE --time 列（开始使用）--ended 列（失效时间，空为仍正常）--by "
        "列,...，或 "
        "--metric 指标 --by 维度");
  const auto table = InsightTable::read(arguments.file, place);
  if (!table) return base::failure_of(table);
  const auto begun = table->times(arguments.time);
  if (!begun) return base::failure_of(begun);
  const auto ended = table->times(arguments.ended);
  if (!ended) return base::failure_of(ended);
  if (begun->calendar != ended->calendar)
    return base::failure(
        base::ErrorKind::input,
        fmt::format("one is a time and the other a number: {} and {}", arguments.time,
                    arguments.ended),
        fmt::format("一列是时间，另一列是数字：{} 与 {}", arguments.time, arguments.ended));
  // Seen until the last moment of the file.
  double until = -HUGE_VAL;
  for (const auto* times : {&begun->values, &ended->values})
    for (const auto time : *times)
      if (std::isfinite(time)) until = std::max(until, time);
  const double unit = begun->calendar ? 86'400e6 : 1;
  DefectReport report;
  report.lives = true;
  std::vector<insight::Lifetime> all;
  std::map<std::pair<std::string, std::string>, std::size_t> index;
  const auto columns = names_in(arguments.by);
  std::vector<std::size_t> at;
  for (const auto& name : columns) {
    const auto column = table->column(name);
    if (!column) return base::failure_of(column);
    at.push_back(*column);
  }
  for (std::size_t row = 0; row < table->rows(); ++row) {
    const double from = begun->values[row];
    const double to = ended->values[row];
    if (!std::isfinite(from)) continue;
    const insight::Lifetime life{std::max(0.0, ((std::isfinite(to) ? to : until) - from) / unit),
                                 std::isfinite(to)};
    all.push_back(life);
    report.n += 1;
    report.failed += life.failed ? 1 : 0;
    for (std::size_t i = 0; i < at.size(); ++i) {
      const std::pair key(columns[i], std::string(table->cell(row, at[i])));
      const auto [found, is_new] = index.emplace(key, report.groups.size());
      if (is_new) {
        auto& group = report.groups.emplace_back();
        group.dimension = key.first;
        group.value = key.second;
      }
      auto& group = report.groups[found->second];
      group.failures.n += 1;
      group.failures.failed += life.failed ? 1 : 0;
      group.lifetimes.push_back(life);
    }
  }
  report.curve = insight::kaplan_meier(std::move(all));
  return finish_defects(std::move(report), arguments, place);
}

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
  auto where = metrics::parse_where(model, arguments.where);
  if (!where) return base::failure_of(where);
  DefectReport report;
  report.scale = ratio->scale;
  std::map<records::Day, std::size_t> step_of;
  for (const auto& name : names_in(arguments.by.empty() ? "product" : arguments.by)) {
    metrics::Question question;
    question.metrics = {arguments.metric};
    question.by = {arguments.step == "day" ? "week" : arguments.step, name};
    question.where = *where;
    if (!arguments.from.empty()) question.from = records::parse_day(arguments.from);
    if (!arguments.to.empty()) question.to = records::parse_day(arguments.to);
    const auto answer = metrics::answer(model, question, session.store(), place.caller.viewer);
    if (!answer) return base::failure_of(answer);
    const auto& dimension = **model.dimension(name);
    for (const auto& row : answer->rows)
      if (const auto* day = std::get_if<records::Day>(&row[0])) step_of.emplace(*day, 0);
    report.steps.clear();
    for (auto& [day, place_of] : step_of) {
      place_of = report.steps.size();
      report.steps.push_back(records::to_iso(day));
    }
    std::map<std::string, DefectGroup> groups;
    for (std::size_t i = 0; i < answer->rows.size(); ++i) {
      const auto& row = answer->rows[i];
      if (store::is_null(row[1])) continue;
      auto& group = groups[metrics::label_of(dimension, row[1], metrics::Language::zh)];
      group.dimension = dimension.name;
      group.value = metrics::label_of(
          dimension, row[1],
          place.console.chinese() ? metrics::Language::zh : metrics::Language::en);
      group.steps.resize(report.steps.size());
      const auto n = metrics::number_in(answer->n[i][0]).value_or(0);
      const auto value = metrics::number_in(row.back()).value_or(0);
      const auto failed = value / ratio->scale * n;
      group.failures.n += n;
      group.failures.failed += failed;
      if (const auto* day = std::get_if<records::Day>(&row[0])) {
        auto& step = group.steps[step_of.at(*day)];
        step.n += n;
        step.failed += failed;
      }
    }
    for (auto& [label, group] : groups) {
      report.n += group.failures.n;
      report.failed += group.failures.failed;
      report.groups.push_back(std::move(group));
    }
  }
  return finish_defects(std::move(report), arguments, place);
}

}  // namespace aftercare::app
