// insight cohorts FILE: whom the rows of a table name, by the month of their first row.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/cli/table_rows.hpp"
#include "app/told_cohorts.hpp"

namespace aftercare::app {
namespace {

constexpr std::size_t kMostEvents = 8;

// The kinds of events that do not begin a history, the most frequent first.
base::Result<std::vector<std::string>> events_of(const TableRows& rows, std::size_t activity,
                                                 const std::string& first) {
  std::map<std::string_view, std::size_t> counts;
  for (const auto row : rows.kept()) ++counts[rows.cell(row, activity)];
  counts.erase("");
  if (!counts.contains(first))
    return base::failure(base::ErrorKind::input,
                         fmt::format("no row begins a history: none says \"{}\" in column {}",
                                     first, rows.table().table().columns[activity]),
                         fmt::format("没有可作为起点的行：{} 列中没有“{}”",
                                     rows.table().table().columns[activity], first));
  counts.erase(first);
  std::vector<std::pair<std::string_view, std::size_t>> sorted(counts.begin(), counts.end());
  std::ranges::stable_sort(sorted, std::greater{}, [](const auto& one) { return one.second; });
  if (sorted.size() > kMostEvents)
    return base::failure(
        base::ErrorKind::input,
        fmt::format("too many kinds of events for a table each: {} in column {}, {} at most. Leave "
                    "some out with --where",
                    sorted.size(), rows.table().table().columns[activity], kMostEvents),
        fmt::format("事件种类过多：{} 列有 {} 种，最多 {} 种。请用 --where 缩小范围",
                    rows.table().table().columns[activity], sorted.size(), kMostEvents));
  std::vector<std::string> events;
  for (const auto& [event, count] : sorted) events.emplace_back(event);
  return events;
}

}  // namespace

base::Result<int> insight_cohorts(const InsightArguments& arguments, const Place& place) {
  if (arguments.id.empty() || arguments.time.empty() ||
      arguments.activity.empty() != arguments.first.empty())
    return base::failure(
        "nobody is named: give FILE --id COLUMN (who) --time COLUMN (when); with --activity COLUMN "
        "(what happened) also --first VALUE (what begins a history)",
        "未指定对象：请给出 FILE --id 列（谁）--time 列（何时）；给出 --activity "
        "列（发生了什么）时还需 --first 值（以什么为起点）");
  const auto rows = TableRows::read(arguments, DaysRead::always, place);
  if (!rows) return base::failure_of(rows);
  const auto id = rows->table().column(arguments.id);
  if (!id) return base::failure_of(id);
  const auto activity = columns_named(rows->table(), arguments.activity);
  if (!activity) return base::failure_of(activity);
  base::Result<std::vector<std::string>> events;
  if (!activity->empty()) events = events_of(*rows, activity->front(), arguments.first);
  if (!events) return base::failure_of(events);
  insight::CohortBuilder builder(events->size());
  records::Day last{};
  for (const auto row : rows->kept()) {
    const auto& day = rows->days()[row];
    const auto who = rows->cell(row, *id);
    if (!day) continue;
    last = std::max(last, *day);
    if (who.empty()) continue;
    const auto what =
        activity->empty() ? std::string_view(arguments.first) : rows->cell(row, activity->front());
    if (what == arguments.first)
      builder.add_order(who, insight::month_of(*day));
    else if (const auto at = std::ranges::find(*events, what); at != events->end())
      builder.add_event(who, insight::month_of(*day),
                        static_cast<std::size_t>(at - events->begin()));
  }
  // The month of the next day is not whole.
  const auto table = std::move(builder).build(insight::month_of(last + std::chrono::days(1)) - 1);
  if (!table) return base::failure_of(table);
  CohortWords words;
  if (activity->empty()) {
    words.first = {"their first row", "首次出现"};
    words.column = {"first row", "首次月份"};
    words.measures = {{"retained", {"There in this month", "当月出现"}},
                      {"repeated", {"There again by then", "截至当月再次出现"}}};
  } else {
    const auto& first = arguments.first;
    words.first = {fmt::format("their first \"{}\"", first), fmt::format("首次“{}”", first)};
    words.column = {fmt::format("first \"{}\"", first), fmt::format("首次“{}”月份", first)};
    words.measures = {
        {"retained",
         {fmt::format("\"{}\" in this month", first), fmt::format("当月有“{}”", first)}},
        {"repeated",
         {fmt::format("\"{}\" again by then", first), fmt::format("截至当月再次“{}”", first)}}};
  }
  for (const auto& event : *events)
    words.measures.push_back(
        {event,
         {fmt::format("\"{}\" by then", event), fmt::format("截至当月有“{}”", event)},
         true});
  const auto told = told_cohorts(*table, words);
  return tell_sheet(told.json, told.sheet, arguments, nullptr, place);
}

}  // namespace aftercare::app
