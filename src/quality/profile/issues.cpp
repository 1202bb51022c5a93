#include "quality/profile/issues.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/utf8.hpp"
#include "text/width.hpp"

namespace aftercare::quality {
namespace {

using base::Message;

std::string percent_text(double share) {
  const double percent = share * 100;
  if (percent > 0 && percent < 0.01) return "< 0.01 %";
  return fmt::format("{:.{}f} %", percent, percent < 1 ? 2 : 1);
}

std::string short_text(std::string_view text) {
  constexpr std::size_t longest = 40;
  if (base::count_code_points(text) <= longest) return std::string(text);
  return std::string(base::first_code_points(text, longest)) + "…";
}

std::string number_text(double value) {
  return value == std::floor(value) && std::abs(value) < 1e15 ? fmt::format("{:.0f}", value)
                                                              : fmt::format("{:.6g}", value);
}

// "1 cell says", "2 cells say".
std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

/// Looks at one column after another and collects.
class IssueSearch {
 public:
  IssueSearch(const TableProfile& profile, const TableState& state)
      : profile_(profile), state_(state) {}

  std::vector<Issue> run() {
    for (std::size_t i = 0; i < profile_.columns.size(); ++i) {
      column_ = &profile_.columns[i];
      kept_ = &state_.columns()[i];
      missing();
      if (column_->values() == 0) continue;
      mixed_types();
      mixed_formats();
      constant();
      suspicious_values();
      spreadsheets();
      damage();
      rare_shapes();
      variants();
      outliers();
      personal();
    }
    column_ = nullptr;
    whole_table();
    std::ranges::stable_sort(found_, [](const Issue& a, const Issue& b) {
      return a.severity != b.severity ? a.severity > b.severity : a.share > b.share;
    });
    return std::move(found_);
  }

 private:
  void add(std::string code, IssueSeverity severity, std::uint64_t count, std::string en,
           std::string zh) {
    Issue issue;
    issue.code = std::move(code);
    issue.severity = severity;
    issue.column = column_ ? column_->name : "";
    issue.count = count;
    issue.share =
        profile_.rows == 0 ? 0 : static_cast<double>(count) / static_cast<double>(profile_.rows);
    issue.message = {std::move(en), std::move(zh)};
    found_.push_back(std::move(issue));
  }
  double of_values(std::uint64_t count) const {
    return static_cast<double>(count) / static_cast<double>(column_->values());
  }
  std::string quoted(std::string_view value) const {
    return column_->masked ? shape_of(value) : short_text(value);
  }

  void missing() {
    const auto& column = *column_;
    if (column.values() == 0) {
      add("empty_column", IssueSeverity::warning, column.rows, "no value at all", "整列没有任何值");
      return;
    }
    const auto share = static_cast<double>(column.missing) / static_cast<double>(column.rows);
    if (share >= 0.5)
      add("mostly_missing", IssueSeverity::warning, column.missing,
          fmt::format("{} of the values are missing", percent_text(share)),
          fmt::format("{} 的值缺失", percent_text(share)));
    std::uint64_t words = 0;
    for (const auto& word : column.missing_words) words += word.count;
    if (words > 0)
      add("missing_words", IssueSeverity::note, words,
          fmt::format("{} that nothing is known, most often \"{}\"",
                      counted(words, "cell says", "cells say"), column.missing_words.front().name),
          fmt::format("{} 个单元格写的是“无值”的词，最常见的是“{}”", words,
                      column.missing_words.front().name));
  }

  void mixed_types() {
    const auto& column = *column_;
    const bool formed = column.type != ColumnType::code && column.type != ColumnType::id &&
                        column.type != ColumnType::word && column.type != ColumnType::text;
    if (!formed || column.type_share >= 1) return;
    const auto others = static_cast<std::uint64_t>(
        std::llround((1 - column.type_share) * static_cast<double>(column.values())));
    if (others == 0) return;
    // An example: the most frequent value of another kind among those kept.
    std::string example;
    for (const auto& value : kept_->values.top(1024))
      if (const auto kind = read_value(value.value).kind; kind == ValueKind::word ||
                                                          kind == ValueKind::text ||
                                                          kind == ValueKind::spreadsheet_error) {
        example = quoted(value.value);
        break;
      }
    const auto shown = example.empty() ? std::string() : fmt::format(", e.g. \"{}\"", example);
    const auto shown_zh = example.empty() ? std::string() : fmt::format("，例如“{}”", example);
    add("mixed_types", IssueSeverity::error, others,
        fmt::format("{} be read as {}{}", counted(others, "value cannot", "values cannot"),
                    label_of(column.type).en, shown),
        fmt::format("{} 个值无法读作{}{}", others, label_of(column.type).zh, shown_zh));
  }

  void mixed_formats() {
    const auto& column = *column_;
    if (column.formats.size() > 1) {
      std::uint64_t rest = 0;
      for (std::size_t i = 1; i < column.formats.size(); ++i) rest += column.formats[i].count;
      add("mixed_formats", IssueSeverity::warning, rest,
          fmt::format("dates in {} formats: {} beside {}", column.formats.size(),
                      column.formats[0].name, column.formats[1].name),
          fmt::format("日期有 {} 种格式：{} 与 {} 并存", column.formats.size(),
                      column.formats[0].name, column.formats[1].name));
    }
    std::uint64_t unclear = 0;
    const auto at = static_cast<std::size_t>(DateOrder::day_or_month_first) * ColumnState::kForms;
    for (std::size_t form = 0; form < ColumnState::kForms; ++form)
      unclear += kept_->formats[at + form];
    if (unclear > 0 && !column.formats.empty())
      add("unclear_dates", IssueSeverity::warning, unclear,
          fmt::format("{} dates can be read day first or month first", unclear),
          fmt::format("{} 个日期无法确定是日在前还是月在前", unclear));
  }

  void constant() {
    const auto& column = *column_;
    if (column.values() < 20 || column.top.empty()) return;
    const auto share = of_values(column.top.front().count);
    if (column.distinct == 1)
      add("constant", IssueSeverity::note, column.values(),
          fmt::format("one value only: \"{}\"", quoted(column.top.front().value)),
          fmt::format("只有一个值：“{}”", quoted(column.top.front().value)));
    else if (share >= 0.99)
      add("near_constant", IssueSeverity::note, column.top.front().count,
          fmt::format("{} are \"{}\"", percent_text(share), quoted(column.top.front().value)),
          fmt::format("{} 都是“{}”", percent_text(share), quoted(column.top.front().value)));
  }

  // A value that programs write where they know nothing: all nines, the beginning of their time.
  static bool is_placeholder(std::string_view value, ColumnType type) {
    if (type == ColumnType::day || type == ColumnType::moment) {
      for (const std::string_view start :
           {"1970-01-01", "1900-01-01", "1899-12-30", "1899-12-31", "2099-12-31", "9999-12-31",
            "1970/01/01", "1970/1/1", "1900/01/01", "1900/1/1", "9999/12/31", "0001-01-01"})
        if (value.starts_with(start)) return true;
      return false;
    }
    const auto digits = value.starts_with("-") ? value.substr(1) : value;
    const auto whole = digits.substr(0, digits.find('.'));
    return whole.size() >= 3 && whole.find_first_not_of('9') == whole.npos;
  }

  void suspicious_values() {
    const auto& column = *column_;
    const bool measured = column.numbers.has_value();
    const bool told_apart = column.type == ColumnType::phone || column.type == ColumnType::id ||
                            column.type == ColumnType::id_card || column.type == ColumnType::email;
    if (column.top.empty() || column.distinct < 20) return;
    for (std::size_t i = 0; i < std::min<std::size_t>(3, column.top.size()); ++i) {
      const auto& value = column.top[i];
      if (value.count < 3) break;
      // The neighbours by frequency say how often a value may stand.
      const auto next = i + 1 < column.top.size() ? column.top[i + 1].count : 0;
      const bool spike = value.count >= 5 * std::max<std::uint64_t>(next, 1) &&
                         of_values(value.count) >= 0.01 && value.count >= 10;
      const bool placeholder = (measured || told_apart) &&
                               is_placeholder(value.value, column.type) &&
                               of_values(value.count) >= 0.001;
      // The ends of a scale are where many values belong.
      const auto number = read_value(value.value).number;
      const bool end_of_scale = measured && (number == 0 || number == 1 || number == 100 ||
                                             number == column.numbers->highest);
      const bool dated = column.type == ColumnType::day;  // Days repeat; only placeholders count.
      if (!placeholder && (!spike || !(measured || told_apart) || end_of_scale || dated)) continue;
      add("suspicious_value", IssueSeverity::warning, value.count,
          fmt::format("\"{}\" stands {} times, far more than its neighbours: a placeholder?",
                      quoted(value.value), value.count),
          fmt::format("“{}”出现 {} 次，远多于其他值：可能是占位值", quoted(value.value),
                      value.count));
    }
  }

  void spreadsheets() {
    const auto& column = *column_;
    const auto cut = kept_->kinds[static_cast<std::size_t>(ValueKind::spreadsheet_number)];
    if (cut > 0)
      add("spreadsheet_number", IssueSeverity::error, cut,
          fmt::format("{} long numbers were cut by a spreadsheet (as 1.23E+12): they are lost",
                      cut),
          fmt::format("{} 个长编号被表格软件改成科学计数（如 1.23E+12），原值已丢失", cut));
    const auto errors = kept_->kinds[static_cast<std::size_t>(ValueKind::spreadsheet_error)];
    if (errors > 0)
      add("spreadsheet_error", IssueSeverity::error, errors,
          fmt::format("{} a spreadsheet's error (#REF!, ####)",
                      counted(errors, "cell holds", "cells hold")),
          fmt::format("{} 个单元格是表格软件的错误值（#REF!、####）", errors));
    std::uint64_t long_digits = 0;
    for (std::size_t size = 16; size < ColumnState::kDigitLengths; ++size)
      long_digits += kept_->digit_lengths[size];
    // One of ten numbers ends in 0 by chance.
    if (long_digits >= 10 && kept_->cut_digits * 2 > long_digits)
      add("digits_lost", IssueSeverity::error, kept_->cut_digits,
          fmt::format("{} numbers of 16 digits and more end in 0: a spreadsheet keeps only 15",
                      kept_->cut_digits),
          fmt::format("{} 个 16 位以上的编号以 0 结尾：表格软件只保留 15 位", kept_->cut_digits));
    leading_zeros(column);
  }

  // Digits of one length but for some that are shorter, in a column where others begin with 0 or
  // where the name says identifier: the zeros went.
  void leading_zeros(const ColumnProfile& column) {
    if (column.type != ColumnType::id && column.type != ColumnType::code &&
        column.type != ColumnType::phone)
      return;
    const auto& lengths = kept_->digit_lengths;
    std::uint64_t all = 0;
    for (const auto times : lengths) all += times;
    if (all < 20 || all * 10 < column.values() * 9) return;
    const auto most = static_cast<std::size_t>(std::ranges::max_element(lengths) - lengths.begin());
    std::uint64_t shorter = 0, longer = 0;
    for (std::size_t size = 1; size < lengths.size(); ++size) {
      if (size < most) shorter += lengths[size];
      if (size > most) longer += lengths[size];
    }
    const auto share = static_cast<double>(shorter) / static_cast<double>(all);
    const bool codes = most >= 3 && longer * 50 < all && lengths[most] * 2 > all;
    // Of codes with a fixed length about one in ten begins with 0.
    if (codes && shorter > 0 && share <= 0.3 && kept_->leading_zeros * 20 < shorter)
      add("leading_zeros_lost", IssueSeverity::warning, shorter,
          fmt::format("{} values are shorter than the usual {} digits and none begins with 0: "
                      "leading zeros may be lost",
                      shorter, most),
          fmt::format("{} 个值不足通常的 {} 位，且没有以 0 开头的值：可能丢失了前导零", shorter,
                      most));
  }

  void damage() {
    if (kept_->double_encoded > 0)
      add("double_encoding", IssueSeverity::error, kept_->double_encoded,
          fmt::format("{} values were encoded twice (mojibake); they can be restored",
                      kept_->double_encoded),
          fmt::format("{} 个值被重复编码（乱码），可以还原", kept_->double_encoded));
    if (kept_->replaced > 0)
      add("replaced_characters", IssueSeverity::error, kept_->replaced,
          fmt::format("{} values hold U+FFFD: characters that could not be decoded",
                      kept_->replaced),
          fmt::format("{} 个值含 U+FFFD：有无法解码的字符", kept_->replaced));
    if (kept_->outer_spaces > 0)
      add("outer_spaces", IssueSeverity::note, kept_->outer_spaces,
          fmt::format("{} white space at an end",
                      counted(kept_->outer_spaces, "value has", "values have")),
          fmt::format("{} 个值首尾有空白", kept_->outer_spaces));
    if (kept_->invisible > 0)
      add("invisible_characters", IssueSeverity::note, kept_->invisible,
          fmt::format("{} values hold characters nobody sees (zero width, byte order mark)",
                      kept_->invisible),
          fmt::format("{} 个值含不可见字符（零宽字符、字节序标记）", kept_->invisible));
  }

  void rare_shapes() {
    const auto& column = *column_;
    const bool shaped = column.type == ColumnType::id || column.type == ColumnType::code ||
                        column.type == ColumnType::word || column.type == ColumnType::phone;
    if (!shaped || column.shapes.size() < 2 || column.values() < 40) return;
    const auto& main = column.shapes.front();
    if (of_values(main.count) < 0.9 || main.name.find_first_of("9-_/.:") == main.name.npos) return;
    const auto rest = column.values() - std::min(column.values(), main.count);
    if (rest == 0) return;
    add("rare_format", IssueSeverity::warning, rest,
        fmt::format("{} another form than \"{}\", e.g. \"{}\"",
                    counted(rest, "value has", "values have"), main.name,
                    short_text(column.shapes[1].name)),
        fmt::format("{} 个值的格式不同于“{}”，例如“{}”", rest, main.name,
                    short_text(column.shapes[1].name)));
  }

  // Frequent values that are one but for case, width or spaces.
  void variants() {
    const auto& column = *column_;
    if (column.type != ColumnType::code && column.type != ColumnType::word) return;
    std::map<std::string, std::vector<FrequentValue>> folded;
    for (const auto& value : kept_->values.top(500)) {
      std::string key;
      for (const char c : text::fold_width(value.value))
        if (c != ' ') key += c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
      folded[key].push_back(value);
    }
    std::uint64_t rows = 0, groups = 0;
    std::string example;
    std::uint64_t most = 0;
    for (const auto& [key, values] : folded) {
      if (values.size() < 2) continue;
      ++groups;
      for (std::size_t i = 1; i < values.size(); ++i) rows += values[i].count;
      if (values[0].count > most) {
        most = values[0].count;
        example = fmt::format("{} / {}", quoted(values[0].value), quoted(values[1].value));
      }
    }
    if (groups > 0)
      add("spelling_variants", IssueSeverity::warning, rows,
          fmt::format("{} written in more than one way (case, width, spaces): {}",
                      counted(groups, "value is", "values are"), example),
          fmt::format("{} 组值只有大小写、全半角或空格不同：{}", groups, example));
  }

  void outliers() {
    const auto& column = *column_;
    if (!column.numbers || column.masked || column.type == ColumnType::day ||
        column.type == ColumnType::moment)
      return;
    const auto& numbers = *column.numbers;
    if (column.seasonal && column.seasonal->outliers > 0)
      add("seasonal_outliers", IssueSeverity::note, column.seasonal->outliers,
          fmt::format("{} values are far from what their season has, e.g. {}",
                      column.seasonal->outliers, number_text(column.seasonal->examples[0].value)),
          fmt::format("{} 个值明显偏离同一时段的常见水平，例如 {}", column.seasonal->outliers,
                      number_text(column.seasonal->examples[0].value)));
    // Skewed amounts have long tails: only what both rules call far, and few, is told.
    const auto far = std::min(numbers.beyond_fences, numbers.robust_outliers);
    if (column.values() < 20 || far == 0 || of_values(far) > 0.05) return;
    const auto& ends = numbers.highest - numbers.median > numbers.median - numbers.lowest
                           ? numbers.highest
                           : numbers.lowest;
    add("outliers", IssueSeverity::note, far,
        fmt::format(
            "{} values lie far out (robust z above 3.5 and beyond the quartile fences {} to "
            "{}), e.g. {}",
            far, number_text(numbers.fence_low), number_text(numbers.fence_high),
            number_text(ends)),
        fmt::format("{} 个离群值（稳健 z 大于 3.5 且超出四分位范围 {} 至 {}），例如 {}", far,
                    number_text(numbers.fence_low), number_text(numbers.fence_high),
                    number_text(ends)));
  }

  void personal() {
    const auto& column = *column_;
    if (column.personal_share <= 0 || column.personal == records::PersonalKind::none) return;
    const auto count = static_cast<std::uint64_t>(
        std::llround(column.personal_share * static_cast<double>(column.values())));
    add("personal_data", IssueSeverity::note, count, "holds personal data; values are not shown",
        "含个人信息，不显示原值");
  }

  void whole_table() {
    if (profile_.rejected > 0)
      add("rejected_rows", IssueSeverity::error, profile_.rejected,
          fmt::format("{} rows could not be read as rows of this table", profile_.rejected),
          fmt::format("{} 行无法作为本表的行读取", profile_.rejected));
    if (profile_.duplicate_rows > 0)
      add("duplicate_rows", IssueSeverity::warning, profile_.duplicate_rows,
          fmt::format("{}{} rows are exact copies of earlier ones",
                      profile_.duplicates_exact ? "" : "about ", profile_.duplicate_rows),
          fmt::format("{}{} 行与前面的行完全相同", profile_.duplicates_exact ? "" : "约 ",
                      profile_.duplicate_rows));
  }

  const TableProfile& profile_;
  const TableState& state_;
  const ColumnProfile* column_ = nullptr;
  const ColumnState* kept_ = nullptr;
  std::vector<Issue> found_;
};

}  // namespace

std::vector<Issue> find_issues(const TableProfile& profile, const TableState& state) {
  return IssueSearch(profile, state).run();
}

std::string_view to_name(IssueSeverity severity) {
  constexpr std::string_view names[] = {"note", "warning", "error"};
  return names[static_cast<std::size_t>(severity)];
}

}  // namespace aftercare::quality
