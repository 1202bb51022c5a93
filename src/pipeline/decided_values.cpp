#include "pipeline/decided_values.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "privacy/called.hpp"
#include "privacy/mask.hpp"
#include "standard/moment_text.hpp"
#include "standard/number_text.hpp"
#include "store/duckdb/decisions.hpp"

namespace aftercare::pipeline {
namespace {

using records::Column;
using records::FieldType;
using records::Finding;
using records::FindingKind;

bool waits(const Finding& finding) {
  return finding.kind == FindingKind::proposed ||
         (finding.rule == store::kUnlistedRule && finding.kind == FindingKind::flagged);
}

// Where a list says what values may mean, the value alone says which is meant.
bool by_value(const records::Field* field, std::string_view value) {
  return field != nullptr && !field->codes.empty() && !value.empty();
}

bool by_value(const records::Dictionary& dictionary, const store::ValueDecision& decision) {
  const auto* const entity = dictionary.entity(decision.entity);
  return entity != nullptr && by_value(entity->field(decision.field), decision.value);
}

bool is_personal(const records::Field& field) {
  return field.pii == records::PiiClass::personal || field.pii == records::PiiClass::sensitive;
}

// A value as findings write it; empty: none. True if the column can hold it.
bool put(Column& column, std::uint32_t row, std::string_view text) {
  if (text.empty()) {
    column.clear(row);
    return true;
  }
  standard::MomentReader moments(records::Zone::utc());
  switch (column.type) {
    case FieldType::text:
    case FieldType::code:
      column.set(row, text);
      return true;
    case FieldType::real: {
      const auto value = standard::parse_real(text);
      if (value) column.set(row, *value);
      return value.has_value();
    }
    case FieldType::moment:
    case FieldType::day: {
      const auto value = column.type == FieldType::day ? moments.day(text) : moments.moment(text);
      if (value) column.set(row, *value);
      return value.has_value();
    }
    case FieldType::integer:
    case FieldType::money:
    case FieldType::boolean:
    case FieldType::blob:
      break;  // Nothing is proposed for them but to remove the value.
  }
  return false;
}

}  // namespace

base::Result<DecidedValues> DecidedValues::load(const store::Database& database,
                                                const privacy::Vault& vault) {
  const auto decisions = store::value_decisions(database, records::Viewer::owner());
  if (!decisions) return base::failure_of(decisions);
  DecidedValues values(vault);
  for (const auto& one : *decisions)
    if (one.state != "undone")
      values.decided_.emplace(
          std::tuple(one.entity, one.field, one.value,
                     by_value(database.dictionary(), one) ? std::string() : one.suggested),
          Decided{one.state == "accepted", one.code});
  return values;
}

const DecidedValues::Decided* DecidedValues::decided(const records::Batch& batch,
                                                     const Finding& finding) const {
  if (!waits(finding)) return nullptr;
  const auto* const field = batch.entity->field(finding.field);
  const bool alone = by_value(field, finding.before);
  const bool masked = field != nullptr && is_personal(*field) && vault_->seals();
  const auto value =
      masked ? privacy::called(*vault_, field->personal, finding.before) : finding.before;
  auto suggested = alone ? std::string() : finding.after;
  if (masked && !suggested.empty()) suggested = privacy::mask(field->personal, suggested);
  const auto at = decided_.find(std::tuple(batch.entity->name, finding.field, value, suggested));
  return at == decided_.end() ? nullptr : &at->second;
}

bool DecidedValues::fill(records::Batch& batch, Finding& finding) const {
  const auto* const one = decided(batch, finding);
  auto* column = one == nullptr ? nullptr : batch.column(finding.field);
  if (column == nullptr) return false;
  const bool proposed = finding.kind == FindingKind::proposed;
  if (!one->accepted) {
    if (proposed) finding.kind = FindingKind::flagged;
    return false;
  }
  if (!proposed && column->present[finding.row] != 0) return false;
  // What is decided of a personal value is told by its mask; the value is the row's own.
  const auto* const field = batch.entity->field(finding.field);
  const bool personal = field != nullptr && is_personal(*field) && proposed;
  if (!put(*column, finding.row, personal ? batch.arena->keep(finding.after) : one->code))
    return false;
  finding.kind = FindingKind::repaired;
  finding.rule = store::kDecidedRule;
  if (!personal) finding.after = one->code;
  finding.confidence = 1;
  return true;
}

void DecidedValues::fill(records::Batch& batch) const {
  if (decided_.empty()) return;
  for (auto& finding : batch.findings) fill(batch, finding);
}

void DecidedValues::admit(records::Batch& batch) const {
  if (decided_.empty()) return;
  std::set<std::pair<std::uint32_t, std::string>> filled;
  for (auto& finding : batch.findings) {
    const auto* field = batch.entity->field(finding.field);
    if (field == nullptr) continue;
    const auto& keys = batch.entity->key;
    const bool key = std::ranges::find(keys, field->name) != keys.end();
    if (!key && !field->required) continue;
    auto* const column = batch.column(field->name);
    const bool lacks = column != nullptr && column->present[finding.row] == 0;
    const auto* const one = decided(batch, finding);
    // A key whose repair was rejected is stored as it stands.
    const bool stands = one != nullptr && lacks && !one->accepted && field->codes.empty() &&
                        finding.kind == FindingKind::proposed;
    if (stands) put(*column, finding.row, batch.arena->keep(finding.before));
    if (fill(batch, finding) || stands) filled.emplace(finding.row, finding.field);
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
