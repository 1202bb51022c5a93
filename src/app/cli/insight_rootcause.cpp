// insight rootcause FILE: where the events of a table's rows gather, and why again.

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "app/cli/table_causes.hpp"
#include "app/cli/text_analyser.hpp"
#include "insight/rootcause/cause_tree.hpp"

namespace aftercare::app {

base::Result<int> insight_rootcause(const InsightArguments& arguments,
                                    const std::filesystem::path& workspace, const Place& place) {
  if (arguments.value.empty())
    return base::failure(
        "no events are named: give FILE --value COLUMN (0 and 1, or a number of events a row), or "
        "--metric NAME of the workspace",
        "未指定事件：请给出 FILE --value 列（0/1，或每行的事件数），或用 --metric "
        "指定工作区的指标");
  const auto rows = TableRows::read(arguments, DaysRead::always, place);
  if (!rows) return base::failure_of(rows);
  const auto events = numbers_of_events(rows->table(), arguments.value);
  if (!events) return base::failure_of(events);
  base::Result<std::vector<double>> base_of;
  if (!arguments.base.empty()) base_of = numbers_of_events(rows->table(), arguments.base);
  if (!base_of) return base::failure_of(base_of);
  TableCauseWords words;
  words.by = arguments.by;
  words.problem = arguments.problem;
  words.id = arguments.id;
  words.text = arguments.text;
  std::optional<TextAnalyser> analyser;
  if (!arguments.text.empty()) {
    auto opened = TextAnalyser::open(workspace, {}, place);
    if (!opened) return base::failure_of(opened);
    analyser = std::move(*opened);
    words.analyser = &analyser->get();
  }
  words.taken = {arguments.value, arguments.base, arguments.time, arguments.id, arguments.text};
  const auto causes = TableCauses::count(*rows, *events, *base_of, words);
  if (!causes) return base::failure_of(causes);
  const auto tree = insight::cause_tree(causes->rows());
  if (!tree) return base::failure_of(tree);
  auto told = told_causes(*tree, causes->asked(insight::same(arguments.value)));
  if (!told) return base::failure_of(told);
  told->json["value"] = arguments.value;
  return tell_sheet(told->json, told->sheet, arguments, nullptr, place);
}

}  // namespace aftercare::app
