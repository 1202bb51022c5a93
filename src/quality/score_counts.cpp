#include "quality/score_counts.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string_view>

namespace aftercare::quality {
namespace {

using records::Batch;
using records::Column;
using records::FieldType;
using records::QualityDimension;

std::uint64_t present_in(const Column& column) {
  return static_cast<std::uint64_t>(
      std::ranges::count_if(column.present, [](std::uint8_t there) { return there != 0; }));
}

// What a written or implied rule is about; completeness is counted from the columns themselves.
std::optional<QualityDimension> dimension_of(const Condition& condition) {
  if (std::holds_alternative<InRange>(condition) || std::holds_alternative<OneOf>(condition) ||
      std::holds_alternative<Matches>(condition))
    return QualityDimension::validity;
  if (std::holds_alternative<Present>(condition)) return std::nullopt;
  return QualityDimension::consistency;
}

std::optional<QualityDimension> dimension_of_reading(const records::Finding& finding) {
  const auto& code = finding.rule;
  if (finding.kind == records::FindingKind::proposed) return QualityDimension::validity;
  if (code == "not_a_number" || code == "not_a_moment" || code == "not_a_boolean")
    return QualityDimension::validity;
  if (code == "not_a_province" || code == "double_encoding" || code == "replaced_invalid")
    return QualityDimension::accuracy;
  return std::nullopt;
}

// The moment that a record is about: the first that its entity has.
const Column* own_moment(const Batch& batch) {
  for (const auto& field : batch.entity->fields)
    if (field.type == FieldType::moment && !field.derived) return batch.column(field.name);
  return nullptr;
}

}  // namespace

void count_quality(Batch& batch, const RuleSet& rules, const CheckContext& context) {
  std::array<records::QualityCount, static_cast<std::size_t>(QualityDimension::count_of_dimensions)>
      counts;
  for (std::size_t i = 0; i < counts.size(); ++i)
    counts[i].dimension = static_cast<QualityDimension>(i);
  const auto of = [&counts](QualityDimension dimension) -> records::QualityCount& {
    return counts[static_cast<std::size_t>(dimension)];
  };
  const auto rows = batch.rows();
  for (const auto& field : batch.entity->fields) {
    const auto* column = field.derived ? nullptr : batch.column(field.name);
    if (column == nullptr) continue;
    const auto there = present_in(*column);
    of(QualityDimension::completeness).checked += rows;
    of(QualityDimension::completeness).failed += rows - there;
    if (field.type != FieldType::text && field.type != FieldType::code)
      of(QualityDimension::validity).checked += there;
    if (!field.gazetteer.empty()) of(QualityDimension::accuracy).checked += there;
  }
  std::map<std::string_view, QualityDimension> by_rule;
  for (const auto& rule : rules.rules_of(batch.entity->name)) {
    const auto& spec = rule.spec();
    const auto dimension = dimension_of(spec.condition);
    const auto* column = batch.column(spec.column);
    if (!dimension || column == nullptr) continue;
    by_rule.emplace(spec.name, *dimension);
    of(*dimension).checked += present_in(*column);
  }
  for (const auto& rule : rules.table_rules_of(batch.entity->name)) {
    const auto* const holds = std::get_if<FileCondition::Holds>(&rule.condition);
    const auto* const column =
        holds == nullptr ? nullptr : batch.column(reported_column(rule, *holds));
    if (column == nullptr) continue;
    by_rule.emplace(rule.name, QualityDimension::consistency);
    of(QualityDimension::consistency).checked += present_in(*column);
  }
  for (const auto& finding : batch.findings) {
    const auto rule = by_rule.find(finding.rule);
    const auto dimension =
        rule != by_rule.end() ? std::optional(rule->second) : dimension_of_reading(finding);
    if (!dimension) continue;
    const auto* column = batch.column(finding.field);
    // A text that stays as it stood until somebody decides is no value that could not be read.
    const bool stands = column != nullptr && column->present[finding.row] != 0;
    if (stands && finding.kind == records::FindingKind::proposed && rule == by_rule.end()) continue;
    auto& count = of(*dimension);
    ++count.failed;
    // What was emptied, or could not be read, is no longer among the values that are there.
    if (column == nullptr || column->present[finding.row] == 0) ++count.checked;
  }
  if (const auto* moment = own_moment(batch); moment != nullptr && context.as_of) {
    const auto now = context.as_of->time_since_epoch().count();
    constexpr std::int64_t late = std::int64_t{kTimelyDays} * 86'400 * 1'000'000;
    auto& count = of(QualityDimension::timeliness);
    for (std::size_t row = 0; row < rows; ++row) {
      if (moment->present[row] == 0) continue;
      ++count.checked;
      if (now - moment->number(row) > late) ++count.failed;
    }
  }
  batch.quality.clear();
  for (auto& count : counts) {
    count.failed = std::min(count.failed, count.checked);
    if (count.checked > 0) batch.quality.push_back(count);
  }
}

}  // namespace aftercare::quality
