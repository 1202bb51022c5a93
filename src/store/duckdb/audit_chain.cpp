#include "store/duckdb/audit_chain.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/digest.hpp"
#include "store/duckdb/audit_log.hpp"
#include "store/duckdb/cells.hpp"
#include "store/duckdb/connection.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {
namespace {

using base::Result;
using What = AuditBreak::What;

// Row by row; stops judging at the first break but counts on.
class AuditWalk {
 public:
  AuditWalk(std::string_view key, std::int64_t highest,
            const std::optional<records::AuditEnd>& remembered)
      : key_(key), highest_(highest), remembered_(remembered) {}

  void add(const AuditRow& row) {
    if (!check_.broken) check_.broken = flaw(row);
    check_.end = {row.number, row.hash};
  }

  AuditCheck finish() {
    if (!check_.broken && remembered_) {
      if (remembered_->entries > check_.end.entries)
        check_.broken = {What::cut_off, check_.end.entries + 1, remembered_->entries};
      else if (remembered_->entries > 0 && hash_at_remembered_ != remembered_->hash)
        check_.broken = {What::replaced, remembered_->entries, 0};
    }
    return std::move(check_);
  }

 private:
  std::optional<AuditBreak> flaw(const AuditRow& row) {
    const auto expected = check_.end.entries + 1;
    if (row.number == check_.end.entries && expected > 1)
      return AuditBreak{What::doubled, row.number, 0};
    if (audit_hash(key_, row) != row.hash) return wrong_hash(row, expected);
    if (row.number != expected) return AuditBreak{What::missing, expected, 0};
    if (row.previous != check_.end.hash) return AuditBreak{What::forked, row.number, 0};
    if (row.action == to_name(records::AuditAction::gap)) {
      const auto lost = end_in_gap(row.subject);
      return AuditBreak{What::gap, row.number, lost ? lost->entries : row.number};
    }
    if (remembered_ && row.number == remembered_->entries) hash_at_remembered_ = row.hash;
    return std::nullopt;
  }

  // A hash that fits under another number tells that the entry was moved, not changed.
  AuditBreak wrong_hash(const AuditRow& row, std::int64_t expected) const {
    if (row.number != expected) return {What::missing, expected, 0};
    auto elsewhere = row;
    const auto last = std::max(highest_, remembered_ ? remembered_->entries : 0);
    for (elsewhere.number = 1; elsewhere.number <= last; ++elsewhere.number)
      if (audit_hash(key_, elsewhere) == row.hash)
        return {What::moved, row.number, elsewhere.number};
    return {What::edited, row.number, 0};
  }

  std::string_view key_;
  std::int64_t highest_;
  const std::optional<records::AuditEnd>& remembered_;
  AuditCheck check_;
  std::string hash_at_remembered_;
};

}  // namespace

std::string audit_hash(std::string_view key, const AuditRow& row) {
  base::Digester digester(key);
  digester.add_field(std::to_string(row.number))
      .add_field(std::to_string(row.at.time_since_epoch().count()))
      .add_field(row.actor)
      .add_field(row.action)
      .add_field(row.subject)
      .add_field(row.reason)
      .add_field(row.previous);
  return base::to_hex(digester.finish());
}

Result<AuditCheck> check_audit(const Database& database, std::string_view key,
                               const std::optional<records::AuditEnd>& remembered) {
  return database.with_connection([&](const Connection& connection) -> Result<AuditCheck> {
    const auto highest = connection.frame("SELECT coalesce(max(number), 0) FROM audit");
    if (!highest) return base::failure_of(highest);
    auto rows = connection.query(std::string(kAuditRows) + " ORDER BY number, rowid");
    if (!rows) return base::failure_of(rows);
    AuditWalk walk(key, number_in(highest->rows[0][0]), remembered);
    for (;;) {
      const auto more = rows->next();
      if (!more) return base::failure_of(more);
      if (!*more) return walk.finish();
      std::vector<Cell> cells;
      for (std::size_t column = 0; column < rows->columns(); ++column) {
        auto cell = rows->cell(column);
        if (!cell) return base::failure_of(cell);
        cells.push_back(std::move(*cell));
      }
      walk.add(audit_row_of(cells));
    }
  });
}

Result<StoredEnd> stored_audit_end(const Database& database, std::int64_t number) {
  const auto frame = database.read(
      "SELECT coalesce(max(number), 0), arg_max(hash, number), "
      "arg_max(hash, number) FILTER (number = ?) FROM audit",
      {number});
  if (!frame) return base::failure_of(frame);
  const auto& row = frame->rows[0];
  return StoredEnd{{number_in(row[0]), text_in(row[1])}, text_in(row[2])};
}

std::string gap_subject(const records::AuditEnd& remembered) {
  return fmt::format("{}:{}", remembered.entries, remembered.hash);
}

std::optional<records::AuditEnd> end_in_gap(std::string_view subject) {
  records::AuditEnd end;
  const auto [at, error] =
      std::from_chars(subject.data(), subject.data() + subject.size(), end.entries);
  if (error != std::errc() || at == subject.data() + subject.size() || *at != ':')
    return std::nullopt;
  end.hash = std::string(at + 1, subject.data() + subject.size());
  return end;
}

}  // namespace aftercare::store
