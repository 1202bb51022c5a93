// cohorts: customers by the month of their first order.

#include <fmt/format.h>

#include <array>

#include "app/explained.hpp"
#include "insight/cohorts/customer_months.hpp"

namespace aftercare::app {
namespace {

struct NamedMeasure {
  const char* name;
  base::Message label;
};
const std::array<NamedMeasure, insight::kCohortMeasures> cohort_measures = {
    {{"retained", {"Ordered in this month", "当月有订单"}},
     {"repeated", {"Ordered again by then", "截至当月复购"}},
     {"returned", {"Returned something by then", "截至当月有退货"}},
     {"complained", {"Complained by then", "截至当月有投诉"}}}};

constexpr double kSureCohort = 0.02;

base::Message cohort_sentence(const insight::CohortTable& table) {
  double customers = 0;
  for (const auto& cohort : table.cohorts) customers += cohort.customers;
  base::Message told{
      fmt::format("{:.0f} customers in {} cohorts by the month of their first order ({} to {}).",
                  customers, table.cohorts.size(), insight::month_text(table.cohorts.front().month),
                  insight::month_text(table.cohorts.back().month)),
      fmt::format("{:.0f} 位客户，按首单月份分为 {} 组（{} 至 {}）。", customers,
                  table.cohorts.size(), insight::month_text(table.cohorts.front().month),
                  insight::month_text(table.cohorts.back().month))};
  const insight::CohortCell* surest = nullptr;
  for (const auto& cohort : table.cohorts)
    for (std::size_t what = 0; what < cohort_measures.size(); ++what)
      for (std::size_t age = 0; age < cohort.cells[what].size(); ++age) {
        const auto& cell = cohort.cells[what][age];
        if (!cell.mature || cell.q > kSureCohort || (surest != nullptr && cell.q >= surest->q))
          continue;
        surest = &cell;
        told.en.resize(told.en.find('.') + 1);
        told.zh.resize(told.zh.find("。") + 3);
        told.en += fmt::format(
            " Most unlike the others: of those of {}, {:.1f} % ({:.1f} to {:.1f}, n {:.0f}) - {}, "
            "month {}.",
            insight::month_text(cohort.month), cell.share * 100, cell.low * 100, cell.high * 100,
            cohort.customers, cohort_measures[what].label.en, age);
        told.zh += fmt::format(
            "与其他组最不同的：{} 组 {:.1f}%（95% 区间 {:.1f} 至 {:.1f}，n {:.0f}），{}，第 {} "
            "月。",
            insight::month_text(cohort.month), cell.share * 100, cell.low * 100, cell.high * 100,
            cohort.customers, cohort_measures[what].label.zh, age);
      }
  if (surest == nullptr) {
    told.en += " No cohort differs from the others beyond chance.";
    told.zh += "没有与其他组差异超出偶然的。";
  }
  return told;
}

}  // namespace

base::Result<Explained> explain_cohorts(const InsightArguments& asked, const ExplainFor& whom) {
  const auto rows = rows_asked(asked, whom);
  if (!rows) return base::failure_of(rows);
  const auto table = insight::customer_cohorts(whom.workspace(), *rows);
  if (!table) return base::failure_of(table);
  Explained told;
  told.sheet.title = {"Cohorts of customers", "客户同期群"};
  told.sheet.sentence = cohort_sentence(*table);
  told.json = {{"left_out", table->left_out}, {"cohorts", nlohmann::ordered_json::array()}};
  for (const auto& cohort : table->cohorts) {
    nlohmann::ordered_json json = {{"month", insight::month_text(cohort.month)},
                                   {"customers", cohort.customers},
                                   {"may_be_older", cohort.may_be_older}};
    for (std::size_t what = 0; what < cohort_measures.size(); ++what) {
      auto cells = nlohmann::ordered_json::array();
      for (const auto& cell : cohort.cells[what])
        cells.push_back(cell.mature ? nlohmann::ordered_json{{"with", cell.with},
                                                             {"share", cell.share},
                                                             {"low", cell.low},
                                                             {"high", cell.high},
                                                             {"q", cell.q}}
                                    : nlohmann::ordered_json(nullptr));
      json[cohort_measures[what].name] = std::move(cells);
    }
    told.json["cohorts"].push_back(std::move(json));
  }
  const auto ages = table->cohorts.front().cells[0].size();
  for (std::size_t what = 0; what < cohort_measures.size(); ++what) {
    auto& shown = told.sheet.tables.emplace_back();
    shown.title = cohort_measures[what].label;
    shown.note = {
        "% of the customers; month 0 is that of the first order. Not yet over: —. *: "
        "unlike the other cohorts (q ≤ 0.02). †: "
        "the first month of the data, so customers may be older; not compared.",
        "占客户的 %；第 0 月为首单当月；未满月为 —；* 与其他组不同（q ≤ 0.02）；† "
        "数据首月，可能含更早的客户，不参与比较。"};
    shown.columns = {{{"first order", "首单月"}}, {{"n", "n"}, true}};
    double most = 0;
    const std::size_t first = what < 2 ? 1 : 0;  // Everybody ordered in month 0, nobody again yet.
    for (std::size_t age = 0; age < ages; ++age)
      shown.columns.push_back({insight::same(std::to_string(age)), true});
    for (const auto& cohort : table->cohorts)
      for (std::size_t age = first; age < ages; ++age)
        if (cohort.cells[what][age].mature) most = std::max(most, cohort.cells[what][age].share);
    for (const auto& cohort : table->cohorts) {
      insight::SheetRow row;
      row.cells = {
          insight::same(insight::month_text(cohort.month) + (cohort.may_be_older ? "†" : "")),
          insight::same(fmt::format("{:.0f}", cohort.customers))};
      row.shades = {std::nullopt, std::nullopt};
      for (std::size_t age = 0; age < ages; ++age) {
        const auto& cell = cohort.cells[what][age];
        row.cells.push_back(insight::same(
            cell.mature
                ? fmt::format("{:.1f}{}", cell.share * 100, cell.q <= kSureCohort ? "*" : "")
                : "—"));
        row.shades.push_back(cell.mature && most > 0
                                 ? std::optional(std::min(1.0, cell.share / most))
                                 : std::nullopt);
      }
      shown.rows.push_back(std::move(row));
    }
  }
  told.json["sentence"] = message_json(told.sheet.sentence);
  return told;
}

}  // namespace aftercare::app
