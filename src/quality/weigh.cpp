#include "quality/weigh.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

namespace aftercare::quality {
namespace {

using records::Batch;
using records::Field;
using records::FieldType;
using records::Finding;
using records::FindingKind;

// What stood there, where it can be stored at all.
void take_back(Batch& batch, const Field& field, const Finding& finding, bool key) {
  auto& column = *batch.column(field.name);
  const bool any_text =
      field.type == FieldType::text || (field.type == FieldType::code && field.codes.empty());
  if (any_text && !key && !finding.before.empty())
    column.set(finding.row, batch.arena->keep(finding.before));
  else
    column.clear(finding.row);
}

// What the repairs of the field came to.
void remember(Batch& batch, const records::Column& column, std::uint32_t row) {
  records::Unmade unmade{row, column.name, {}};
  if (column.present[row] != 0)
    std::visit([&](const auto& values) { unmade.value = values[row]; }, column.values);
  batch.unmade.push_back(std::move(unmade));
}

}  // namespace

void weigh_repairs(Batch& batch, const FindingLabels& labels, double threshold) {
  std::vector<Finding> lacking;
  std::set<std::pair<std::uint32_t, std::string_view>> remembered;
  for (auto& finding : batch.findings) {
    if (finding.kind != FindingKind::repaired) continue;
    const auto* const trust = labels.trust(finding.rule);
    if (finding.confidence < 0) finding.confidence = trust == nullptr ? 1 : trust->confidence;
    if (finding.confidence >= threshold || (trust != nullptr && trust->always)) continue;
    const auto* const field = batch.entity->field(finding.field);
    if (field == nullptr || batch.column(field->name) == nullptr) continue;
    finding.kind = FindingKind::proposed;
    // Two repairs of one value came to one.
    if (remembered.emplace(finding.row, field->name).second)
      remember(batch, *batch.column(field->name), finding.row);
    const bool key = std::ranges::find(batch.entity->key, field->name) != batch.entity->key.end();
    take_back(batch, *field, finding, key);
    if ((!key && !field->required) || batch.column(field->name)->present[finding.row] != 0)
      continue;
    batch.states[finding.row] = records::RowState::quarantined;
    lacking.push_back(
        {finding.row, FindingKind::quarantined, field->name, "required_missing", {}, {}});
  }
  batch.findings.insert(batch.findings.end(), lacking.begin(), lacking.end());
}

}  // namespace aftercare::quality
