#include "app/cli/insight_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/utf8.hpp"
#include "standard/moment_text.hpp"
#include "standard/null_word.hpp"
#include "standard/number_text.hpp"
#include "text/nearest.hpp"
#include "text/width.hpp"

namespace aftercare::app {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

std::string_view trimmed_cell(std::string_view cell) {
  const auto begin = cell.find_first_not_of(" \t\r\n");
  if (begin == cell.npos) return {};
  return cell.substr(begin, cell.find_last_not_of(" \t\r\n") - begin + 1);
}

}  // namespace

std::string cell_form(std::string_view text) {
  constexpr std::size_t most = 30;
  std::string form;
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size() && count < most; ++count) {
    const auto point = text::half_width(base::next_code_point(text, at));
    if (point >= '0' && point <= '9')
      form += '9';
    else if (text::is_han(point))
      form += "字";
    else if (point > ' ' && point < 0x7F && !(point >= 'a' && point <= 'z') &&
             !(point >= 'A' && point <= 'Z'))
      form += static_cast<char>(point);
    else
      form += point <= ' ' ? ' ' : 'a';
  }
  return form;
}

base::Result<InsightTable> InsightTable::read(const std::string& file, const Place& place) {
  auto table = intake::read_table(place.absolute(file));
  if (!table) return base::failure_of(table);
  return InsightTable(file, std::move(*table));
}

std::string_view InsightTable::cell(std::size_t row, std::size_t column) const {
  const auto text = trimmed_cell(file_.table.cell(row, column));
  return standard::is_null_word(text, false) ? std::string_view() : text;
}

base::Result<std::size_t> InsightTable::column(const std::string& name) const {
  const auto& columns = file_.table.columns;
  const auto found = std::find(columns.begin(), columns.end(), name);
  if (found != columns.end()) return static_cast<std::size_t>(found - columns.begin());
  const auto near = text::nearest(name, columns);
  return base::failure(fmt::format("no such column: {}, in {}. {}: {}", name, name_,
                                   near.empty() ? "It has" : "Did you mean",
                                   fmt::join(near.empty() ? columns : near, ", ")),
                       fmt::format("没有这一列：{}，位于 {}。{}：{}", name, name_,
                                   near.empty() ? "该文件有" : "是否指",
                                   fmt::join(near.empty() ? columns : near, "、")));
}

base::Result<std::vector<double>> InsightTable::numbers(const std::string& name) const {
  const auto at = column(name);
  if (!at) return base::failure_of(at);
  std::vector<double> values(rows(), kNothing);
  bool any = false;
  for (std::size_t row = 0; row < rows(); ++row) {
    const auto text = cell(row, *at);
    if (text.empty()) continue;
    const auto value = standard::parse_real(text);
    if (!value || !std::isfinite(*value))
      return base::failure(
          base::ErrorKind::input,
          fmt::format("not a number: a cell of the form \"{}\", in column {} of row {} of {}",
                      cell_form(text), name, record(row), name_),
          fmt::format("不是数字：形如“{}”的单元格，位于 {} 的第 {} 行 {} 列", cell_form(text),
                      name_, record(row), name));
    values[row] = *value;
    any = true;
  }
  if (any) return values;
  return base::failure(base::ErrorKind::input,
                       fmt::format("the column holds no number: {}, in {}", name, name_),
                       fmt::format("该列没有任何数字：{}，位于 {}", name, name_));
}

base::Result<TimeColumn> InsightTable::times(const std::string& name) const {
  const auto at = column(name);
  if (!at) return base::failure_of(at);
  standard::MomentReader reader(records::Zone::utc());
  TimeColumn times{true, std::vector<double>(rows(), kNothing)};
  bool any = false;
  for (std::size_t row = 0; row < rows() && times.calendar; ++row) {
    const auto text = cell(row, *at);
    if (text.empty()) continue;
    const auto moment = reader.moment(text);
    times.calendar = moment.has_value();
    if (moment) times.values[row] = static_cast<double>(*moment);
    any = true;
  }
  if (!any)
    return base::failure(base::ErrorKind::input,
                         fmt::format("the column holds no time: {}, in {}", name, name_),
                         fmt::format("该列没有任何时间：{}，位于 {}", name, name_));
  if (times.calendar) return times;
  for (std::size_t row = 0; row < rows(); ++row) {
    const auto text = cell(row, *at);
    const auto number = text.empty() ? std::optional<double>() : standard::parse_real(text);
    if (!number && !text.empty())
      return base::failure(
          base::ErrorKind::input,
          fmt::format("not a time: a cell of the form \"{}\", in column {} of row {} of {}. Write "
                      "YYYY-MM-DD, "
                      "YYYY-MM-DD HH:MM:SS, or numbers in all rows",
                      cell_form(text), name, record(row), name_),
          fmt::format("不是时间：形如“{}”的单元格，位于 {} 的第 {} 行 {} 列。请用 YYYY-MM-DD、"
                      "YYYY-MM-DD HH:MM:SS，或全部用数字",
                      cell_form(text), name_, record(row), name));
    times.values[row] = number.value_or(kNothing);
  }
  return times;
}

std::string time_text(const TimeColumn& column, double time) {
  if (!std::isfinite(time)) return "";
  if (!column.calendar) return fmt::format("{:.10g}", time);
  const auto moment = records::Moment(std::chrono::microseconds(std::llround(time)));
  const auto text = records::to_local_text(moment, records::Zone::utc());
  return text.ends_with(" 00:00:00") ? text.substr(0, 10) : text;
}

nlohmann::ordered_json number_json(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json();
}

nlohmann::ordered_json sentence_json(const base::Message& sentence) {
  return {{"zh", sentence.zh}, {"en", sentence.en}};
}

}  // namespace aftercare::app
