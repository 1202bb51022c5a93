#include "insight/association/counted_baskets.hpp"

#include <fmt/format.h>

namespace aftercare::insight {

base::Result<Baskets> counted_baskets(const Workspace& workspace, const std::string& metric,
                                      const std::vector<std::string>& dimensions,
                                      metrics::Language language, const RowsAsked& asked) {
  std::vector<const metrics::Dimension*> known;
  std::vector<std::string> columns;
  for (const auto& name : dimensions) {
    const auto dimension = workspace.model.dimension(name);
    if (!dimension) return base::failure_of(dimension);
    known.push_back(*dimension);
    columns.push_back((*dimension)->name);
  }
  const auto rows = counted_rows(workspace, metric, columns, asked);
  if (!rows) return base::failure_of(rows);
  std::vector<std::unordered_map<std::string, std::string>> items(known.size());
  BasketBuilder baskets;
  std::vector<std::string_view> basket;
  for (const auto& row : rows->rows) {
    basket.clear();
    for (std::size_t d = 0; d < known.size(); ++d) {
      if (store::is_null(row[d])) continue;
      auto& item = items[d][text_in(row[d])];
      if (item.empty())
        item = fmt::format("{} = {}", metrics::text_in(known[d]->label, language),
                           metrics::label_of(*known[d], row[d], language));
      basket.push_back(item);
    }
    baskets.add_whole(basket);
  }
  return std::move(baskets).build();
}

base::Result<NextProblems> next_problems(const Workspace& workspace, const std::string& metric,
                                         const std::string& name, metrics::Language language,
                                         int within_days, const RowsAsked& asked) {
  if (workspace.viewer.fields.of(records::PiiClass::pseudonym) == records::Shown::masked)
    return records::refusal("you cannot tell customers apart", "您无法区分各个客户");
  const auto dimension = workspace.model.dimension(name);
  if (!dimension) return base::failure_of(dimension);
  const auto rows =
      counted_rows(workspace, metric, {"person_id", (*dimension)->name, "day"}, asked);
  if (!rows) return base::failure_of(rows);
  NextProblemBuilder builder;
  int last = 0;
  for (const auto& row : rows->rows) {
    const auto* day = std::get_if<records::Day>(&row[2]);
    if (day == nullptr) continue;
    const int at = static_cast<int>(day->time_since_epoch().count());
    last = std::max(last, at);
    const auto person = text_in(row[0]);
    if (person.empty() || store::is_null(row[1])) continue;
    builder.add(person, metrics::label_of(**dimension, row[1], language), at);
  }
  return std::move(builder).build(last, within_days);
}

}  // namespace aftercare::insight
