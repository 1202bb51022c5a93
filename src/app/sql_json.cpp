#include "app/sql_json.hpp"

#include "metrics/answer_json.hpp"

namespace aftercare::app {
namespace {

nlohmann::ordered_json both_languages(const records::Label& label) {
  return {{"zh", label.zh}, {"en", label.en}};
}

}  // namespace

std::string_view shown_name(const store::RoleColumn& column) {
  if (column.shown == records::Shown::clear && column.masked) return "masked";
  return records::to_name(column.shown);
}

nlohmann::ordered_json to_json(const store::StatementAnswer& answer) {
  auto columns = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < answer.types.size(); ++i)
    columns.push_back({{"name", answer.frame.columns[i]}, {"type", answer.types[i]}});
  auto rows = nlohmann::ordered_json::array();
  for (const auto& row : answer.frame.rows) {
    auto cells = nlohmann::ordered_json::array();
    for (const auto& cell : row) cells.push_back(metrics::to_json(cell));
    rows.push_back(std::move(cells));
  }
  return {{"columns", std::move(columns)},
          {"row_count", rows.size()},
          {"rows", std::move(rows)},
          {"cut", answer.cut}};
}

nlohmann::ordered_json to_json(const store::RoleViews& views) {
  auto tables = nlohmann::ordered_json::array();
  for (const auto& view : views.views) {
    auto columns = nlohmann::ordered_json::array();
    for (const auto& column : view.columns)
      columns.push_back({{"name", column.name},
                         {"type", column.type},
                         {"label", both_languages(column.label)},
                         {"shown", shown_name(column)}});
    tables.push_back({{"name", view.name},
                      {"label", both_languages(view.label)},
                      {"columns", std::move(columns)},
                      {"hidden", view.hidden}});
  }
  auto left_out = nlohmann::ordered_json::array();
  for (const auto& one : views.left_out)
    left_out.push_back(
        {{"name", one.name}, {"why", {{"zh", one.why.message_zh}, {"en", one.why.message}}}});
  return {{"tables", std::move(tables)}, {"left_out", std::move(left_out)}};
}

}  // namespace aftercare::app
