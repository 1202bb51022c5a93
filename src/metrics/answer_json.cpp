#include "metrics/answer_json.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "metrics/comparison.hpp"

namespace aftercare::metrics {
namespace {

using Json = nlohmann::ordered_json;

Json day_json(const std::optional<records::Day>& day) {
  return day ? Json(records::to_iso(*day)) : Json(nullptr);
}

Json label_json(const records::Label& label) {
  return {{"zh", label.zh}, {"en", label.en}};
}

Json cells_json(const std::vector<store::Cell>& cells) {
  auto list = Json::array();
  for (const auto& cell : cells) list.push_back(to_json(cell));
  return list;
}

Json grid_json(const std::vector<std::vector<store::Cell>>& rows) {
  auto list = Json::array();
  for (const auto& row : rows) list.push_back(cells_json(row));
  return list;
}

Json interval_json(const std::optional<Interval>& interval) {
  if (!interval) return nullptr;
  return Json::array({interval->low, interval->high});
}

Json intervals_json(const std::vector<std::vector<std::optional<Interval>>>& rows) {
  auto list = Json::array();
  for (const auto& row : rows) {
    auto one = Json::array();
    for (const auto& interval : row) one.push_back(interval_json(interval));
    list.push_back(std::move(one));
  }
  return list;
}

Json number_json(const std::optional<double>& number) {
  return number && std::isfinite(*number) ? Json(*number) : Json(nullptr);
}

Json shares_json(const std::vector<std::vector<std::optional<double>>>& rows) {
  auto list = Json::array();
  for (const auto& row : rows) {
    auto one = Json::array();
    for (const auto& share : row) one.push_back(number_json(share));
    list.push_back(std::move(one));
  }
  return list;
}

// The other period's numbers and what became of them: rows as those of the answer, metrics only.
Json before_json(const Answer& answer) {
  const auto& before = *answer.before;
  const auto dimensions = answer.columns.size() - answer.total.size();
  auto changes = Json::array();
  auto relative = Json::array();
  for (std::size_t row = 0; row < before.rows.size(); ++row) {
    auto change_row = Json::array();
    auto relative_row = Json::array();
    for (std::size_t metric = 0; metric < before.rows[row].size(); ++metric) {
      const auto change =
          change_of(answer.rows[row][dimensions + metric], before.rows[row][metric]);
      change_row.push_back(number_json(change.absolute));
      relative_row.push_back(number_json(change.relative));
    }
    changes.push_back(std::move(change_row));
    relative.push_back(std::move(relative_row));
  }
  auto total = Json::object();
  auto n = Json::object();
  auto change = Json::object();
  auto share = Json::object();
  for (std::size_t metric = 0; metric < before.total.size(); ++metric) {
    const auto& name = answer.columns[dimensions + metric].name;
    const auto moved = change_of(answer.total[metric], before.total[metric]);
    total[name] = to_json(before.total[metric]);
    n[name] = to_json(before.total_n[metric]);
    change[name] = number_json(moved.absolute);
    share[name] = number_json(moved.relative);
  }
  return {{"period", to_json(before.period)},
          {"rows", grid_json(before.rows)},
          {"rows_n", grid_json(before.n)},
          {"total", std::move(total)},
          {"n", std::move(n)},
          {"rows_change", std::move(changes)},
          {"rows_relative", std::move(relative)},
          {"change", std::move(change)},
          {"relative", std::move(share)}};
}

Json metric_json(const Model& model, const Metric& metric) {
  return {{"name", metric.name},
          {"label", label_json(metric.label)},
          {"description", label_json(metric.description)},
          {"formula", label_json(metric.formula)},
          {"unit", metric.unit},
          {"format", to_name(metric.format)},
          {"direction", to_name(metric.direction)},
          {"version", metric.version},
          {"owner", metric.owner},
          {"variant_of", metric.variant_of},
          {"clock", metric.business_clock ? "business" : "calendar"},
          {"dimensions", model.dimensions_of(metric)}};
}

Json dimension_json(const Dimension& dimension) {
  auto values = Json::array();
  for (const auto& value : dimension.values)
    values.push_back({{"code", value.code}, {"label", label_json(value.label)}});
  return {{"name", dimension.name},
          {"label", label_json(dimension.label)},
          {"kind", to_name(dimension.kind)},
          {"values", std::move(values)},
          {"open", dimension.open}};
}

}  // namespace

Json to_json(const store::Cell& cell) {
  return std::visit(
      [](const auto& value) -> Json {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, std::monostate>)
          return nullptr;
        else if constexpr (std::is_same_v<T, records::Day> || std::is_same_v<T, records::Moment>)
          return records::to_iso(value);
        else if constexpr (std::is_same_v<T, double>)
          return std::isfinite(value) ? Json(value) : Json(nullptr);
        else
          return value;
      },
      cell);
}

Json to_json(const Period& period) {
  return {{"from", day_json(period.from)}, {"to", day_json(period.to)}};
}

Json to_json(const Answer& answer) {
  auto columns = Json::array();
  auto total = Json::object();
  auto n = Json::object();
  auto intervals = Json::object();
  std::size_t metric = 0;
  for (const auto& column : answer.columns) {
    columns.push_back({{"name", column.name}, {"kind", column.is_metric ? "metric" : "dimension"}});
    if (!column.is_metric) continue;
    total[column.name] = to_json(answer.total.at(metric));
    n[column.name] = to_json(answer.total_n.at(metric));
    if (metric < answer.total_intervals.size())
      intervals[column.name] = interval_json(answer.total_intervals[metric]);
    ++metric;
  }
  auto notes = Json::array();
  for (const auto& note : answer.notes) notes.push_back({{"zh", note.zh}, {"en", note.en}});
  Json json = {{"columns", std::move(columns)},
               {"rows", grid_json(answer.rows)},
               {"total", std::move(total)},
               {"n", std::move(n)},
               {"rows_n", grid_json(answer.n)},
               {"intervals", std::move(intervals)},
               {"rows_intervals", intervals_json(answer.intervals)},
               {"all_rows", answer.all_rows},
               {"notes", std::move(notes)},
               {"period", to_json(answer.period)}};
  if (answer.before) json["before"] = before_json(answer);
  if (!answer.shares.empty()) json["rows_share"] = shares_json(answer.shares);
  if (!answer.other_rows.empty()) json["other_rows"] = answer.other_rows;
  return json;
}

Json to_json(const RowsAnswer& answer) {
  auto columns = Json::array();
  for (const auto& column : answer.columns)
    columns.push_back(
        {{"name", column.name}, {"label", label_json(column.label)}, {"unit", column.unit}});
  return {{"fact", answer.fact},
          {"columns", std::move(columns)},
          {"rows", grid_json(answer.rows)},
          {"total", answer.total},
          {"of", answer.of}};
}

Json to_json(const Changes& changes) {
  auto drivers = Json::array();
  for (const auto& driver : changes.drivers) {
    auto values = Json::object();
    for (const auto& [dimension, value] : driver.values) values[dimension] = to_json(value);
    drivers.push_back({{"values", std::move(values)},
                       {"current", driver.current},
                       {"before", driver.before},
                       {"change", driver.change},
                       {"share", driver.share ? Json(*driver.share) : Json(nullptr)}});
  }
  return {{"period", to_json(changes.period)}, {"previous", to_json(changes.previous)},
          {"current", changes.current},        {"before", changes.before},
          {"change", changes.change},          {"drivers", std::move(drivers)}};
}

Json catalog_json(const Model& model) {
  auto metrics = Json::array();
  for (const auto& metric : model.metrics()) metrics.push_back(metric_json(model, metric));
  auto dimensions = Json::array();
  for (const auto& dimension : model.dimensions()) dimensions.push_back(dimension_json(dimension));
  return {{"metrics", std::move(metrics)}, {"dimensions", std::move(dimensions)}};
}

}  // namespace aftercare::metrics
