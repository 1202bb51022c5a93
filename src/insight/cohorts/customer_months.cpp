#include "insight/cohorts/customer_months.hpp"

#include "metrics/answer.hpp"

namespace aftercare::insight {
namespace {

int month_of(records::Day day) {
  const std::chrono::year_month_day date(day);
  return static_cast<int>(date.year()) * 12 + static_cast<int>(unsigned(date.month())) - 1;
}

template <typename Take>
base::Result<void> take_months(const Workspace& workspace, const char* metric,
                               const RowsAsked& asked, Take take) {
  const auto rows = counted_rows(workspace, metric, {"customer_id", "day"}, asked);
  if (!rows) return base::failure_of(rows);
  for (const auto& row : rows->rows) {
    const auto* customer = std::get_if<std::string>(&row[0]);
    const auto* day = std::get_if<records::Day>(&row[1]);
    if (customer != nullptr && day != nullptr) take(*customer, month_of(*day));
  }
  return {};
}

}  // namespace

base::Result<CohortTable> customer_cohorts(const Workspace& workspace, const RowsAsked& asked) {
  // Signs that several customers share would make them one.
  if (workspace.viewer.fields.of(records::PiiClass::pseudonym) == records::Shown::masked)
    return records::refusal("you cannot tell customers apart", "您无法区分各个客户");
  CohortBuilder builder;
  const auto orders = take_months(workspace, "orders", asked, [&](const auto& customer, int month) {
    builder.add_order(customer, month);
  });
  if (!orders) return base::failure_of(orders);
  const std::pair<const char*, CohortMeasure> events[] = {
      {"returns", CohortMeasure::returned}, {"complaints", CohortMeasure::complained}};
  for (const auto& [metric, what] : events) {
    const auto taken = take_months(workspace, metric, {{}, asked.from, asked.to},
                                   [&, what = what](const auto& customer, int month) {
                                     builder.add_event(customer, month, what);
                                   });
    if (!taken) return base::failure_of(taken);
  }
  auto last = asked.to;
  const auto data = metrics::data_period(workspace.model, workspace.engine, workspace.viewer);
  if (!data) return base::failure_of(data);
  if (!last || (data->to && *data->to < *last)) last = data->to;
  if (!last) return std::move(builder).build(-1);
  // The month of the next day is not whole.
  return std::move(builder).build(month_of(*last + std::chrono::days(1)) - 1);
}

}  // namespace aftercare::insight
