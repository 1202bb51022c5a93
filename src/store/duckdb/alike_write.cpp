#include "store/duckdb/alike_write.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "store/duckdb/bound_list.hpp"
#include "store/duckdb/cells.hpp"
#include "store/duckdb/write_side.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::store {
namespace {

using base::Result;

constexpr std::size_t kAtOnce = 50'000;  // Rows of a statement.

Result<void> changed_by(const Connection& connection, const std::string& sql,
                        const std::vector<Cell>& values) {
  const auto done = connection.change(sql, values);
  if (!done) return base::failure_of(done);
  return {};
}

// Bound values are texts.
std::string hex_of(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const char byte : bytes) {
    hex += digits[static_cast<unsigned char>(byte) >> 4];
    hex += digits[static_cast<unsigned char>(byte) & 15];
  }
  return hex;
}

// Appends rows, each column of them as one bound list.
template <typename Row, typename Write>
Result<void> append_rows(const Connection& connection, const std::string& sql,
                         const std::vector<Row>& rows, const std::vector<Cell>& before,
                         std::size_t columns, Write write) {
  for (std::size_t from = 0; from < rows.size(); from += kAtOnce) {
    std::vector<std::string> lists(columns);
    for (auto i = from; i < std::min(rows.size(), from + kAtOnce); ++i) {
      if (i > from)
        for (auto& list : lists) list += kListSeparator;
      write(rows[i], lists);
    }
    auto values = before;
    for (auto& list : lists) values.emplace_back(std::move(list));
    if (auto done = changed_by(connection, sql, values); !done) return done;
  }
  return {};
}

Result<void> write_alike_pairs(const Connection& connection, const AlikeChange& change) {
  Result<void> done;
  if (change.all_pairs)
    done = changed_by(connection, "DELETE FROM alike_pair WHERE entity = ?", {change.entity});
  else if (!change.renewed.empty())
    done = changed_by(connection,
                      "DELETE FROM alike_pair WHERE entity = $1 AND (one IN (SELECT "
                      "unnest(string_split($2, chr(31)))) OR other IN (SELECT "
                      "unnest(string_split($2, chr(31)))))",
                      {change.entity, bound_list(change.renewed)});
  if (!done) return done;
  return append_rows(
      connection,
      "INSERT INTO alike_pair SELECT $1, unnest(string_split($2, chr(31))), "
      "unnest(string_split($3, chr(31))), unnest(string_split($4, chr(31)))::DOUBLE, "
      "unnest(string_split($5, chr(31))) = '1', unnest(string_split($6, chr(31)))",
      change.pairs, {change.entity}, 5, [](const AlikePair& pair, std::vector<std::string>& lists) {
        lists[0] += pair.keys.first;
        lists[1] += pair.keys.second;
        lists[2] += fmt::format("{:.6f}", pair.score);
        lists[3] += pair.joined ? '1' : '0';
        lists[4] += pair.why;
      });
}

Result<std::int64_t> write_verdict(const Connection& connection, const std::string& entity,
                                   const NewVerdict& verdict) {
  const auto next = connection.frame("SELECT coalesce(max(id), 0) + 1 FROM pair_verdict");
  if (!next) return base::failure_of(next);
  const auto id = number_in(next->rows[0][0]);
  const auto done =
      append_rows(connection,
                  "INSERT INTO pair_verdict SELECT $1, $2, unnest(string_split($5, chr(31))), "
                  "unnest(string_split($6, chr(31))), $3, $4, now() AT TIME ZONE 'UTC', NULL, NULL",
                  verdict.pairs, {id, entity, verdict.same, verdict.by}, 2,
                  [](const KeyPair& keys, std::vector<std::string>& lists) {
                    lists[0] += keys.first;
                    lists[1] += keys.second;
                  });
  if (!done) return base::failure_of(done);
  return id;
}

Result<void> write_undone(const Connection& connection, const std::string& entity,
                          const VerdictUndone& undone) {
  const auto rows = connection.change(
      "UPDATE pair_verdict SET undone_by = ?, undone_at = now() AT TIME ZONE 'UTC' WHERE id = ? "
      "AND entity = ? AND undone_by IS NULL",
      {undone.by, undone.id, entity});
  if (!rows) return base::failure_of(rows);
  if (*rows > 0) return {};
  return base::failure(fmt::format("no such verdict in force: {}", undone.id),
                       fmt::format("没有该生效中的判定：{}", undone.id));
}

// Groups that are not as they were; returns the keys of records that are in another one now.
Result<std::vector<std::string>> write_groups(const Connection& connection,
                                              const AlikeChange& change, std::int64_t commit) {
  const auto frame = connection.frame(
      "SELECT record_key, group_key FROM same_record WHERE entity = ?", {change.entity});
  if (!frame) return base::failure_of(frame);
  std::unordered_map<std::string, std::string> known;
  for (const auto& row : frame->rows) known.emplace(text_in(row[0]), text_in(row[1]));
  std::vector<std::string> keys;
  std::vector<GroupMember> fresh;
  for (const auto& member : change.groups) {
    const auto at = known.find(member.key);
    const bool same = at != known.end() && at->second == member.group;
    if (at != known.end()) known.erase(at);
    if (same) continue;
    keys.push_back(member.key);
    fresh.push_back(member);
  }
  // Who is in no group any more stays as a row without one: facts are made anew by these rows.
  for (const auto& [key, group] : known)
    if (!group.empty()) {
      keys.push_back(key);
      fresh.push_back({key, ""});
    }
  if (keys.empty()) return keys;
  auto done = changed_by(
      connection,
      fmt::format("DELETE FROM same_record WHERE entity = ? AND record_key IN ({})", kBoundList),
      {change.entity, bound_list(keys)});
  if (done)
    done = append_rows(connection,
                       "INSERT INTO same_record SELECT $1, unnest(string_split($3, chr(31))), "
                       "nullif(unnest(string_split($4, chr(31))), ''), $2",
                       fresh, {change.entity, commit}, 2,
                       [](const GroupMember& member, std::vector<std::string>& lists) {
                         lists[0] += member.key;
                         lists[1] += member.group;
                       });
  if (!done) return base::failure_of(done);
  return keys;
}

// Findings of cases that repeat another, made anew for these keys.
Result<void> write_copy_findings(const Connection& connection,
                                 const std::vector<std::string>& keys) {
  auto done = changed_by(connection,
                         fmt::format("DELETE FROM finding WHERE entity = 'case' AND rule = ? AND "
                                     "record_key IN ({})",
                                     kBoundList),
                         {std::string(kNearCopyRule), bound_list(keys)});
  if (!done) return done;
  return changed_by(
      connection,
      fmt::format(
          "INSERT INTO finding SELECT c.file_id, c.slice_number, c.row_number, 'case', "
          "c.record_key, 'flagged', 'text', ?, s.group_key, NULL, NULL FROM same_record s JOIN "
          "\"case\" c ON c.record_key = s.record_key WHERE s.entity = 'case' AND "
          "s.record_key <> s.group_key AND s.record_key IN ({})",
          kBoundList),
      {std::string(kNearCopyRule), bound_list(keys)});
}

Result<void> write_comparison(const Connection& connection, const AlikeChange& change) {
  auto done = changed_by(connection, "DELETE FROM comparison WHERE entity = ?", {change.entity});
  if (!done) return done;
  return changed_by(connection, "INSERT INTO comparison VALUES (?, ?, ?, now() AT TIME ZONE 'UTC')",
                    {change.entity, change.compared->commit,
                     static_cast<std::int64_t>(change.compared->records)});
}

Result<void> write_sketches(const Connection& connection, const AlikeChange& change) {
  for (const auto& block : change.sketches)
    if (auto done = changed_by(connection, "INSERT INTO text_sketch VALUES (?, from_hex(?))",
                               {bound_list(block.keys), hex_of(block.bands)});
        !done)
      return done;
  return {};
}

Result<void> note_verdict(WriteSide& side, const std::string& by, std::int64_t id) {
  return append_audit(side,
                      {{}, by, records::AuditAction::decision, fmt::format("same/{}", id), {}});
}

}  // namespace

Result<AlikeChanged> change_alike(Database& database, const AlikeChange& change) {
  AlikeChanged changed;
  Writer writer(database);
  const auto done = writer.change([&](WriteSide& side) -> Result<void> {
    const auto& connection = side.connection;
    if (auto written = write_alike_pairs(connection, change); !written) return written;
    if (change.verdict) {
      const auto id = write_verdict(connection, change.entity, *change.verdict);
      if (!id) return base::failure_of(id);
      changed.verdict = *id;
      if (auto noted = note_verdict(side, change.verdict->by, *id); !noted) return noted;
    }
    if (change.undone) {
      changed.verdict = change.undone->id;
      if (auto written = write_undone(connection, change.entity, *change.undone); !written)
        return written;
      if (auto noted = note_verdict(side, change.undone->by, change.undone->id); !noted)
        return noted;
    }
    const auto commit = side.next_commit++;
    const auto keys = write_groups(connection, change, commit);
    if (!keys) return base::failure_of(keys);
    changed.records = keys->size();
    Result<void> written;
    if (!keys->empty() && change.entity == "customer")
      side.stale.add("customer", {0, keys->size()}, commit);
    else if (!keys->empty())
      written = write_copy_findings(connection, *keys);
    if (written && change.compared) written = write_comparison(connection, change);
    return written ? write_sketches(connection, change) : written;
  });
  if (!done) return base::failure_of(done);
  return changed;
}

}  // namespace aftercare::store
