#include "pipeline/decided_values.hpp"

#include <set>
#include <utility>

#include "store/duckdb/decisions.hpp"

namespace aftercare::pipeline {
namespace {

using records::Finding;
using records::FindingKind;

}  // namespace

base::Result<DecidedValues> DecidedValues::load(const store::Database& database) {
  const auto decisions = store::value_decisions(database, records::Viewer::owner());
  if (!decisions) return base::failure_of(decisions);
  DecidedValues values;
  for (const auto& one : *decisions)
    if (one.state == "accepted")
      values.codes_.emplace(std::tuple(one.entity, one.field, one.value), one.code);
  return values;
}

bool DecidedValues::fill(records::Batch& batch, Finding& finding) const {
  if (finding.rule != store::kUnlistedRule || finding.kind != FindingKind::flagged) return false;
  const auto at = codes_.find(std::tuple(batch.entity->name, finding.field, finding.before));
  auto* column = at == codes_.end() ? nullptr : batch.column(finding.field);
  if (column == nullptr || column->present[finding.row] != 0) return false;
  column->set(finding.row, std::string_view(at->second));
  finding.kind = FindingKind::repaired;
  finding.rule = store::kDecidedRule;
  finding.after = at->second;
  return true;
}

void DecidedValues::fill(records::Batch& batch) const {
  if (codes_.empty()) return;
  for (auto& finding : batch.findings) fill(batch, finding);
}

void DecidedValues::admit(records::Batch& batch) const {
  if (codes_.empty()) return;
  std::set<std::pair<std::uint32_t, std::string>> filled;
  for (auto& finding : batch.findings) {
    const auto* field = batch.entity->field(finding.field);
    if (field != nullptr && field->required && fill(batch, finding))
      filled.emplace(finding.row, finding.field);
  }
  std::erase_if(batch.findings, [&filled](const Finding& finding) {
    return finding.rule == "required_missing" && filled.contains({finding.row, finding.field});
  });
  std::set<std::uint32_t> waiting;  // For something else too.
  for (const auto& finding : batch.findings)
    if (finding.kind == FindingKind::quarantined) waiting.insert(finding.row);
  for (const auto& [row, field] : filled)
    if (!waiting.contains(row)) batch.states[row] = records::RowState::good;
}

}  // namespace aftercare::pipeline
