#include "quality/rules/store_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "quality/rules/history.hpp"
#include "quality/rules/stable_judge.hpp"
#include "quality/rules/table_counts.hpp"
#include "store/duckdb/layout.hpp"

namespace aftercare::quality {
namespace {

using store::Comparison;
using store::ExpressionPtr;

template <typename Node>
ExpressionPtr tree(Node node) {
  return std::make_shared<const store::Expression>(store::Expression{std::move(node)});
}
ExpressionPtr column_part(const std::string& name) {
  return tree(store::ColumnRef{name});
}
ExpressionPtr number_part(double value) {
  const auto whole = static_cast<std::int64_t>(value);
  if (static_cast<double>(whole) == value) return tree(store::Literal{whole});
  return tree(store::Literal{value});
}
ExpressionPtr count_part(ExpressionPtr only_if) {
  return tree(store::Aggregate{store::Function::count, nullptr, std::move(only_if), 0.5});
}
ExpressionPtr known_part(const std::string& name) {
  return tree(store::IsNull{column_part(name), true});
}

std::uint64_t count_of_cell(const store::Cell& cell) {
  if (const auto* number = std::get_if<std::int64_t>(&cell))
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, *number));
  return 0;
}

std::optional<double> number_of_cell(const store::Cell& cell) {
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&cell)) return *real;
  return std::nullopt;
}

/// A row rule as two predicates: which rows are judged, and which of them break it.
struct RowPredicates {
  ExpressionPtr judged;
  ExpressionPtr broken;
};

RowPredicates predicates_of(const Present&, const RuleSpec& spec) {
  return {nullptr, tree(store::IsNull{column_part(spec.column), false})};
}
RowPredicates predicates_of(const InRange& range, const RuleSpec& spec) {
  std::vector<ExpressionPtr> parts;
  if (std::isfinite(range.lowest))
    parts.push_back(tree(
        store::Compare{column_part(spec.column), Comparison::less, number_part(range.lowest)}));
  if (std::isfinite(range.highest))
    parts.push_back(tree(
        store::Compare{column_part(spec.column), Comparison::greater, number_part(range.highest)}));
  return {known_part(spec.column), tree(store::Or{std::move(parts)})};
}
RowPredicates predicates_of(const OneOf& list, const RuleSpec& spec) {
  store::InList in{column_part(spec.column), {}, true};
  for (const auto& code : list.codes) in.list.push_back({code});
  return {known_part(spec.column), tree(std::move(in))};
}
RowPredicates predicates_of(const Compared& compared, const RuleSpec& spec) {
  const auto op = compared.relation == Relation::at_least ? Comparison::less : Comparison::greater;
  return {tree(store::And{{known_part(spec.column), known_part(compared.other)}}),
          tree(store::Compare{column_part(spec.column), op, column_part(compared.other)})};
}
// A pattern, and a moment against the clock, are not in the query tree.
RowPredicates predicates_of(const Matches&, const RuleSpec&) {
  return {};
}
RowPredicates predicates_of(const NotFuture&, const RuleSpec&) {
  return {};
}

bool is_sealed(const records::Entity& entity, const std::string& column) {
  const auto* field = entity.field(column);
  return field == nullptr || field->pii == records::PiiClass::personal ||
         field->pii == records::PiiClass::sensitive;
}

class StoreRules {
 public:
  StoreRules(const records::Entity& entity, const store::Engine& engine,
             const records::Viewer& viewer, records::Moment now, TableCounts& counts)
      : entity_(entity), engine_(engine), viewer_(viewer), now_(now), counts_(counts) {}

  base::Result<void> judge_rows(const std::vector<Rule>& rules) {
    struct Asked {
      std::size_t result = 0;
      RowPredicates predicates;
    };
    std::vector<Asked> asked;
    for (const auto& rule : rules) {
      const auto& spec = rule.spec();
      if (is_sealed(entity_, spec.column)) continue;
      auto predicates =
          std::visit([&spec](const auto& condition) { return predicates_of(condition, spec); },
                     spec.condition);
      if (predicates.broken == nullptr) continue;
      RuleResult result;
      result.name = spec.name;
      result.table = entity_.name;
      result.column = spec.column;
      result.condition = "row";
      result.severity = spec.severity;
      result.owner = spec.owner;
      result.label = spec.label;
      if (result.label.en.empty()) result.label = {spec.name, spec.name};
      asked.push_back({results.size(), std::move(predicates)});
      results.push_back(std::move(result));
    }
    std::vector<RowQuestion> questions;
    for (const auto& each : asked) {
      const auto* field = entity_.field(results[each.result].column);
      const bool turns = field != nullptr && field->pii == records::PiiClass::free_text;
      questions.push_back({each.predicates.judged, turns});
      questions.push_back({each.predicates.broken, turns});
    }
    const auto counted = counts_.rows_where(questions);
    if (!counted) return base::failure_of(counted);
    for (std::size_t i = 0; i < asked.size(); ++i) {
      auto& result = results[asked[i].result];
      result.checked = static_cast<std::uint64_t>((*counted)[2 * i]);
      result.broken = static_cast<std::uint64_t>((*counted)[2 * i + 1]);
      result.passed = result.broken == 0;
    }
    return {};
  }

  /// All expressions at once; judge_table() then knows what came of them.
  base::Result<void> ask_expressions(const std::vector<FileRule>& rules) {
    std::vector<const RowExpression*> asked;
    std::vector<RowQuestion> questions;
    for (const auto& rule : rules) {
      const auto* holds = std::get_if<FileCondition::Holds>(&rule.condition);
      if (holds == nullptr) continue;
      const auto columns = holds->expression->columns();
      const bool sealed = std::ranges::any_of(
          columns, [this](const std::string& column) { return is_sealed(entity_, column); });
      const auto broken = sealed ? nullptr : holds->expression->violation();
      if (broken == nullptr) continue;
      const bool turns = std::ranges::any_of(columns, [this](const std::string& column) {
        return entity_.field(column)->pii == records::PiiClass::free_text;
      });
      asked.push_back(holds->expression.get());
      questions.push_back({nullptr, turns});
      questions.push_back({broken, turns});
    }
    const auto counted = counts_.rows_where(questions);
    if (!counted) return base::failure_of(counted);
    for (std::size_t i = 0; i < asked.size(); ++i)
      held_[asked[i]] = {(*counted)[2 * i], (*counted)[2 * i + 1]};
    return {};
  }

  base::Result<void> judge_table(const FileRule& rule) {
    RuleResult result;
    result.name = rule.name;
    result.table = entity_.name;
    result.column = rule.column;
    result.condition = condition_name(rule.condition);
    result.severity = rule.severity;
    result.owner = rule.owner;
    result.label = rule.label;
    auto judged = std::visit([&](const auto& condition) { return judge(condition, rule, result); },
                             rule.condition);
    if (!judged) return judged;
    if (result.found.en.empty())
      result.passed =
          static_cast<double>(result.broken) <=
          rule.allowed * static_cast<double>(std::max<std::uint64_t>(1, result.checked));
    results.push_back(std::move(result));
    return {};
  }

  std::vector<RuleResult> results;

 private:
  base::Result<void> judge(const FileCondition::Holds& holds, const FileRule&, RuleResult& result) {
    const auto counted = held_.find(holds.expression.get());
    if (counted == held_.end()) {
      result.found = {"judged on every batch only: it asks what the store cannot say",
                      "只在每个批次上检查：存储无法计算该表达式"};
      return {};
    }
    result.checked = static_cast<std::uint64_t>(counted->second.first);
    result.broken = static_cast<std::uint64_t>(counted->second.second);
    return {};
  }

  base::Result<void> judge(const FileCondition::Unique& unique, const FileRule&,
                           RuleResult& result) {
    const auto* field = entity_.field(unique.columns[0]);
    const bool text = field != nullptr && store::held_as(*field) == store::Held::text &&
                      field->pii != records::PiiClass::free_text;
    if (unique.columns.size() == 1 && text) {
      const auto counted = counts_.distinct(unique.columns[0]);
      if (!counted) return base::failure_of(counted);
      result.checked = static_cast<std::uint64_t>(counted->known);
      result.broken = static_cast<std::uint64_t>(counted->known - counted->different);
      return {};
    }
    store::Query query;
    query.fact = entity_.name;
    // The groups with most rows first: those with more than one row stand at the front.
    std::vector<ExpressionPtr> known;
    for (const auto& name : unique.columns) {
      query.select.push_back({column_part(name), name});
      query.group_by.push_back(column_part(name));
      known.push_back(known_part(name));
    }
    query.where = tree(store::And{std::move(known)});
    query.select.push_back({count_part(nullptr), "rows_of_key"});
    query.order_by = {{"rows_of_key", true}};
    constexpr std::uint64_t most_groups = 10'000;
    query.limit = most_groups;
    const auto frame = engine_.run(query, viewer_);
    if (!frame) return base::failure_of(frame);
    for (const auto& row : frame->rows) {
      const auto rows = count_of_cell(row.back());
      result.checked += rows;
      if (rows > 1) result.broken += rows - 1;
    }
    result.exact = frame->rows.size() < most_groups;
    return {};
  }

  base::Result<void> judge(const FileCondition::Fresh& fresh, const FileRule& rule,
                           RuleResult& result) {
    store::Query query;
    query.fact = entity_.name;
    const auto column = column_part(rule.column);
    query.select = {
        {tree(store::Aggregate{store::Function::maximum, column, nullptr, 0.5}), "newest"},
        {tree(store::Aggregate{store::Function::count, column, nullptr, 0.5}), "known"}};
    const auto frame = engine_.run(query, viewer_);
    if (!frame) return base::failure_of(frame);
    result.checked = count_of_cell(frame->rows[0][1]);
    double hours = 0;
    if (const auto* moment = std::get_if<records::Moment>(&frame->rows[0][0]))
      hours = std::chrono::duration<double, std::ratio<3600>>(now_ - *moment).count();
    else if (const auto* day = std::get_if<records::Day>(&frame->rows[0][0]))
      hours = std::chrono::duration<double, std::ratio<3600>>(now_ - records::Moment(*day)).count();
    result.measured = std::max(0.0, hours);
    result.passed = result.checked > 0 && result.measured <= fresh.hours;
    result.found = {
        fmt::format("the newest is {:.1f} hours old, {:g} are allowed", result.measured,
                    fresh.hours),
        fmt::format("最新数据距今 {:.1f} 小时，允许 {:g} 小时", result.measured, fresh.hours)};
    return {};
  }

  // Counts by day (UTC) and, if asked, by the value of a column.
  base::Result<GroupCounts> by_day(const std::string& moment, const std::string& value) {
    std::vector<ExpressionPtr> by = {
        tree(store::Truncate{column_part(moment), store::DayUnit::day})};
    if (!value.empty()) by.push_back(column_part(value));
    return counts_.groups(by, known_part(moment));
  }

  base::Result<void> judge(const FileCondition::Volume& volume, const FileRule& rule,
                           RuleResult& result) {
    const auto groups = by_day(rule.column, {});
    if (!groups) return base::failure_of(groups);
    std::map<std::int64_t, std::uint64_t> days;
    for (const auto& [values, rows] : *groups) {
      const auto* day = std::get_if<records::Day>(values.data());
      if (day == nullptr) continue;
      days[day->time_since_epoch().count()] = static_cast<std::uint64_t>(rows);
      result.checked += static_cast<std::uint64_t>(rows);
    }
    const auto band = judge_volume(days, volume.lowest, volume.highest);
    result.measured = static_cast<double>(band.outside.size());
    result.passed =
        result.measured <= rule.allowed * static_cast<double>(std::max<std::size_t>(1, band.days));
    const auto last = band.outside.empty()
                          ? std::string("—")
                          : records::to_iso(records::Day(std::chrono::days(band.outside.back())));
    result.found = {
        fmt::format("{} of {} days have fewer than {:.0f} or more than {:.0f} rows, the last on {}",
                    band.outside.size(), band.days, band.lowest, band.highest, last),
        fmt::format("{} / {} 天的行数少于 {:.0f} 或多于 {:.0f}，最近一次是 {}", band.outside.size(),
                    band.days, band.lowest, band.highest, last)};
    return {};
  }

  base::Result<void> judge(const FileCondition::Stable& stable, const FileRule& rule,
                           RuleResult& result) {
    const auto groups = by_day(stable.over, rule.column);
    if (!groups) return base::failure_of(groups);
    std::int64_t last = INT64_MIN;
    for (const auto& [values, rows] : *groups)
      if (const auto* day = std::get_if<records::Day>(values.data()))
        last = std::max<std::int64_t>(last, day->time_since_epoch().count());
    std::map<store::Cell, std::pair<std::uint64_t, std::uint64_t>> buckets;
    for (const auto& [values, rows] : *groups) {
      const auto* day = std::get_if<records::Day>(values.data());
      if (day == nullptr || store::is_null(values[1])) continue;
      auto& bucket = buckets[values[1]];
      (day->time_since_epoch().count() > last - stable.days ? bucket.second : bucket.first) +=
          static_cast<std::uint64_t>(rows);
      result.checked += static_cast<std::uint64_t>(rows);
    }
    if (stable.most_distance) {
      WeightedValues then, now;
      for (const auto& [value, counts] : buckets) {
        const auto number = number_of_cell(value);
        if (!number) continue;
        then.emplace_back(*number, counts.first);
        now.emplace_back(*number, counts.second);
      }
      judge_distance(stable, std::move(then), std::move(now), result);
      return {};
    }
    std::vector<std::uint64_t> then, now;
    for (const auto& [value, counts] : buckets) {
      then.push_back(counts.first);
      now.push_back(counts.second);
    }
    judge_stability(stable, then, now, result);
    return {};
  }

  // Row conditions of stored tables are Rules; here they say so instead of being judged twice.
  template <typename Condition>
  base::Result<void> judge(const Condition&, const FileRule&, RuleResult& result) {
    result.found = {"not a rule over a whole table", "不是整表规则"};
    return {};
  }

  const records::Entity& entity_;
  const store::Engine& engine_;
  const records::Viewer& viewer_;
  records::Moment now_;
  TableCounts& counts_;
  std::map<const RowExpression*, std::pair<std::int64_t, std::int64_t>> held_;
};

}  // namespace

base::Result<std::vector<RuleResult>> run_store_rules(const RuleSet& rules,
                                                      const records::Dictionary& dictionary,
                                                      const store::Engine& engine,
                                                      const records::Viewer& viewer,
                                                      const StoredRuleOptions& options,
                                                      records::Moment now, CountedTables* states) {
  const auto& table = options.table;
  const bool all_rules = options.which == StoredRules::all;
  if (!table.empty() && dictionary.entity(table) == nullptr)
    return base::failure(fmt::format("unknown table {}", table), fmt::format("未知的表 {}", table));
  std::vector<RuleResult> all;
  for (const auto& entity : dictionary.entities()) {
    if (!table.empty() && entity.name != table) continue;
    const auto& table_rules = rules.table_rules_of(entity.name);
    const bool none = all_rules
                          ? rules.rules_of(entity.name).empty() && table_rules.empty()
                          : std::ranges::all_of(table_rules, [](const FileRule& rule) {
                              return std::holds_alternative<FileCondition::Holds>(rule.condition);
                            });
    if (none) continue;
    const CountedTable* before = nullptr;
    if (states != nullptr)
      if (const auto at = states->find(entity.name); at != states->end()) before = &at->second;
    auto counts = TableCounts::make(entity, engine, viewer, before);
    if (!counts) return base::failure_of(counts);
    StoreRules judge(entity, engine, viewer, now, *counts);
    if (all_rules)
      if (auto done = judge.judge_rows(rules.rules_of(entity.name)); !done)
        return base::failure_of(done);
    if (all_rules)
      if (auto done = judge.ask_expressions(table_rules); !done) return base::failure_of(done);
    for (const auto& rule : table_rules) {
      if (!all_rules && std::holds_alternative<FileCondition::Holds>(rule.condition)) continue;
      if (auto done = judge.judge_table(rule); !done) return base::failure_of(done);
    }
    std::ranges::move(judge.results, std::back_inserter(all));
    if (states != nullptr) (*states)[entity.name] = counts->take_state();
  }
  return all;
}

}  // namespace aftercare::quality
