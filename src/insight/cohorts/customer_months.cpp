#include "insight/cohorts/customer_months.hpp"

#include "metrics/answer.hpp"

namespace aftercare::insight {
namespace {

constexpr const char* customer_events[] = {"returns", "complaints"};

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
  CohortBuilder builder(std::size(customer_events));
  const auto orders = take_months(workspace, "orders", asked, [&](const auto& customer, int month) {
    builder.add_order(customer, month);
  });
  if (!orders) return base::failure_of(orders);
  for (std::size_t event = 0; event < std::size(customer_events); ++event) {
    const auto taken = take_months(
        workspace, customer_events[event], {{}, asked.from, asked.to},
        [&](const auto& customer, int month) { builder.add_event(customer, month, event); });
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
