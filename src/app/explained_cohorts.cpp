// cohorts: customers of the workspace by the month of their first order.

#include "app/explained.hpp"
#include "app/told_cohorts.hpp"
#include "insight/cohorts/customer_months.hpp"

namespace aftercare::app {

base::Result<Explained> explain_cohorts(const InsightArguments& asked, const ExplainFor& whom) {
  const auto rows = rows_asked(asked, whom);
  if (!rows) return base::failure_of(rows);
  const auto table = insight::customer_cohorts(whom.workspace(), *rows);
  if (!table) return base::failure_of(table);
  return told_cohorts(*table, {{"their first order", "首单"},
                               {"first order", "首单月"},
                               {{"retained", {"Ordered in this month", "当月有订单"}},
                                {"repeated", {"Ordered again by then", "截至当月复购"}},
                                {"returned", {"Returned something by then", "截至当月有退货"}},
                                {"complained", {"Complained by then", "截至当月有投诉"}}}});
}

}  // namespace aftercare::app
