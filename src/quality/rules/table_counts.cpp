// Rows carry the number of the commit that brought them (commit_number); versions that were
// replaced stand in the history with both numbers. After commit C, the rows that came are those
// with a greater number, the rows that went are versions from C or before that a later commit
// replaced.

#include "quality/rules/table_counts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "store/build.hpp"
#include "store/duckdb/layout.hpp"
#include "store/render.hpp"

namespace aftercare::quality {
namespace {

using store::Comparison;
using store::ExpressionPtr;

constexpr std::size_t kMostKeptGroups = 20'000;  // Of one question; more are counted anew.
constexpr std::uint64_t kMostGroups = 500'000;
constexpr std::uint64_t kMostChangedValues = 200'000;

ExpressionPtr against(const std::string& name, Comparison how, std::int64_t number) {
  return store::compare(store::column(name), how, store::value(number));
}
ExpressionPtr aggregate_of(store::Function function, ExpressionPtr of) {
  return store::expression(store::Aggregate{function, std::move(of), nullptr, 0.5});
}
ExpressionPtr rows_that(ExpressionPtr only_if) {
  return store::expression(
      store::Aggregate{store::Function::count, nullptr, std::move(only_if), 0.5});
}
ExpressionPtr both(const ExpressionPtr& one, const ExpressionPtr& other) {
  if (one == nullptr || other == nullptr) return one == nullptr ? other : one;
  return store::expression(store::And{{one, other}});
}

std::int64_t whole_number(const store::Cell& cell) {
  const auto* number = std::get_if<std::int64_t>(&cell);
  return number == nullptr ? 0 : *number;
}

}  // namespace

base::Result<TableCounts> TableCounts::make(const records::Entity& entity,
                                            const store::Engine& engine,
                                            const records::Viewer& viewer,
                                            const CountedTable* before) {
  TableCounts counts(entity, engine, viewer);
  store::Query query;
  query.fact = entity.name;
  query.select = {
      {rows_that(nullptr), "all_rows"},
      {aggregate_of(store::Function::maximum, store::column("commit_number")), "newest"}};
  const auto frame = engine.run(query, viewer);
  if (!frame) return base::failure_of(frame);
  counts.now_.rows = whole_number(frame->rows[0][0]);
  counts.now_.commit = whole_number(frame->rows[0][1]);
  if (before == nullptr || before->commit > counts.now_.commit) return counts;
  counts.before_ = before;
  std::int64_t came = 0, went = 0;
  for (const auto& part : counts.changes()) {
    query.fact = part.fact;
    query.select = {{rows_that(nullptr), "all_rows"}};
    query.where = part.where;
    const auto rows = engine.run(query, viewer);
    if (!rows) return base::failure_of(rows);
    (part.sign > 0 ? came : went) = whole_number(rows->rows[0][0]);
  }
  if (before->rows + came - went != counts.now_.rows)
    counts.before_ = nullptr;  // Rows were changed in place.
  counts.removed_ = went;
  return counts;
}

std::vector<TableCounts::Part> TableCounts::changes() const {
  const auto since = before_->commit;
  return {{entity_->name, against("commit_number", Comparison::greater, since), 1},
          {store::history_table(entity_->name),
           both(against("commit_number", Comparison::less_or_equal, since),
                against("replaced_commit", Comparison::greater, since)),
           -1}};
}

const GroupCounts* TableCounts::earlier(std::string_view question) const {
  if (before_ == nullptr) return nullptr;
  const auto at = before_->answers.find(question);
  return at == before_->answers.end() ? nullptr : &at->second;
}

std::vector<TableCounts::Part> TableCounts::parts_for(std::string_view question) const {
  if (earlier(question) == nullptr) return {{entity_->name, nullptr, 1}};
  auto parts = changes();
  if (removed_ == 0) parts.pop_back();
  return parts;
}

base::Result<std::vector<std::int64_t>> TableCounts::rows_where(
    const std::vector<RowQuestion>& questions) {
  std::vector<std::string> names;
  for (const auto& question : questions) {
    store::Query query;
    query.fact = entity_->name;
    query.select = {{rows_that(question.holds), "counted"}};
    auto sql = store::render(query, store::Dialect::duckdb);
    if (!sql) return base::failure_of(sql);
    names.push_back(std::move(*sql));
  }
  // Many rules ask the same: how many rows have a value at all. For few rows the engine's plan of a
  // long query costs more than its answer.
  std::map<std::string_view, std::size_t> first;
  for (std::size_t i = 0; i < questions.size(); ++i) first.emplace(names[i], i);
  std::vector<std::int64_t> counted(questions.size(), 0);
  for (const bool anew : {true, false}) {
    std::vector<std::size_t> asked;
    for (std::size_t i = 0; i < questions.size(); ++i)
      if (first.at(names[i]) == i &&
          (questions[i].texts_may_turn || earlier(names[i]) == nullptr) == anew)
        asked.push_back(i);
    if (asked.empty()) continue;
    const auto parts =
        anew ? std::vector<Part>{{entity_->name, nullptr, 1}} : parts_for(names[asked.front()]);
    for (const auto i : asked)
      if (!anew) counted[i] = earlier(names[i])->begin()->second;
    constexpr std::size_t at_once = 120;
    for (const auto& part : parts)
      for (std::size_t from = 0; from < asked.size(); from += at_once) {
        store::Query query;
        query.fact = part.fact;
        query.where = part.where;
        const auto to = std::min(asked.size(), from + at_once);
        for (auto k = from; k < to; ++k)
          query.select.push_back({rows_that(questions[asked[k]].holds), fmt::format("q_{}", k)});
        const auto frame = engine_->run(query, *viewer_);
        if (!frame) return base::failure_of(frame);
        for (auto k = from; k < to; ++k)
          counted[asked[k]] += part.sign * whole_number(frame->rows[0][k - from]);
      }
  }
  for (std::size_t i = 0; i < questions.size(); ++i) counted[i] = counted[first.at(names[i])];
  for (std::size_t i = 0; i < questions.size(); ++i)
    if (!questions[i].texts_may_turn) now_.answers[names[i]] = {{{}, counted[i]}};
  return counted;
}

base::Result<GroupCounts> TableCounts::ask(const Part& part, const std::vector<ExpressionPtr>& by,
                                           const ExpressionPtr& where) const {
  store::Query query;
  query.fact = part.fact;
  query.where = both(part.where, where);
  for (std::size_t i = 0; i < by.size(); ++i) {
    query.select.push_back({by[i], fmt::format("by_{}", i)});
    query.group_by.push_back(by[i]);
  }
  query.select.push_back({rows_that(nullptr), "rows_of_group"});
  query.limit = kMostGroups;
  const auto frame = engine_->run(query, *viewer_);
  if (!frame) return base::failure_of(frame);
  GroupCounts groups;
  for (const auto& row : frame->rows)
    groups[{row.begin(), row.end() - 1}] = whole_number(row.back());
  return groups;
}

base::Result<GroupCounts> TableCounts::groups(const std::vector<ExpressionPtr>& by,
                                              const ExpressionPtr& where) {
  store::Query query;
  query.fact = entity_->name;
  query.where = where;
  for (std::size_t i = 0; i < by.size(); ++i) {
    query.select.push_back({by[i], fmt::format("by_{}", i)});
    query.group_by.push_back(by[i]);
  }
  const auto name = store::render(query, store::Dialect::duckdb);
  if (!name) return base::failure_of(name);
  const auto* was = earlier(*name);
  GroupCounts groups = was == nullptr ? GroupCounts() : *was;
  for (const auto& part : parts_for(*name)) {
    const auto changed = ask(part, by, where);
    if (!changed) return base::failure_of(changed);
    for (const auto& [values, rows] : *changed) groups[values] += part.sign * rows;
  }
  std::erase_if(groups, [](const auto& group) { return group.second == 0; });
  if (groups.size() <= kMostKeptGroups) now_.answers[*name] = groups;
  return groups;
}

// A value counts once while any row has it. Those of the rows that came or went are looked up in
// the table: what only they have is new, what only the gone ones had is gone.
base::Result<std::optional<DifferentValues>> TableCounts::distinct_by_changes(
    const std::string& column, const DifferentValues& was) const {
  const auto field = store::column(column);
  const auto known = store::is_known(field);
  DifferentValues now = was;
  std::set<std::string> came, gone;
  auto parts = changes();
  if (removed_ == 0) parts.pop_back();
  for (const auto& part : parts) {
    store::Query query;
    query.fact = part.fact;
    query.where = both(part.where, known);
    query.select = {{field, "value"}, {rows_that(nullptr), "rows_of_value"}};
    query.group_by = {field};
    query.limit = kMostChangedValues + 1;
    const auto frame = engine_->run(query, *viewer_);
    if (!frame) return base::failure_of(frame);
    if (frame->rows.size() > kMostChangedValues) return std::optional<DifferentValues>();
    for (const auto& row : frame->rows) {
      const auto* text = std::get_if<std::string>(&row[0]);
      if (text == nullptr) return std::optional<DifferentValues>();
      (part.sign > 0 ? came : gone).insert(*text);
      now.known += part.sign * whole_number(row[1]);
    }
  }
  // A value that went and came again is there as before.
  std::vector<std::string> only_came, only_gone;
  std::ranges::set_difference(came, gone, std::back_inserter(only_came));
  std::ranges::set_difference(gone, came, std::back_inserter(only_gone));
  const auto old_of_came = among_old_rows(column, only_came);
  if (!old_of_came) return base::failure_of(old_of_came);
  const auto old_of_gone = among_old_rows(column, only_gone);
  if (!old_of_gone) return base::failure_of(old_of_gone);
  now.different += std::ssize(only_came) - *old_of_came;
  now.different -= std::ssize(only_gone) - *old_of_gone;
  return std::optional(now);
}

// How many of the values, which are sorted, have a row that was counted before.
base::Result<std::int64_t> TableCounts::among_old_rows(
    const std::string& column, const std::vector<std::string>& values) const {
  if (values.empty()) return 0;
  const auto field = store::column(column);
  // The bounds let the engine leave out blocks that hold none of them; new keys mostly follow all
  // old ones.
  std::vector<ExpressionPtr> within = {
      against("commit_number", Comparison::less_or_equal, before_->commit),
      store::compare(field, Comparison::greater_or_equal, store::value(values.front())),
      store::compare(field, Comparison::less_or_equal, store::value(values.back()))};
  store::Query query;
  query.fact = entity_->name;
  query.select = {{rows_that(nullptr), "counted"}};
  query.where = store::all_of(within);
  const auto any = engine_->run(query, *viewer_);
  if (!any) return base::failure_of(any);
  if (whole_number(any->rows[0][0]) == 0) return 0;
  std::vector<store::Literal> list;
  for (const auto& value : values) list.push_back({value});
  within.push_back(store::in(field, std::move(list)));
  query.select = {{aggregate_of(store::Function::count_distinct, field), "counted"}};
  query.where = store::all_of(within);
  const auto found = engine_->run(query, *viewer_);
  if (!found) return base::failure_of(found);
  return whole_number(found->rows[0][0]);
}

base::Result<DifferentValues> TableCounts::distinct(const std::string& column) {
  store::Query query;
  query.fact = entity_->name;
  const auto field = store::column(column);
  query.select = {{aggregate_of(store::Function::count, field), "known"},
                  {aggregate_of(store::Function::count_distinct, field), "different"}};
  const auto name = store::render(query, store::Dialect::duckdb);
  if (!name) return base::failure_of(name);
  const std::vector<store::Cell> known{std::string("known")}, different{std::string("different")};
  std::optional<DifferentValues> counted;
  if (const auto* was = earlier(*name)) {
    auto changed = distinct_by_changes(column, {was->at(known), was->at(different)});
    if (!changed) return base::failure_of(changed);
    counted = *changed;
  }
  if (!counted) {
    const auto frame = engine_->run(query, *viewer_);
    if (!frame) return base::failure_of(frame);
    counted = DifferentValues{whole_number(frame->rows[0][0]), whole_number(frame->rows[0][1])};
  }
  now_.answers[*name] = {{known, counted->known}, {different, counted->different}};
  return *counted;
}

}  // namespace aftercare::quality
