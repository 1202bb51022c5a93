// Rows carry the number of the commit that brought them (commit_number); versions that were
// replaced stand in the history with both numbers. After commit C, the rows that came are those
// with a greater number, the rows that went are versions from C or before that a later commit
// replaced.

#include "quality/rules/table_counts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
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

// The values of one part of the rows, sorted; nothing if they are too many, or no texts.
base::Result<std::optional<TableCounts::ValueRows>> TableCounts::values_of(
    const Part& part, const std::string& column, const ExpressionPtr& within) const {
  const auto field = store::column(column);
  store::Query query;
  query.fact = part.fact;
  query.where = both(both(part.where, within), store::is_known(field));
  query.select = {{field, "value"}, {rows_that(nullptr), "rows_of_value"}};
  query.group_by = {field};
  query.limit = kMostChangedValues + 1;
  const auto frame = engine_->run(query, *viewer_);
  if (!frame) return base::failure_of(frame);
  if (frame->rows.size() > kMostChangedValues) return std::optional<ValueRows>();
  ValueRows values;
  values.first.reserve(frame->rows.size());
  for (const auto& row : frame->rows) {
    const auto* text = std::get_if<std::string>(&row[0]);
    if (text == nullptr) return std::optional<ValueRows>();
    values.first.push_back(*text);
    values.second += whole_number(row[1]);
  }
  // The engine's order of texts is that of its bytes, but who relies on it?
  if (!std::ranges::is_sorted(values.first)) std::ranges::sort(values.first);
  return std::optional(std::move(values));
}

// A value counts once while any row has it. Those of the rows that came or went are looked up in
// the table: what only they have is new, what only the gone ones had is gone.
base::Result<std::optional<DifferentValues>> TableCounts::distinct_by_changes(
    const std::string& column, const DifferentValues& was) const {
  const auto parts = changes();
  std::optional<ValueRows> gone = ValueRows();
  if (removed_ > 0) {
    auto values = values_of(parts.back(), column, nullptr);
    if (!values) return base::failure_of(values);
    gone = std::move(*values);
  }
  if (!gone) return std::optional<DifferentValues>();
  const auto fresh = fresh_values(parts.front(), column);
  if (!fresh) return base::failure_of(fresh);
  // Of keys that follow all old ones only those need be looked at that may be among the gone.
  auto came = base::Result<std::optional<ValueRows>>(ValueRows());
  if (!*fresh)
    came = values_of(parts.front(), column, nullptr);
  else if (!gone->first.empty())
    came =
        values_of(parts.front(), column, between(column, gone->first.front(), gone->first.back()));
  if (!came) return base::failure_of(came);
  if (!*came) return std::optional<DifferentValues>();
  // A value that went and came again is there as before.
  std::vector<std::string> only_came, only_gone;
  std::ranges::set_difference((*came)->first, gone->first, std::back_inserter(only_came));
  std::ranges::set_difference(gone->first, (*came)->first, std::back_inserter(only_gone));
  const auto old_of_gone = among_old_rows(column, only_gone);
  if (!old_of_gone) return base::failure_of(old_of_gone);
  DifferentValues now = was;
  now.different -= std::ssize(only_gone) - *old_of_gone;
  if (*fresh) {
    const auto again = std::ssize((*came)->first) - std::ssize(only_came);
    now.known += (*fresh)->known - gone->second;
    now.different += (*fresh)->different - again;
    return std::optional(now);
  }
  const auto old_of_came = among_old_rows(column, only_came);
  if (!old_of_came) return base::failure_of(old_of_came);
  now.known += (*came)->second - gone->second;
  now.different += std::ssize(only_came) - *old_of_came;
  return std::optional(now);
}

ExpressionPtr TableCounts::between(const std::string& column, const std::string& least,
                                   const std::string& most) {
  const auto field = store::column(column);
  return both(store::compare(field, Comparison::greater_or_equal, store::value(least)),
              store::compare(field, Comparison::less_or_equal, store::value(most)));
}

// How many values the rows have that came, if none of them can be an old one: no row that was
// counted before stands between them. The bounds let the engine leave out blocks; new keys mostly
// follow all old ones.
base::Result<std::optional<DifferentValues>> TableCounts::fresh_values(
    const Part& came, const std::string& column) const {
  const auto field = store::column(column);
  store::Query query;
  query.fact = came.fact;
  query.where = came.where;
  query.select = {{aggregate_of(store::Function::count, field), "known"},
                  {aggregate_of(store::Function::count_distinct, field), "different"},
                  {aggregate_of(store::Function::minimum, field), "least"},
                  {aggregate_of(store::Function::maximum, field), "most"}};
  const auto frame = engine_->run(query, *viewer_);
  if (!frame) return base::failure_of(frame);
  const auto& row = frame->rows[0];
  const DifferentValues values{whole_number(row[0]), whole_number(row[1])};
  if (values.known == 0) return std::optional(values);
  const auto* const least = std::get_if<std::string>(&row[2]);
  const auto* const most = std::get_if<std::string>(&row[3]);
  if (least == nullptr || most == nullptr) return std::optional<DifferentValues>();
  const auto old = old_rows_between(column, *least, *most);
  if (!old) return base::failure_of(old);
  return *old > 0 ? std::nullopt : std::optional(values);
}

base::Result<std::int64_t> TableCounts::old_rows_between(const std::string& column,
                                                         const std::string& least,
                                                         const std::string& most) const {
  store::Query query;
  query.fact = entity_->name;
  query.select = {{rows_that(nullptr), "counted"}};
  query.where = both(against("commit_number", Comparison::less_or_equal, before_->commit),
                     between(column, least, most));
  const auto frame = engine_->run(query, *viewer_);
  if (!frame) return base::failure_of(frame);
  return whole_number(frame->rows[0][0]);
}

// How many of the values, which are sorted, have a row that was counted before.
base::Result<std::int64_t> TableCounts::among_old_rows(
    const std::string& column, const std::vector<std::string>& values) const {
  if (values.empty()) return 0;
  const auto any = old_rows_between(column, values.front(), values.back());
  if (!any || *any == 0) return any;
  const auto field = store::column(column);
  std::vector<store::Literal> list;
  for (const auto& value : values) list.push_back({value});
  store::Query query;
  query.fact = entity_->name;
  query.select = {{aggregate_of(store::Function::count_distinct, field), "counted"}};
  query.where = store::all_of({against("commit_number", Comparison::less_or_equal, before_->commit),
                               between(column, values.front(), values.back()),
                               store::in(field, std::move(list))});
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
