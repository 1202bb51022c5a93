#include "insight/flow/stored_events.hpp"

#include <fmt/format.h>

#include <array>

#include "metrics/cell.hpp"

namespace aftercare::insight {
namespace {

using records::Label;

double micros_of(const store::Cell& cell) {
  if (const auto* moment = std::get_if<records::Moment>(&cell))
    return static_cast<double>(moment->time_since_epoch().count());
  const auto* day = std::get_if<records::Day>(&cell);
  return static_cast<double>(std::chrono::microseconds(day->time_since_epoch()).count());
}

base::Result<StoredFlow> flow_of(const Workspace& workspace, const std::string& name) {
  const auto metric = workspace.model.metric(name);
  if (!metric) return base::failure_of(metric);
  const auto* single = std::get_if<metrics::Single>(&(*metric)->kind);
  const auto* ratio = std::get_if<metrics::Ratio>(&(*metric)->kind);
  const auto* of = single != nullptr ? &single->of : ratio != nullptr ? &ratio->numerator : nullptr;
  if (of != nullptr && of->front().fact == "case_fact") return StoredFlow::cases;
  if (of != nullptr && of->front().fact == "return_fact") return StoredFlow::returns;
  return base::failure(
      fmt::format("{} counts neither cases nor returns: no flow is known of it", name),
      fmt::format("{}统计的既不是案例也不是退货，没有流程", (*metric)->label.zh));
}

}  // namespace

base::Result<StoredEvents> stored_events(const Workspace& workspace, const std::string& metric,
                                         metrics::Language language, const RowsAsked& asked) {
  const auto flow = flow_of(workspace, metric);
  if (!flow) return base::failure_of(flow);
  const bool cases = *flow == StoredFlow::cases;
  const auto rows = counted_rows(
      workspace, metric,
      cases
          ? std::vector<std::string>{"case_key", "opened_at", "first_response_seconds",
                                     "resolution_seconds", "closed_day", "expects_answer"}
          : std::vector<std::string>{"return_key", "requested_day", "received_day", "refunded_day"},
      asked);
  if (!rows) return base::failure_of(rows);
  static const std::array<Label, 4> of_cases = {
      {{"opened", "创建"}, {"first reply", "首次答复"}, {"resolved", "解决"}, {"closed", "关闭"}}};
  static const std::array<Label, 3> of_returns = {
      {{"requested", "申请"}, {"goods back", "收到退货"}, {"money back", "退款"}}};
  const auto name_of = [&](std::size_t step) {
    return metrics::text_in(cases ? of_cases[step] : of_returns[step], language);
  };
  EventLogBuilder all, held;
  StoredEvents stored;
  for (const auto& row : rows->rows) {
    const auto key = text_in(row[0]);
    if (key.empty() || store::is_null(row[1])) continue;
    const double begun = micros_of(row[1]);
    const auto* expects = cases ? std::get_if<bool>(&row[5]) : nullptr;
    const bool is_held = expects == nullptr || *expects;
    if (!is_held) ++stored.without_answer;
    const auto add = [&](std::size_t step, double time) {
      all.add(key, name_of(step), time);
      if (is_held) held.add(key, name_of(step), time);
    };
    add(0, begun);
    if (!cases) {
      for (std::size_t step = 1; step < 3; ++step)
        if (!store::is_null(row[step + 1])) add(step, micros_of(row[step + 1]));
      continue;
    }
    double last = begun;
    for (std::size_t step = 1; step < 3; ++step)
      if (const auto seconds = metrics::number_in(row[step + 1])) {
        add(step, begun + *seconds * 1e6);
        last = std::max(last, begun + *seconds * 1e6);
      }
    // Of the closing only the day is known: never before what came before it.
    if (!store::is_null(row[4])) add(3, std::max(last, micros_of(row[4])));
  }
  stored.log = std::move(all).build();
  stored.held = std::move(held).build();
  if (stored.log.events.empty())
    return base::failure(base::ErrorKind::input, fmt::format("no rows to look at: {}", metric),
                         fmt::format("没有可分析的数据：{}", metric));
  return stored;
}

base::Result<std::string> usual_flow(const Workspace& workspace, const std::string& metric) {
  const auto flow = flow_of(workspace, metric);
  if (!flow) return base::failure_of(flow);
  return std::string(*flow == StoredFlow::cases ? "case" : "return");
}

}  // namespace aftercare::insight
