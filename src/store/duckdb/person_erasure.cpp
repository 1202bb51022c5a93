#include "store/duckdb/person_erasure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "store/duckdb/audit_log.hpp"
#include "store/duckdb/bound_list.hpp"
#include "store/duckdb/cells.hpp"
#include "store/duckdb/connection.hpp"
#include "store/duckdb/emptied_columns.hpp"
#include "store/duckdb/fact_definition.hpp"
#include "store/duckdb/layout.hpp"
#include "store/duckdb/write_side.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::store {
namespace {

using base::Result;
using records::Entity;
class Anonymising {
 public:
  Anonymising(WriteSide& side, const records::Dictionary& dictionary, const PersonErasure& erasure)
      : side_(side),
        dictionary_(dictionary),
        erasure_(erasure),
        customer_(erasure.records.customer) {}

  // The records alone.
  Result<void> empty_all() {
    for (const auto& [name, keys] : erasure_.records.keys)
      if (auto done = empty_records(*dictionary_.entity(name), keys); !done) return done;
    for (const auto& [name, keys] : erasure_.records.old_keys)
      if (auto done = remove_old_versions(name, keys); !done) return done;
    return {};
  }

  Result<void> run() {
    auto done = empty_all();
    if (done) done = rename_in_facts();
    if (done) done = empty_aside();
    if (done) done = rename_in_controls();
    if (done) done = forget_likeness();
    return done;
  }

  Anonymised done() { return std::move(done_); }

 private:
  Result<std::uint64_t> change(const std::string& sql, const std::vector<Cell>& values) {
    return side_.connection.change(sql, values);
  }
  Result<void> run_all(const std::vector<std::pair<std::string, std::vector<Cell>>>& statements) {
    for (const auto& [sql, values] : statements)
      if (const auto ran = change(sql, values); !ran) return base::failure_of(ran);
    return {};
  }

  Result<void> empty_records(const Entity& entity, const std::vector<std::string>& keys) {
    auto set = emptied_columns(entity, true);
    std::vector<Cell> values;
    const auto replace = [&](const std::string& column) {
      set += fmt::format(", \"{0}\" = CASE WHEN \"{0}\" IS NOT NULL THEN ? END", column);
      values.emplace_back(erasure_.replacement);
    };
    if (entity.key.size() == 1 && entity.key.front() == entity.person) replace("record_key");
    if (!entity.person.empty()) replace(entity.person);
    values.push_back(bound_list(keys));
    const auto changed = change(
        fmt::format("UPDATE \"{}\" SET {} WHERE record_key IN ({})", entity.name, set, kBoundList),
        values);
    if (!changed) return base::failure_of(changed);
    done_.records[entity.name] = *changed;
    const auto findings = change(
        fmt::format("UPDATE finding SET \"before\" = NULL, \"after\" = NULL WHERE entity = ? AND "
                    "record_key IN ({})",
                    kBoundList),
        {entity.name, bound_list(keys)});
    if (!findings) return base::failure_of(findings);
    done_.findings += *findings;
    return {};
  }

  Result<void> remove_old_versions(const std::string& entity,
                                   const std::vector<std::string>& keys) {
    const auto removed = change(fmt::format("DELETE FROM \"{}\" WHERE record_key IN ({})",
                                            history_table(entity), kBoundList),
                                {bound_list(keys)});
    if (!removed) return base::failure_of(removed);
    done_.old_versions[entity] = *removed;
    return {};
  }

  // The numbers of the facts do not change, only whom they are about: they need not be made anew.
  Result<void> rename_in_facts() {
    for (const auto& fact : fact_definitions())
      for (const auto& column : fact.columns)
        if (column.name == "customer_id" || column.name == "person_id")
          if (const auto renamed =
                  change(fmt::format("UPDATE {0} SET \"{1}\" = ? WHERE \"{1}\" = ?", fact.name,
                                     column.name),
                         {erasure_.replacement, customer_});
              !renamed)
            return base::failure_of(renamed);
    return {};
  }

  Result<void> empty_aside() {
    const auto names = bound_list(erasure_.names);
    const auto findings = change(
        fmt::format("UPDATE finding SET \"before\" = NULL, \"after\" = NULL, record_key = NULL "
                    "FROM quarantine q WHERE q.person IN ({}) AND q.file_id = finding.file_id AND "
                    "q.row_number = finding.row_number",
                    kBoundList),
        {names});
    if (!findings) return base::failure_of(findings);
    done_.findings += *findings;
    const auto emptied = change(
        fmt::format("UPDATE quarantine SET sealed = NULL, person = NULL, state = CASE state WHEN "
                    "'waiting' THEN 'dropped' ELSE state END WHERE person IN ({})",
                    kBoundList),
        {names});
    if (!emptied) return base::failure_of(emptied);
    done_.set_aside = *emptied;
    return {};
  }

  Result<void> rename_in_controls() {
    const auto& fresh = erasure_.replacement;
    const auto renamed = [&](std::string_view table, std::string_view column) {
      return std::pair(fmt::format("UPDATE {0} SET \"{1}\" = ? WHERE entity = 'customer' AND "
                                   "\"{1}\" = ?",
                                   table, column),
                       std::vector<Cell>{fresh, customer_});
    };
    return run_all(
        {renamed("finding", "record_key"),
         renamed("duplicate", "record_key"),
         renamed("duplicate", "original_key"),
         renamed("same_record", "record_key"),
         renamed("same_record", "group_key"),
         renamed("pair_verdict", "one"),
         renamed("pair_verdict", "other"),
         {"UPDATE decided_record SET record_key = ? WHERE record_key = ? AND decision_id IN "
          "(SELECT id FROM decision WHERE entity = 'customer')",
          {fresh, customer_}},
         {"DELETE FROM consent WHERE customer = ?", {customer_}}});
  }

  // What comparisons remember of the person's records and texts.
  Result<void> forget_likeness() {
    const auto pairs = change(
        fmt::format("DELETE FROM alike_pair WHERE (entity = 'customer' AND ? IN (one, other)) OR "
                    "(entity = 'case' AND (one IN ({0}) OR other IN ({0})))",
                    kBoundList),
        {customer_, bound_list(case_keys()), bound_list(case_keys())});
    if (!pairs) return base::failure_of(pairs);
    done_.pairs = *pairs;
    // Labels that were given to the texts, and the words of their wishes.
    const auto keys = bound_list(case_keys());
    for (const auto* table : {"hand_label", "wish"})
      if (const auto gone = change(
              fmt::format("DELETE FROM {} WHERE case_key IN ({})", table, kBoundList), {keys});
          !gone)
        return base::failure_of(gone);
    return forget_sketches();
  }

  // A sketch without a key belongs to nobody and is passed over; its numbers go as well.
  Result<void> forget_sketches() {
    const std::set<std::string, std::less<>> gone(case_keys().begin(), case_keys().end());
    if (gone.empty()) return {};
    const auto blocks = side_.connection.frame("SELECT rowid, keys FROM text_sketch");
    if (!blocks) return base::failure_of(blocks);
    for (const auto& block : blocks->rows) {
      const auto keys = text_in(block[1]);
      std::string kept;
      std::vector<std::size_t> blank;
      std::size_t count = 0;
      for (std::size_t from = 0; from <= keys.size(); ++count) {
        const auto to = std::min(keys.find(kListSeparator, from), keys.size());
        const auto key = std::string_view(keys).substr(from, to - from);
        if (count > 0) kept += kListSeparator;
        // The first sign says whether the person is known (same_cases.cpp).
        if (!key.empty() && gone.contains(key.substr(1)))
          blank.push_back(count);
        else
          kept += key;
        from = to + 1;
      }
      if (blank.empty()) continue;
      if (auto done = blank_sketches(number_in(block[0]), kept, blank, count); !done) return done;
    }
    return {};
  }

  Result<void> blank_sketches(std::int64_t row, const std::string& keys,
                              const std::vector<std::size_t>& blank, std::size_t count) {
    const auto frame =
        side_.connection.frame("SELECT hex(bands) FROM text_sketch WHERE rowid = ?", {row});
    if (!frame) return base::failure_of(frame);
    auto digits = text_in(frame->rows[0][0]);
    const auto each = digits.size() / count;
    for (const auto at : blank) digits.replace(at * each, each, each, '0');
    return run_all({{"UPDATE text_sketch SET keys = ?, bands = from_hex(?) WHERE rowid = ?",
                     {keys, digits, row}}});
  }

  const std::vector<std::string>& case_keys() const {
    static const std::vector<std::string> none;
    const auto at = erasure_.records.keys.find("case");
    return at == erasure_.records.keys.end() ? none : at->second;
  }

  WriteSide& side_;
  const records::Dictionary& dictionary_;
  const PersonErasure& erasure_;
  const std::string& customer_;
  Anonymised done_;
};

}  // namespace

Result<Anonymised> anonymise(Database& database, const PersonErasure& erasure,
                             const std::function<Result<std::string>(const Anonymised&)>& receipt) {
  Anonymised done;
  Writer writer(database);
  const auto changed = writer.change([&](WriteSide& side) -> Result<void> {
    Anonymising anonymising(side, database.dictionary(), erasure);
    if (auto ran = anonymising.run(); !ran) return ran;
    done = anonymising.done();
    done.at = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    const auto text = receipt(done);
    if (!text) return base::failure_of(text);
    const auto kept = side.connection.change("INSERT INTO erasure VALUES (?, ?, ?)",
                                             {done.at, erasure.person_token, *text});
    if (!kept) return base::failure_of(kept);
    auto entry = erasure.entry;
    entry.at = done.at;
    return append_audit(side, entry);
  });
  if (!changed) return base::failure_of(changed);
  return done;
}

Result<Anonymised> unlink_records(Database& database, const PersonRecords& records,
                                  const std::string& replacement,
                                  const records::AuditEntry& entry) {
  const PersonErasure erasure{records, replacement, {}, {}, entry};
  Anonymised done;
  Writer writer(database);
  const auto changed = writer.change([&](WriteSide& side) -> Result<void> {
    Anonymising anonymising(side, database.dictionary(), erasure);
    if (auto emptied = anonymising.empty_all(); !emptied) return emptied;
    done = anonymising.done();
    return append_audit(side, entry);
  });
  if (!changed) return base::failure_of(changed);
  return done;
}

Result<std::optional<std::string>> erasure_receipt(const Database& database, const records::Viewer&,
                                                   const std::string& person_token) {
  const auto frame =
      database.read("SELECT receipt FROM erasure WHERE person = ? ORDER BY noted_at DESC LIMIT 1",
                    {person_token});
  if (!frame) return base::failure_of(frame);
  if (frame->rows.empty()) return std::nullopt;
  return text_in(frame->rows[0][0]);
}

}  // namespace aftercare::store
