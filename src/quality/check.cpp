#include "quality/check.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <type_traits>
#include <utility>

#include "records/money.hpp"

namespace aftercare::quality {
namespace {

using records::Batch;
using records::Column;
using records::FieldType;
using records::Finding;
using records::FindingKind;
using records::Money;

bool is_real(const Column& column) {
  return column.type == FieldType::real;
}

double as_double(const Column& column, std::size_t row) {
  if (is_real(column)) return column.real(row);
  const auto number = static_cast<double>(column.number(row));
  return column.type == FieldType::money ? number / Money::kScale : number;
}

// Calls broken(row) for each row that has a value and breaks the condition.
template <typename Holds, typename Broken>
void each_broken(const Column& column, Holds&& holds, Broken&& broken) {
  for (std::size_t row = 0; row < column.present.size(); ++row)
    if (column.present[row] != 0 && !holds(row)) broken(row);
}

// What a rule is judged against, beside its column.
struct Judged {
  const Rule& rule;
  const Batch& batch;
  const Column& column;
  const CheckContext& context;
};

template <typename Broken>
void judge(const Present&, const Judged& judged, Broken&& broken) {
  for (std::size_t row = 0; row < judged.column.present.size(); ++row)
    if (judged.column.present[row] == 0) broken(row);
}

template <typename Broken>
void judge(const InRange& range, const Judged& judged, Broken&& broken) {
  each_broken(
      judged.column,
      [&](std::size_t row) {
        const auto value = as_double(judged.column, row);
        return value >= range.lowest && value <= range.highest;
      },
      broken);
}

template <typename Broken>
void judge(const OneOf& list, const Judged& judged, Broken&& broken) {
  each_broken(
      judged.column,
      [&](std::size_t row) {
        return std::ranges::find(list.codes, judged.column.text(row)) != list.codes.end();
      },
      broken);
}

template <typename Broken>
void judge(const Matches&, const Judged& judged, Broken&& broken) {
  each_broken(
      judged.column,
      [&](std::size_t row) {
        const auto text = judged.column.text(row);
        return text.empty() ||
               RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *judged.rule.pattern());
      },
      broken);
}

template <typename Broken>
void judge(const NotFuture&, const Judged& judged, Broken&& broken) {
  if (!judged.context.as_of) return;
  const auto now = *judged.context.as_of;
  // A day is the shop's own; it may have begun there up to 14 hours before it does in UTC.
  const auto latest = judged.column.type == FieldType::day
                          ? std::chrono::floor<std::chrono::days>(now + std::chrono::hours(14))
                                .time_since_epoch()
                                .count()
                          : now.time_since_epoch().count();
  each_broken(
      judged.column, [&](std::size_t row) { return judged.column.number(row) <= latest; }, broken);
}

template <typename Broken>
void judge(const Compared& compared, const Judged& judged, Broken&& broken) {
  const auto* const other = judged.batch.column(compared.other);
  if (other == nullptr) return;
  const bool exact = judged.column.type == other->type && !is_real(*other);
  const auto holds = [&](auto left, auto right) {
    return compared.relation == Relation::at_least ? left >= right : left <= right;
  };
  each_broken(
      judged.column,
      [&](std::size_t row) {
        if (other->present[row] == 0) return true;
        return exact ? holds(judged.column.number(row), other->number(row))
                     : holds(as_double(judged.column, row), as_double(*other, row));
      },
      broken);
}

FindingKind kind_of(const RuleSpec& spec) {
  if (spec.severity == Severity::reject) return FindingKind::quarantined;
  return spec.repair_to_null ? FindingKind::repaired : FindingKind::flagged;
}

// A broken Present of a column that is not there: every row.
Column missing_column(const RuleSpec& spec, std::size_t rows) {
  return Column::of(spec.column, FieldType::text, rows);
}

// What an expression reads of a row: a column that the source does not have is null.
ExpressionValue expression_value(const Column* column, std::size_t row) {
  using Kind = ExpressionValue::Kind;
  if (column == nullptr || column->present[row] == 0) return {};
  switch (column->type) {
    case FieldType::text:
    case FieldType::code:
    case FieldType::blob:
      return {Kind::text, 0, column->text(row)};
    case FieldType::boolean:
      return ExpressionValue::of(column->number(row) != 0);
    case FieldType::moment:
      return {Kind::moment, static_cast<double>(column->number(row)) / 1e6, {}};
    case FieldType::day:
      return {Kind::moment, static_cast<double>(column->number(row)) * 86'400, {}};
    case FieldType::integer:
    case FieldType::money:
    case FieldType::real:
      break;
  }
  return ExpressionValue::of(as_double(*column, row));
}

using Told = std::set<std::tuple<std::uint32_t, std::string_view, std::string_view>>;

}  // namespace

std::string to_text(const Column& column, std::size_t row) {
  using std::chrono::microseconds;
  if (column.present[row] == 0) return {};
  switch (column.type) {
    case FieldType::text:
    case FieldType::code:
    case FieldType::blob:
      return std::string(column.text(row));
    case FieldType::real:
      return fmt::format("{}", column.real(row));
    case FieldType::money: {
      auto text = fmt::format("{:.4f}", as_double(column, row));
      while (text.ends_with('0')) text.pop_back();
      if (text.ends_with('.')) text.pop_back();
      return text;
    }
    case FieldType::moment:
      return records::to_iso(records::Moment(microseconds(column.number(row))));
    case FieldType::day:
      return records::to_iso(records::Day(std::chrono::days(column.number(row))));
    case FieldType::integer:
    case FieldType::boolean:
      break;
  }
  return fmt::format("{}", column.number(row));
}

const std::string& reported_column(const FileRule& rule, const FileCondition::Holds& holds) {
  return rule.column.empty() ? holds.expression->columns().front() : rule.column;
}

void check(Batch& batch, const RuleSet& rules, const CheckContext& context) {
  // Earlier stages tell of cells they could not read; these findings stay where they are while
  // views into them are held, because new ones are collected apart.
  Told told;
  for (const auto& finding : batch.findings) told.emplace(finding.row, finding.field, finding.rule);
  std::vector<Finding> found;
  std::vector<records::Unmade> unmade;
  for (const auto& rule : rules.rules_of(batch.entity->name)) {
    const auto& spec = rule.spec();
    const auto* const trust =
        spec.repair_to_null && context.labels ? context.labels->trust(spec.name) : nullptr;
    const bool empties = spec.repair_to_null && (!trust || trust->confidence >= context.threshold);
    const auto kind = empties || !spec.repair_to_null ? kind_of(spec) : FindingKind::proposed;
    auto* column = batch.column(spec.column);
    Column missing;
    if (column == nullptr) {
      if (spec.severity != Severity::reject || !std::holds_alternative<Present>(spec.condition))
        continue;
      missing = missing_column(spec, batch.rows());
      column = &missing;
    }
    const auto broken = [&](std::size_t row) {
      const auto index = static_cast<std::uint32_t>(row);
      if (spec.severity == Severity::reject) batch.states[row] = records::RowState::quarantined;
      if (!told.empty() && told.contains({index, spec.column, spec.name})) return;
      found.push_back({index,
                       kind,
                       spec.column,
                       spec.name,
                       to_text(*column, row),
                       {},
                       trust ? trust->confidence : records::kNoConfidence});
      if (empties) column->clear(row);
      if (kind == FindingKind::proposed) unmade.push_back({index, spec.column, {}});
    };
    std::visit(
        [&](const auto& condition) {
          judge(condition, {rule, batch, *column, context}, broken);
        },
        spec.condition);
  }
  // What an earlier stage would have put there was judged by nobody, and stays.
  std::set<std::pair<std::uint32_t, std::string>> known;
  for (const auto& one : batch.unmade) known.emplace(one.row, one.field);
  for (auto& one : unmade)
    if (known.emplace(one.row, one.field).second) batch.unmade.push_back(std::move(one));
  for (const auto& rule : rules.table_rules_of(batch.entity->name)) {
    const auto* const holds = std::get_if<FileCondition::Holds>(&rule.condition);
    if (holds == nullptr) continue;  // The others are about the whole table.
    std::vector<const Column*> columns;
    for (const auto& name : holds->expression->columns()) columns.push_back(batch.column(name));
    const auto& field = reported_column(rule, *holds);
    const auto* const column = batch.column(field);
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      const auto truth = holds->expression->judge(
          [&](std::size_t i) { return expression_value(columns[i], row); });
      if (truth.value_or(true)) continue;
      const auto index = static_cast<std::uint32_t>(row);
      const bool reject = rule.severity == Severity::reject;
      if (reject) batch.states[row] = records::RowState::quarantined;
      found.push_back({index,
                       reject ? FindingKind::quarantined : FindingKind::flagged,
                       field,
                       rule.name,
                       column == nullptr ? std::string() : to_text(*column, row),
                       {}});
    }
  }
  batch.findings.insert(batch.findings.end(), std::make_move_iterator(found.begin()),
                        std::make_move_iterator(found.end()));
}

}  // namespace aftercare::quality
