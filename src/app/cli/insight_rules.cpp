// insight rules: what goes together in the baskets of a file.

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "app/basket_rules_json.hpp"
#include "app/cli/table_rows.hpp"
#include "app/told_next.hpp"
#include "base/workers.hpp"
#include "insight/association/rules.hpp"

namespace aftercare::app {
namespace {

using insight::AssociationRule;
using insight::BasketBuilder;
using insight::Baskets;

struct LeastSupport {
  bool share = false;
  double value = 0;

  std::uint32_t count_of(std::size_t baskets) const {
    // 0.1 % of 2,000 is 2 although 0.001 * 2000 may lie a little above it.
    const double count = share ? value * static_cast<double>(baskets) - 1e-9 : value;
    return static_cast<std::uint32_t>(std::max(1.0, std::ceil(std::min(count, 4e9))));
  }
};

base::Result<LeastSupport> least_support(std::string_view text) {
  LeastSupport support;
  const bool percent = text.ends_with('%');
  const auto digits = percent ? text.substr(0, text.size() - 1) : text;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), support.value);
  const bool read = error == std::errc() && end == digits.data() + digits.size();
  if (percent) support.value /= 100;
  support.share = percent || support.value < 1;
  const bool fits = support.share ? support.value > 0 && support.value <= 1
                                  : support.value == std::floor(support.value);
  if (read && fits) return support;
  return base::failure(
      fmt::format("not a support: {}. Write a share (0.01 or 1%) or, from 1 on, how many baskets",
                  text),
      fmt::format("不是有效的支持度：{}。请写占比（0.01 或 1%），或不小于 1 的购物篮个数", text));
}

// The first of these that a third of the lines have; white space if none.
std::string_view separator_of(const records::RawBatch& lines) {
  for (const std::string_view separator : {"\t", ";", "|", ",", "，", "、"}) {
    std::size_t with = 0;
    for (const auto line : lines.cells) with += line.find(separator) != line.npos;
    if (with > 0 && with * 3 >= lines.rows()) return separator;
  }
  return " ";
}

void add_line(std::string_view line, std::string_view separator, BasketBuilder& baskets) {
  std::vector<std::string_view> items;
  for (std::size_t begin = 0; begin <= line.size();) {
    const auto end = std::min(line.find(separator, begin), line.size());
    auto item = line.substr(begin, end - begin);
    while (!item.empty() && (item.front() == ' ' || item.front() == '"')) item.remove_prefix(1);
    while (!item.empty() && (item.back() == ' ' || item.back() == '"' || item.back() == '\r'))
      item.remove_suffix(1);
    if (!item.empty()) items.push_back(item);
    begin = end + separator.size();
  }
  if (!items.empty()) baskets.add_whole(items);
}

// One basket a line: the file is read as a table of one column that nothing separates.
base::Result<Baskets> baskets_of_lines(const InsightArguments& arguments, const Place& place) {
  intake::OpenOptions options;
  options.format = intake::Format::delimited;
  options.delimiter = '\x1f';
  options.has_header = false;
  auto reader = intake::open(place.absolute(arguments.file), options);
  if (!reader) return base::failure_of(reader);
  BasketBuilder baskets;
  std::string_view separator;
  for (;;) {
    auto slice = (*reader)->next();
    if (!slice) return base::failure_of(slice);
    if (!*slice) break;
    const auto& batch = (*slice)->batch;
    if (separator.empty()) separator = separator_of(batch);
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      if (batch.columns.size() == 1) {
        add_line(batch.cell(row, 0), separator, baskets);
        continue;
      }
      std::vector<std::string_view> items;  // A sheet: a cell is an item.
      for (std::size_t column = 0; column < batch.columns.size(); ++column)
        if (const auto item = batch.cell(row, column); !item.empty()) items.push_back(item);
      if (!items.empty()) baskets.add_whole(items);
    }
    for (const auto& rejected : (*slice)->rejected) add_line(rejected.raw, separator, baskets);
  }
  return std::move(baskets).build();
}

base::Result<Baskets> baskets_of_table(const TableRows& rows, const InsightArguments& arguments) {
  const auto* table = &rows.table();
  const auto transaction = table->column(arguments.transaction);
  if (!transaction) return base::failure_of(transaction);
  const auto item = table->column(arguments.item);
  if (!item) return base::failure_of(item);
  BasketBuilder baskets;
  for (const auto row : rows.kept()) {
    const auto of = table->cell(row, *transaction), what = table->cell(row, *item);
    if (!of.empty() && !what.empty()) baskets.add(of, what);
  }
  return std::move(baskets).build();
}

// Which item of a person follows which.
base::Result<insight::NextProblems> next_of_table(const TableRows& rows,
                                                  const InsightArguments& arguments) {
  const auto who = rows.table().column(arguments.id);
  if (!who) return base::failure_of(who);
  const auto item = rows.table().column(arguments.item);
  if (!item) return base::failure_of(item);
  insight::NextProblemBuilder builder;
  int last = 0;
  for (const auto row : rows.kept()) {
    const auto& day = rows.days()[row];
    if (!day) continue;
    const int at = static_cast<int>(day->time_since_epoch().count());
    last = std::max(last, at);
    const auto person = rows.cell(row, *who), problem = rows.cell(row, *item);
    if (!person.empty() && !problem.empty()) builder.add(person, problem, at);
  }
  return std::move(builder).build(last, static_cast<int>(arguments.within));
}

}  // namespace

base::Result<int> insight_rules(const InsightArguments& arguments, const Place& place) {
  if (arguments.file.empty() || arguments.min_support.empty())
    return base::failure(
        "no baskets are named: give FILE --min-support S, or --metric NAME of the workspace",
        "未指定购物篮：请给出 FILE --min-support S，或用 --metric 指定工作区的指标");
  if (arguments.transaction.empty() &&
      !(arguments.where.empty() && arguments.from.empty() && arguments.to.empty()))
    return base::failure(
        "lines have no columns to filter by: give --transaction COLUMN --item COLUMN, or leave out "
        "--where, --from and --to",
        "每行一个购物篮的文件没有可筛选的列：请给出 --transaction 列 --item 列，或去掉 "
        "--where、--from、--to");
  const auto support = least_support(arguments.min_support);
  if (!support) return base::failure_of(support);
  if (!arguments.id.empty() && (arguments.item.empty() || arguments.time.empty()))
    return base::failure(
        "what follows what cannot be told: with --id COLUMN (who) give --item COLUMN and --time "
        "COLUMN too",
        "无法分析先后：给出 --id 列（谁）时还需 --item 列与 --time 列");
  std::optional<TableRows> rows;
  if (!arguments.transaction.empty()) {
    auto read = TableRows::read(
        arguments, arguments.id.empty() ? DaysRead::if_filtered : DaysRead::always, place);
    if (!read) return base::failure_of(read);
    rows = std::move(*read);
  }
  const auto baskets =
      rows ? baskets_of_table(*rows, arguments) : baskets_of_lines(arguments, place);
  if (!baskets) return base::failure_of(baskets);
  if (baskets->size() == 0)
    return base::failure(base::ErrorKind::input,
                         fmt::format("no basket holds an item: {}", arguments.file),
                         fmt::format("没有任何含物品的购物篮：{}", arguments.file));
  insight::MiningSettings settings;
  settings.least_count = support->count_of(baskets->size());
  settings.workers = base::default_workers();
  const auto sets = insight::frequent_sets(*baskets, settings);
  if (!sets) return base::failure_of(sets);
  insight::RuleSettings rule_settings;
  rule_settings.least_confidence = arguments.min_confidence;
  const auto search = insight::association_rules(*sets, baskets->size(), rule_settings);
  insight::Sheet sheet;
  sheet.title = {"What goes together", "关联规则"};
  sheet.sentence = basket_rules_sentence(*baskets, *sets, search);
  sheet.tables.push_back(basket_rules_table(*baskets, search, arguments.top));
  auto json = basket_rules_json(*baskets, *sets, search);
  json["min_count"] = settings.least_count;
  if (rows && !arguments.id.empty()) {
    const auto next = next_of_table(*rows, arguments);
    if (!next) return base::failure_of(next);
    const int within = static_cast<int>(arguments.within);
    const auto more = next_sentence(*next, within);
    sheet.sentence.en += more.en;
    sheet.sentence.zh += more.zh;
    sheet.tables.push_back(next_table(*next, arguments.top));
    json["next"] = next_json(*next, within);
  }
  json["sentence"] = sentence_json(sheet.sentence);
  return tell_sheet(json, sheet, arguments, nullptr, place);
}

}  // namespace aftercare::app
