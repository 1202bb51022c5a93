#include "store/duckdb/slice_commit.hpp"

#include <fmt/format.h>

#include <numeric>
#include <string_view>
#include <unordered_set>

#include "store/duckdb/appender.hpp"

namespace aftercare::store {
namespace {

using base::Result;
using records::Batch;

// So many stale records are worth one join over the tables; less waits for more or for the end
// of the file. A reader never waits: it brings the facts up itself.
constexpr std::uint64_t refresh_at = 250'000;

std::string_view kind_name(records::FindingKind kind) {
  switch (kind) {
    case records::FindingKind::flagged:
      return "flagged";
    case records::FindingKind::repaired:
      return "repaired";
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

Result<void> append_made_up(const WriteSide& side, std::string_view table, std::size_t rows,
                            const std::vector<Feed>& feeds) {
  auto appender = Appender::open(side.connection, side.layouts.find(table)->second);
  if (!appender) return base::failure_of(appender);
  if (auto done = appender->append(counted_from_zero(rows), feeds); !done) return done;
  return appender->finish();
}

Result<void> append_findings(const WriteSide& side, const Batch& batch, const Place& place) {
  if (batch.findings.empty()) return {};
  const auto& keys = *batch.column("record_key");
  std::vector<std::int64_t> rows;
  TextColumn record_keys, kinds, fields, rules, before, after;
  for (const auto& finding : batch.findings) {
    if (finding.row >= batch.rows())
      return base::failure(
          base::ErrorKind::internal,
          fmt::format("a finding is about no row of its batch: {} at {}", finding.rule,
                      finding.row),
          fmt::format("检查结果指向批次外的行：{}，第 {} 行", finding.rule, finding.row));
    rows.push_back(static_cast<std::int64_t>(batch.origins[finding.row].row));
    record_keys.add(keys.present[finding.row] != 0 ? keys.text(finding.row) : std::string_view{});
    kinds.add(kind_name(finding.kind));
    fields.add(or_null(finding.field));
    rules.add(finding.rule);
    before.add(or_null(finding.before));
    after.add(or_null(finding.after));
  }
  return append_made_up(
      side, "finding", rows.size(),
      {SameText{place.file_id}, SameNumber{place.slice}, NumberPerPick{rows},
       SameText{batch.entity->name}, record_keys, kinds, fields, rules, before, after});
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

}  // namespace

Result<StoredBatches> store_batches(WriteSide& side, const std::vector<Batch>& batches,
                                    const Place& place) {
  StoredBatches sum;
  bool has_main = false;
  for (const auto& batch : batches) {
    if (batch.main && std::exchange(has_main, true))
      return base::failure(
          base::ErrorKind::internal,
          fmt::format("a slice has two main batches: the second is of {}", batch.entity->name),
          fmt::format("一个分片有两个主批次：第二个为 {}", batch.entity->name));
    const auto decision = store_batch(side, batch, place);
    if (!decision) return base::failure_of(decision);
    if (auto found = append_findings(side, batch, place); !found) return base::failure_of(found);
    if (batch.main) sum.main = ledger_of(batch, *decision);
    sum.stale.add(batch.entity->name, staleness_of(*decision), place.commit);
  }
  return sum;
}

Result<std::uint64_t> store_quarantined(WriteSide& side, const std::vector<QuarantinedRow>& rows,
                                        const std::string& main_entity, const Place& place) {
  if (rows.empty()) return 0;
  std::uint64_t counted = 0;
  std::vector<std::int64_t> ids, numbers, bytes, counts;
  TextColumn entities, reasons, fields, sealed, persons;
  for (const auto& row : rows) {
    const bool counts_in_ledger = row.entity.empty() || row.entity == main_entity;
    counted += counts_in_ledger ? 1 : 0;
    ids.push_back(side.next_quarantine + static_cast<std::int64_t>(ids.size()));
    numbers.push_back(static_cast<std::int64_t>(row.origin.row));
    bytes.push_back(static_cast<std::int64_t>(row.origin.byte));
    counts.push_back(counts_in_ledger ? 1 : 0);
    entities.add(row.entity.empty() ? main_entity : row.entity);
    reasons.add(row.reason);
    fields.add(or_null(row.field));
    sealed.add(or_null(row.sealed));
    persons.add(or_null(row.person));
  }
  auto done = append_made_up(side, "quarantine", rows.size(),
                             {NumberPerPick{ids}, SameText{place.file_id}, SameNumber{place.slice},
                              NumberPerPick{numbers}, NumberPerPick{bytes}, entities, reasons,
                              fields, sealed, persons, SameText{"waiting"}, NumberPerPick{counts}});
  if (!done) return base::failure_of(done);
  side.next_quarantine +=
      static_cast<std::int64_t>(rows.size());  // A gap after a rollback is fine.
  return counted;
}

Result<Staleness> follow_with_facts(const WriteSide& side, const Staleness& written, bool now) {
  auto all = side.stale;
  all += written;
  if (!all.any()) return all;
  if (now || all.rows() >= refresh_at) {
    if (auto made = refresh_facts(side.connection, all); !made) return base::failure_of(made);
    return Staleness{};
  }
  if (auto saved = save_staleness(side.connection, written); !saved) return base::failure_of(saved);
  return all;
}

}  // namespace aftercare::store
