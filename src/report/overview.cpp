#include "report/overview.hpp"

#include <algorithm>
#include <array>

#include "metrics/answer.hpp"
#include "metrics/cell.hpp"

namespace aftercare::report {
namespace {

constexpr std::array kKpis = {"complaints",        "complaint_rate", "csat",
                              "avg_rating",        "negative_share", "first_response_median",
                              "resolution_median", "backlog",        "return_rate"};

/// Asks the store; the first failure stays and the rest is not asked.
class Gathering {
 public:
  Gathering(const metrics::Model& model, const store::Engine& engine, const records::Viewer& viewer)
      : model_(model), engine_(engine), viewer_(viewer) {}

  std::optional<metrics::Answer> ask(const metrics::Question& question) {
    return keep(metrics::answer(model_, question, engine_, viewer_));
  }
  std::optional<metrics::Changes> changes(const metrics::Question& question) {
    return keep(metrics::changes(model_, question, engine_, viewer_));
  }
  std::optional<metrics::RowsAnswer> rows(const metrics::Question& question, std::uint64_t most) {
    metrics::Page page;
    page.size = most;
    return keep(metrics::rows(model_, question, page, engine_, viewer_));
  }
  /// Why the viewer's rows cannot tell a metric; nothing if they can.
  std::optional<base::Message> refused(const metrics::Question& question) const {
    if (viewer_.scope.whole()) return std::nullopt;
    const auto answer = metrics::answer(model_, question, engine_, viewer_);
    if (answer || !records::is_refusal(answer.error())) return std::nullopt;
    return base::Message{answer.error().message, answer.error().message_zh};
  }
  const metrics::Model& model() const { return model_; }
  const std::optional<base::Error>& error() const { return error_; }

 private:
  template <typename T>
  std::optional<T> keep(base::Result<T> result) {
    if (result) return std::move(*result);
    if (!error_) error_ = result.error();
    return std::nullopt;
  }

  const metrics::Model& model_;
  const store::Engine& engine_;
  const records::Viewer& viewer_;
  std::optional<base::Error> error_;
};

metrics::Question about(std::vector<std::string> names, const metrics::Period& period) {
  metrics::Question question;
  question.metrics = std::move(names);
  question.from = period.from;
  question.to = period.to;
  return question;
}

metrics::Period before(const metrics::Period& period) {
  const auto length = *period.to - *period.from + std::chrono::days(1);
  return {*period.from - length, *period.from - std::chrono::days(1)};
}

void gather_kpis(Gathering& gathering, Overview& overview) {
  std::vector<std::string> names;
  for (const char* name : kKpis) {
    if (auto why = gathering.refused(about({name}, overview.period)))
      overview.left_out.emplace_back(gathering.model().metric(name).value(), std::move(*why));
    else
      names.emplace_back(name);
  }
  const auto now = gathering.ask(about(names, overview.period));
  const auto then = gathering.ask(about(names, overview.previous));
  auto daily = about(names, overview.period);
  daily.by = {"day"};
  const auto days = gathering.ask(daily);
  if (!now || !then || !days) return;
  for (std::size_t i = 0; i < names.size(); ++i) {
    Kpi kpi;
    kpi.metric = gathering.model().metric(names[i]).value();
    kpi.value = metrics::number_in(now->total[i]);
    kpi.before = metrics::number_in(then->total[i]);
    kpi.n = metrics::number_in(now->total_n[i]);
    for (const auto& row : days->rows) kpi.by_day.push_back(metrics::number_in(row[i + 1]));
    overview.kpis.push_back(std::move(kpi));
  }
}

void gather_trend(Gathering& gathering, Overview& overview) {
  auto question = about({"cases", "complaints"}, overview.period);
  question.by = {"day"};
  const auto answer = gathering.ask(question);
  if (!answer) return;
  overview.trend = {{"cases", {}}, {"complaints", {}}};
  for (const auto& row : answer->rows) {
    const auto* day = std::get_if<records::Day>(&row[0]);
    overview.days.push_back(day ? records::to_iso(*day).substr(5) : "");
    for (std::size_t i = 0; i < 2; ++i)
      overview.trend[i].points.push_back(metrics::number_in(row[i + 1]));
  }
}

Breakdown break_down(Gathering& gathering, const Overview& overview, const std::string& metric,
                     const std::string& dimension) {
  Breakdown breakdown;
  auto question = about({metric}, overview.period);
  question.by = {dimension};
  question.order = {{metric, true}};
  question.limit = 10;
  const auto answer = gathering.ask(question);
  if (!answer) return breakdown;
  breakdown.metric = gathering.model().metric(metric).value();
  breakdown.dimension = gathering.model().dimension(dimension).value();
  breakdown.total = metrics::number_in(answer->total.at(0));
  for (std::size_t i = 0; i < answer->rows.size(); ++i) {
    const auto value = metrics::number_in(answer->rows[i][1]);
    if (!value) continue;
    breakdown.values.emplace_back(answer->rows[i][0], *value);
    breakdown.n.push_back(metrics::number_in(answer->n[i][0]));
  }
  return breakdown;
}

}  // namespace

base::Result<Overview> gather_overview(const metrics::Model& model, const store::Engine& engine,
                                       const records::Viewer& viewer,
                                       std::optional<records::Day> from,
                                       std::optional<records::Day> to) {
  if (!from || !to) {
    const auto days = metrics::shown_period(model, engine, viewer);
    if (!days) return base::failure_of(days);
    if (!days->to)
      return base::failure("the store has no dated records yet: ingest some first",
                           "仓库中还没有带日期的记录：请先读入数据");
    if (!to) to = days->to;
    if (!from) from = *to - std::chrono::days(29);
  }
  if (*from > *to)
    return base::failure(
        "the period ends before it begins: " + records::to_iso(*from) + " to " +
            records::to_iso(*to),
        "时间段的结束早于开始：" + records::to_iso(*from) + " 至 " + records::to_iso(*to));
  Overview overview;
  overview.period = {from, to};
  overview.previous = before(overview.period);
  Gathering gathering(model, engine, viewer);
  gather_kpis(gathering, overview);
  gather_trend(gathering, overview);
  overview.topics = break_down(gathering, overview, "complaints", "topic");
  overview.channels = break_down(gathering, overview, "cases", "channel");
  overview.provinces = break_down(gathering, overview, "complaints", "province");
  if (auto changes = gathering.changes(about({"complaints"}, overview.period)))
    overview.changes = std::move(*changes);
  auto severe = about({"complaints"}, overview.period);
  severe.where = {{"severity", metrics::FilterOperator::at_least, {"2"}}};
  if (auto rows = gathering.rows(severe, 12)) overview.severe = std::move(*rows);
  if (gathering.error()) return tl::unexpected<base::Error>(*gathering.error());
  return overview;
}

}  // namespace aftercare::report
