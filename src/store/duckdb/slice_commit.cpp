#include "store/duckdb/slice_commit.hpp"

#include <fmt/format.h>

#include <numeric>
#include <set>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "store/duckdb/open_appends.hpp"

namespace aftercare::store {
namespace {

using base::Result;
using records::Batch;

std::string_view kind_name(records::FindingKind kind) {
  switch (kind) {
    case records::FindingKind::flagged:
      return "flagged";
    case records::FindingKind::repaired:
      return "repaired";
    case records::FindingKind::proposed:
      return "proposed";
    case records::FindingKind::unresolved:
      return "unresolved";
    case records::FindingKind::quarantined:
      return "quarantined";
  }
  return "";
}

std::string_view or_null(const std::string& text) {
  return text.empty() ? std::string_view{} : std::string_view(text);
}

// One text column of rows made up here; a view without data is null.
struct TextColumn {
  std::vector<std::string_view> texts;
  void add(std::string_view text) { texts.push_back(text); }
  operator Feed() const { return TextPerPick{texts}; }
};

std::vector<std::uint32_t> counted_from_zero(std::size_t count) {
  std::vector<std::uint32_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

Result<void> append_made_up(WriteSide& side, std::string_view table, std::size_t rows,
                            const std::vector<Feed>& feeds) {
  return side.appends.append(side.connection, side.layouts.find(table)->second,
                             counted_from_zero(rows), feeds);
}

Result<void> append_findings(WriteSide& side, const Batch& batch, const Place& place) {
  if (batch.findings.empty()) return {};
  const auto& keys = *batch.column("record_key");
  std::vector<std::int64_t> rows;
  TextColumn record_keys, kinds, fields, rules, before, after;
  auto confidence =
      records::Column::of("confidence", records::FieldType::real, batch.findings.size());
  for (const auto& finding : batch.findings) {
    rows.push_back(static_cast<std::int64_t>(batch.origins[finding.row].row));
    record_keys.add(keys.present[finding.row] != 0 ? keys.text(finding.row) : std::string_view{});
    kinds.add(kind_name(finding.kind));
    fields.add(or_null(finding.field));
    rules.add(finding.rule);
    before.add(or_null(finding.before));
    after.add(or_null(finding.after));
    if (finding.confidence >= 0) confidence.set(rows.size() - 1, finding.confidence);
  }
  return append_made_up(side, "finding", rows.size(),
                        {SameText{place.file_id}, SameNumber{place.slice}, NumberPerPick{rows},
                         SameText{batch.entity->name}, record_keys, kinds, fields, rules, before,
                         after, &confidence});
}

Result<void> append_quality(WriteSide& side, const Batch& batch, const Place& place) {
  if (batch.quality.empty()) return {};
  std::vector<std::int64_t> dimensions, checked, failed;
  for (const auto& count : batch.quality) {
    dimensions.push_back(static_cast<std::int64_t>(count.dimension));
    checked.push_back(static_cast<std::int64_t>(count.checked));
    failed.push_back(static_cast<std::int64_t>(count.failed));
  }
  return append_made_up(
      side, "slice_quality", batch.quality.size(),
      {SameText{place.file_id}, SameNumber{place.slice}, SameText{batch.entity->name},
       NumberPerPick{dimensions}, NumberPerPick{checked}, NumberPerPick{failed}});
}

Result<void> check_findings(const Batch& batch) {
  for (const auto& finding : batch.findings)
    if (finding.row >= batch.rows())
      return base::failure(
          base::ErrorKind::internal,
          fmt::format("a finding is about no row of its batch: {} at {}", finding.rule,
                      finding.row),
          fmt::format("检查结果指向批次外的行：{}，第 {} 行", finding.rule, finding.row));
  return {};
}

records::Ledger ledger_of(const Batch& batch, const Decision& decision) {
  records::Ledger ledger;
  ledger.rows = batch.rows();
  ledger.stored = decision.count(Outcome::stored);
  ledger.updated = decision.count(Outcome::updated);
  ledger.duplicates =
      decision.count(Outcome::duplicate_key) + decision.count(Outcome::duplicate_content);
  std::unordered_set<std::uint32_t> repaired;
  for (const auto& finding : batch.findings)
    if (finding.kind == records::FindingKind::repaired &&
        decision.outcomes[finding.row] <= Outcome::updated)
      repaired.insert(finding.row);
  ledger.repaired = repaired.size();
  return ledger;
}

bool counts(const QuarantinedRow& row, const std::string& main_entity) {
  return row.entity.empty() || row.entity == main_entity;
}

Result<void> append_quarantined(WriteSide& side, const std::vector<QuarantinedRow>& rows,
                                const std::string& main_entity, const Place& place) {
  if (rows.empty()) return {};
  std::vector<std::int64_t> ids, numbers, bytes, counted;
  TextColumn entities, reasons, fields, sealed, persons, states;
  for (const auto& row : rows) {
    ids.push_back(side.next_quarantine++);  // A gap after a rollback does no harm.
    numbers.push_back(static_cast<std::int64_t>(row.origin.row));
    bytes.push_back(static_cast<std::int64_t>(row.origin.byte));
    counted.push_back(counts(row, main_entity) ? 1 : 0);
    entities.add(row.entity.empty() ? main_entity : row.entity);
    reasons.add(row.reason);
    fields.add(or_null(row.field));
    sealed.add(or_null(row.sealed));
    persons.add(or_null(row.person));
    // Where nothing was kept there is nothing to replay.
    const bool kept = row.reason != kErasedPerson && row.reason != kConsentWithdrawn;
    states.add(kept ? std::string_view("waiting") : std::string_view("dropped"));
  }
  return append_made_up(side, "quarantine", rows.size(),
                        {NumberPerPick{ids}, SameText{place.file_id}, SameNumber{place.slice},
                         NumberPerPick{numbers}, NumberPerPick{bytes}, entities, reasons, fields,
                         sealed, persons, states, NumberPerPick{counted}});
}

}  // namespace

Result<SlicePlan> plan_slice(WriteSide& side, const std::vector<Batch>& batches,
                             const std::vector<QuarantinedRow>& quarantined,
                             const std::string& file_entity) {
  SlicePlan plan;
  plan.main_entity = file_entity;
  bool has_main = false;
  std::set<std::string_view> entities;
  for (const auto& batch : batches) {
    const bool second_main = batch.main && std::exchange(has_main, true);
    if (second_main || !entities.insert(batch.entity->name).second)
      return base::failure(
          base::ErrorKind::internal,
          fmt::format("a slice has two {}: {}",
                      second_main ? "main batches" : "batches of an entity", batch.entity->name),
          fmt::format("一个分片有两个{}：{}", second_main ? "主批次" : "同一实体的批次",
                      batch.entity->name));
    if (auto checked = check_findings(batch); !checked) return base::failure_of(checked);
    auto decision = plan_batch(side, batch);
    if (!decision) return base::failure_of(decision);
    if (batch.main) {
      plan.ledger = ledger_of(batch, *decision);
      plan.main_entity = batch.entity->name;
    }
    plan.decisions.push_back(std::move(*decision));
  }
  for (const auto& row : quarantined) plan.ledger.quarantined += counts(row, plan.main_entity);
  return plan;
}

void remember_slice(WriteSide& side, const std::vector<Batch>& batches, const SlicePlan& plan) {
  for (std::size_t i = 0; i < batches.size(); ++i)
    remember_keys(side, batches[i], plan.decisions[i]);
}

Result<void> write_slice(WriteSide& side, const std::vector<Batch>& batches,
                         const std::vector<QuarantinedRow>& quarantined, const SlicePlan& plan,
                         const Place& place) {
  for (std::size_t i = 0; i < batches.size(); ++i) {
    auto done = write_batch(side, batches[i], plan.decisions[i], place);
    if (done) done = append_findings(side, batches[i], place);
    if (done) done = append_quality(side, batches[i], place);
    if (!done) return done;
    side.stale.add(batches[i].entity->name, staleness_of(plan.decisions[i]), place.commit);
  }
  return append_quarantined(side, quarantined, plan.main_entity, place);
}

}  // namespace aftercare::store
