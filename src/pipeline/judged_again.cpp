#include "pipeline/judged_again.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <span>

#include "pipeline/stored_originals.hpp"
#include "quality/check.hpp"
#include "records/money.hpp"
#include "store/duckdb/record_reading.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::pipeline {
namespace {

using records::Batch;
using records::Column;
using records::Entity;
using records::Field;
using records::FieldType;

constexpr std::size_t kPortion = 10'000;
// More than any repair is sure: what a rule would empty is proposed, because a record is changed
// by deciding alone.
constexpr double kNeverMade = 2;

bool is_text(FieldType type) {
  return type == FieldType::text || type == FieldType::code || type == FieldType::blob;
}

bool is_masked(const Field& field) {
  return field.pii == records::PiiClass::personal || field.pii == records::PiiClass::sensitive;
}

void set_cell(Batch& batch, Column& column, std::size_t row, const store::Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) {
    if (is_text(column.type)) column.set(row, batch.arena->keep(*text));
  } else if (const auto* flag = std::get_if<bool>(&cell)) {
    if (column.type == FieldType::boolean) column.set(row, std::int64_t{*flag});
  } else if (const auto* number = std::get_if<std::int64_t>(&cell)) {
    if (column.type == FieldType::real)
      column.set(row, static_cast<double>(*number));
    else if (column.type == FieldType::integer)
      column.set(row, *number);
  } else if (const auto* real = std::get_if<double>(&cell)) {
    if (column.type == FieldType::money)
      column.set(row, std::int64_t{std::llround(*real * records::Money::kScale)});
    else if (column.type == FieldType::real)
      column.set(row, *real);
  } else if (const auto* day = std::get_if<records::Day>(&cell)) {
    if (column.type == FieldType::day)
      column.set(row, std::int64_t{day->time_since_epoch().count()});
  } else if (const auto* moment = std::get_if<records::Moment>(&cell)) {
    if (column.type == FieldType::moment)
      column.set(row, std::int64_t{moment->time_since_epoch().count()});
  }
}

struct Opened {
  const store::WholeRecord* record;
  Originals originals;
};

// Without those that can be opened no more.
base::Result<std::vector<Opened>> opened(const Session& session,
                                         const std::vector<store::WholeRecord>& records) {
  std::vector<Opened> list;
  for (const auto& record : records) {
    if (record.old_version) continue;
    auto originals = originals_of(session.vault(), record.person, record.sealed);
    if (!originals) return base::failure_of(originals);
    if (originals->empty() && !record.sealed.empty()) continue;
    list.push_back({&record, std::move(*originals)});
  }
  return list;
}

// A column for each field that any of the records has, and for that which was decided.
Batch batch_of(const Entity& entity, const std::vector<Opened>& records, std::string_view decided) {
  Batch batch;
  batch.entity = &entity;
  batch.origins.resize(records.size());
  batch.states.resize(records.size(), records::RowState::good);
  batch.column_or_add(decided, entity.field(decided)->type);
  for (std::size_t row = 0; row < records.size(); ++row) {
    const auto& [record, originals] = records[row];
    for (std::size_t f = 0; f < entity.fields.size(); ++f) {
      const auto& field = entity.fields[f];
      const auto original = originals.find(field.name);
      if (original != originals.end() && is_text(field.type))
        batch.column_or_add(field.name, field.type).set(row, batch.arena->keep(original->second));
      else if (!store::is_null(record->cells[f]) && !is_masked(field))
        set_cell(batch, batch.column_or_add(field.name, field.type), row, record->cells[f]);
    }
  }
  return batch;
}

base::Result<void> judge_portion(const Session& session, const Entity& entity,
                                 const store::ValueDecision& decision, store::JudgedAgain judged) {
  const auto records =
      store::whole_records(session.store(), records::Viewer::owner(), entity, judged.keys);
  if (!records) return base::failure_of(records);
  const auto open = opened(session, *records);
  if (!open) return base::failure_of(open);
  judged.keys.clear();
  for (const auto& one : *open) judged.keys.push_back(one.record->key);
  auto batch = batch_of(entity, *open, decision.field);
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  quality::check(batch, session.rules(), {now, &session.finding_labels(), kNeverMade});
  for (const auto& finding : batch.findings) {
    if (std::ranges::find(judged.rules, finding.rule) == judged.rules.end()) continue;
    const auto* const field = entity.field(finding.field);
    const bool quoted = field != nullptr && field->pii == records::PiiClass::none;
    const bool proposed =
        finding.kind == records::FindingKind::proposed && finding.field != decision.field;
    judged.found.push_back({(*open)[finding.row].record->key, finding.field, finding.rule,
                            quoted ? finding.before : std::string(), proposed,
                            proposed ? finding.confidence : records::kNoConfidence});
  }
  return store::Writer(session.store()).judge_again(judged);
}

}  // namespace

base::Result<void> judge_again(const Session& session, const store::ValueDecision& decision) {
  const auto* const entity = session.dictionary().entity(decision.entity);
  if (entity == nullptr || entity->field(decision.field) == nullptr) return {};
  store::JudgedAgain judged;
  judged.entity = decision.entity;
  judged.rules = session.rules().row_rules_reading(decision.entity, decision.field);
  // Whether a word is in the list is what was decided.
  std::erase(judged.rules, std::string(store::kUnlistedRule));
  if (judged.rules.empty()) return {};
  const std::span<const std::string> changed(decision.changed);
  for (std::size_t from = 0; from < changed.size(); from += kPortion) {
    const auto keys = changed.subspan(from, std::min(kPortion, changed.size() - from));
    judged.keys.assign(keys.begin(), keys.end());
    if (auto done = judge_portion(session, *entity, decision, judged); !done) return done;
  }
  return {};
}

}  // namespace aftercare::pipeline
