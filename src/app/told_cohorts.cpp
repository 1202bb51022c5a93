#include "app/told_cohorts.hpp"

#include <fmt/format.h>

namespace aftercare::app {
namespace {

constexpr double kSureCohort = 0.02;

base::Message cohort_sentence(const insight::CohortTable& table, const CohortWords& words) {
  double customers = 0;
  for (const auto& cohort : table.cohorts) customers += cohort.customers;
  base::Message told{
      fmt::format("{:.0f} customers in {} cohorts by the month of {} ({} to {}).", customers,
                  table.cohorts.size(), words.first.en,
                  insight::month_text(table.cohorts.front().month),
                  insight::month_text(table.cohorts.back().month)),
      fmt::format("{:.0f} 位客户，按{}月份分为 {} 组（{} 至 {}）。", customers, words.first.zh,
                  table.cohorts.size(), insight::month_text(table.cohorts.front().month),
                  insight::month_text(table.cohorts.back().month))};
  const insight::CohortCell* surest = nullptr;
  for (const auto& cohort : table.cohorts)
    for (std::size_t what = 0; what < words.measures.size(); ++what)
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
            cohort.customers, words.measures[what].label.en, age);
        told.zh += fmt::format(
            "与其他组最不同的：{} 组 {:.1f}%（95% 区间 {:.1f} 至 {:.1f}，n {:.0f}），{}，第 {} "
            "月。",
            insight::month_text(cohort.month), cell.share * 100, cell.low * 100, cell.high * 100,
            cohort.customers, words.measures[what].label.zh, age);
      }
  if (surest == nullptr) {
    told.en += " No cohort differs from the others beyond chance.";
    told.zh += "没有与其他组差异超出偶然的。";
  }
  return told;
}

}  // namespace

Explained told_cohorts(const insight::CohortTable& table, const CohortWords& words) {
  Explained told;
  told.sheet.title = {"Cohorts of customers", "客户同期群"};
  told.sheet.sentence = cohort_sentence(table, words);
  told.json = {{"left_out", table.left_out}, {"cohorts", nlohmann::ordered_json::array()}};
  for (const auto& cohort : table.cohorts) {
    nlohmann::ordered_json json = {{"month", insight::month_text(cohort.month)},
                                   {"customers", cohort.customers},
                                   {"may_be_older", cohort.may_be_older}};
    for (std::size_t what = 0; what < words.measures.size(); ++what) {
      auto cells = nlohmann::ordered_json::array();
      for (const auto& cell : cohort.cells[what])
        cells.push_back(cell.mature ? nlohmann::ordered_json{{"with", cell.with},
                                                             {"share", cell.share},
                                                             {"low", cell.low},
                                                             {"high", cell.high},
                                                             {"q", cell.q}}
                                    : nlohmann::ordered_json(nullptr));
      (words.measures[what].event ? json["events"] : json)[words.measures[what].name] =
          std::move(cells);
    }
    told.json["cohorts"].push_back(std::move(json));
  }
  const auto ages = table.cohorts.front().cells[0].size();
  for (std::size_t what = 0; what < words.measures.size(); ++what) {
    auto& shown = told.sheet.tables.emplace_back();
    shown.title = words.measures[what].label;
    shown.note = {
        fmt::format("% of the customers; month 0 is that of {}. Not yet over: —. *: unlike the "
                    "other cohorts (q ≤ 0.02). †: the first month of the data, so customers may "
                    "be older; not compared.",
                    words.first.en),
        fmt::format("占客户的 %；第 0 月为{}当月；未满月为 —；* 与其他组不同（q ≤ 0.02）；† "
                    "数据首月，可能含更早的客户，不参与比较。",
                    words.first.zh)};
    shown.columns = {{words.column}, {{"n", "n"}, true}};
    double most = 0;
    const std::size_t first = what < 2 ? 1 : 0;  // Everybody ordered in month 0, nobody again yet.
    for (std::size_t age = 0; age < ages; ++age)
      shown.columns.push_back({insight::same(std::to_string(age)), true});
    for (const auto& cohort : table.cohorts)
      for (std::size_t age = first; age < ages; ++age)
        if (cohort.cells[what][age].mature) most = std::max(most, cohort.cells[what][age].share);
    for (const auto& cohort : table.cohorts) {
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
