#include "metrics/answer_csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <type_traits>

#include "metrics/comparison.hpp"
#include "text/delimited.hpp"

namespace aftercare::metrics {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kLineEnd = "\r\n";

std::string quoted_field(std::string_view value) {
  std::string field;
  text::append_field(field, value);
  return field;
}

std::string cell_field(const store::Cell& cell) {
  return std::visit(
      [](const auto& value) -> std::string {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, std::monostate>)
          return {};
        else if constexpr (std::is_same_v<T, bool>)
          return value ? "true" : "false";
        else if constexpr (std::is_same_v<T, std::string>)
          return csv_field(value);
        else if constexpr (std::is_same_v<T, records::Day> || std::is_same_v<T, records::Moment>)
          return records::to_iso(value);
        else
          return fmt::format("{}", value);
      },
      cell);
}

template <typename Fields>
void append_line(std::string& csv, const Fields& fields) {
  bool first = true;
  for (const auto& field : fields) {
    if (!first) csv += ',';
    csv += field;
    first = false;
  }
  csv += kLineEnd;
}

// Names of what is derived of each metric; values in the same order below.
void append_view_names(const Model& model, const Answer& answer, const CsvOptions& options,
                       std::vector<std::string>& fields) {
  const auto add = [&](std::string_view suffix, std::string_view zh, std::string_view en) {
    for (const auto& column : answer.columns) {
      if (!column.is_metric) continue;
      const auto metric = model.metric(column.name).value_or(nullptr);
      fields.push_back(
          csv_field(options.labels && metric != nullptr
                        ? fmt::format("{} {}", text_in(metric->label, options.language),
                                      options.language == Language::zh ? zh : en)
                        : fmt::format("{}{}", column.name, suffix)));
    }
  };
  if (answer.before) {
    add("_before", "（对比期）", "(before)");
    add("_change", "（变化）", "(change)");
    add("_relative", "（变化率）", "(relative change)");
  }
  if (!answer.shares.empty()) add("_share", "（占比）", "(share)");
}

void append_view_values(const Answer& answer, std::size_t row, std::vector<std::string>& fields) {
  const auto number = [](const std::optional<double>& value) {
    return value ? fmt::format("{}", *value) : std::string();
  };
  if (answer.before) {
    const auto dimensions = answer.columns.size() - answer.total.size();
    const auto& before = answer.before->rows[row];
    std::vector<Change> changes;
    for (std::size_t metric = 0; metric < before.size(); ++metric) {
      changes.push_back(change_of(answer.rows[row][dimensions + metric], before[metric]));
      fields.push_back(cell_field(before[metric]));
    }
    for (const auto& change : changes) fields.push_back(number(change.absolute));
    for (const auto& change : changes) fields.push_back(number(change.relative));
  }
  if (!answer.shares.empty())
    for (const auto& share : answer.shares[row]) fields.push_back(number(share));
}

}  // namespace

std::string csv_field(std::string_view text) {
  constexpr std::string_view formula = "=+-@\t\r";
  if (!text.empty() && formula.find(text.front()) != formula.npos)
    return quoted_field(fmt::format("'{}", text));
  return quoted_field(text);
}

std::string to_csv(const Model& model, const Answer& answer, const CsvOptions& options) {
  std::string csv(options.byte_order_mark ? kByteOrderMark : "");
  std::vector<const Dimension*> dimensions;
  std::vector<std::string> fields;
  for (const auto& column : answer.columns) {
    const auto dimension =
        column.is_metric ? nullptr : model.dimension(column.name).value_or(nullptr);
    const auto metric = column.is_metric ? model.metric(column.name).value_or(nullptr) : nullptr;
    dimensions.push_back(dimension);
    const auto* label = dimension != nullptr ? &dimension->label
                        : metric != nullptr  ? &metric->label
                                             : nullptr;
    fields.push_back(csv_field(
        options.labels && label != nullptr ? text_in(*label, options.language) : column.name));
  }
  append_view_names(model, answer, options, fields);
  append_line(csv, fields);
  for (std::size_t place = 0; place < answer.rows.size(); ++place) {
    const auto& row = answer.rows[place];
    const bool rest = std::ranges::find(answer.other_rows, place) != answer.other_rows.end();
    fields.clear();
    for (std::size_t at = 0; at < row.size(); ++at) {
      if (rest && options.labels && dimensions[at] != nullptr &&
          row[at] == store::Cell{std::string(kOther)}) {
        fields.push_back(options.language == Language::zh ? "其他" : kOther);
        continue;
      }
      const bool labelled = options.labels && dimensions[at] != nullptr && !store::is_null(row[at]);
      fields.push_back(labelled ? csv_field(label_of(*dimensions[at], row[at], options.language))
                                : cell_field(row[at]));
    }
    append_view_values(answer, place, fields);
    append_line(csv, fields);
  }
  return csv;
}

std::string to_csv(const RowsAnswer& answer, const CsvOptions& options) {
  std::string csv(options.byte_order_mark ? kByteOrderMark : "");
  std::vector<std::string> fields;
  for (const auto& column : answer.columns)
    fields.push_back(
        csv_field(options.labels ? text_in(column.label, options.language) : column.name));
  append_line(csv, fields);
  for (const auto& row : answer.rows) {
    fields.clear();
    for (const auto& cell : row) fields.push_back(cell_field(cell));
    append_line(csv, fields);
  }
  return csv;
}

}  // namespace aftercare::metrics
