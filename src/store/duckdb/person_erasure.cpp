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
#include "store/duckdb/sealed_decision.hpp"
#include "store/duckdb/write_side.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::store {
namespace {

using base::Result;
using records::Entity;

// Whose each name is, and what stands for that person afterwards; no name twice.
struct ErasedNames {
  std::vector<std::string> names, owners, fresh;

  void add(std::string name, std::size_t owner, const std::string& replacement) {
    names.push_back(std::move(name));
    owners.push_back(std::to_string(owner));
    fresh.push_back(replacement);
  }
  std::vector<Cell> bound() const {
    return {bound_list(names), bound_list(owners), bound_list(fresh)};
  }
};

// What ErasedNames becomes in a statement, with three bound values.
constexpr std::string_view kErasedNames =
    "(SELECT unnest(string_split(?, chr(31))) AS erased_name, "
    "unnest(string_split(?, chr(31)))::BIGINT AS erased_owner, "
    "unnest(string_split(?, chr(31))) AS erased_fresh)";

// Several persons at once: of how many there are, the number of statements does not depend.
class Anonymising {
 public:
  using Counts = std::vector<std::uint64_t>;  // Of each person.

  Anonymising(WriteSide& side, const records::Dictionary& dictionary,
              const std::vector<PersonErasure>& erasures)
      : side_(side), dictionary_(dictionary), erasures_(erasures), done_(erasures.size()) {
    std::set<std::string_view> known;
    for (std::size_t i = 0; i < erasures.size(); ++i) {
      const auto& erasure = erasures[i];
      customers_.add(erasure.records.customer, i, erasure.replacement);
      for (const auto& name : erasure.names)
        if (known.insert(name).second) asides_.add(name, i, erasure.replacement);
    }
    cases_ = names_of("case", &PersonRecords::keys);
  }

  // The records alone.
  Result<void> empty_all() {
    for (const auto& entity : dictionary_.entities()) {
      if (auto done = empty_records(entity); !done) return done;
      if (auto done = remove_old_versions(entity.name); !done) return done;
    }
    return {};
  }

  Result<void> run() {
    auto done = empty_all();
    if (done) done = rename_in_facts();
    if (done) done = empty_aside();
    if (done) done = rename_in_controls();
    if (done) done = forget_likeness();
    if (done) done = forget_sealed_decisions(side_);
    return done;
  }

  std::vector<Anonymised> done() { return std::move(done_); }

 private:
  using Keys = std::map<std::string, std::vector<std::string>> PersonRecords::*;

  ErasedNames names_of(const std::string& entity, Keys keys) const {
    ErasedNames names;
    for (std::size_t i = 0; i < erasures_.size(); ++i) {
      const auto& own = erasures_[i].records.*keys;
      if (const auto at = own.find(entity); at != own.end())
        for (const auto& key : at->second) names.add(key, i, erasures_[i].replacement);
    }
    return names;
  }

  Result<std::uint64_t> change(const std::string& sql, const std::vector<Cell>& values) {
    return side_.connection.change(sql, values);
  }
  Result<void> run_all(const std::vector<std::pair<std::string, std::vector<Cell>>>& statements) {
    for (const auto& [sql, values] : statements)
      if (const auto ran = change(sql, values); !ran) return base::failure_of(ran);
    return {};
  }

  // How many rows are whose: `from` follows SELECT erased_owner, count(*) FROM.
  Result<Counts> counted(const std::string& from, const std::vector<Cell>& values) const {
    Counts counts(erasures_.size());
    const auto frame = side_.connection.frame(
        fmt::format("SELECT erased_owner, count(*) FROM {} GROUP BY erased_owner", from), values);
    if (!frame) return base::failure_of(frame);
    for (const auto& row : frame->rows)
      counts[static_cast<std::size_t>(number_in(row[0]))] =
          static_cast<std::uint64_t>(number_in(row[1]));
    return counts;
  }

  // Counts the rows and changes them; both statements take the same values.
  Result<Counts> change_counted(const std::string& sql, const std::string& from,
                                const std::vector<Cell>& values) {
    if (erasures_.size() == 1) {
      const auto changed = change(sql, values);
      if (!changed) return base::failure_of(changed);
      return Counts{*changed};
    }
    auto counts = counted(from, values);
    if (!counts) return counts;
    if (const auto changed = change(sql, values); !changed) return base::failure_of(changed);
    return counts;
  }

  Result<void> empty_records(const Entity& entity) {
    const auto names = names_of(entity.name, &PersonRecords::keys);
    if (names.names.empty()) return {};
    auto set = emptied_columns(entity, true);
    const auto replace = [&](const std::string& column) {
      set +=
          fmt::format(", \"{0}\" = CASE WHEN \"{0}\" IS NOT NULL THEN m.erased_fresh END", column);
    };
    if (entity.key.size() == 1 && entity.key.front() == entity.person) replace("record_key");
    if (!entity.person.empty()) replace(entity.person);
    auto values = names.bound();
    const auto records = change_counted(
        fmt::format("UPDATE \"{}\" SET {} FROM {} m WHERE record_key = m.erased_name", entity.name,
                    set, kErasedNames),
        fmt::format("\"{}\" t JOIN {} m ON t.record_key = m.erased_name", entity.name,
                    kErasedNames),
        values);
    if (!records) return base::failure_of(records);
    values.emplace_back(entity.name);
    const auto findings = change_counted(
        fmt::format("UPDATE finding SET \"before\" = NULL, \"after\" = NULL FROM {} m WHERE "
                    "record_key = m.erased_name AND entity = ?",
                    kErasedNames),
        fmt::format("finding t JOIN {} m ON t.record_key = m.erased_name WHERE t.entity = ?",
                    kErasedNames),
        values);
    if (!findings) return base::failure_of(findings);
    for (std::size_t i = 0; i < done_.size(); ++i) {
      if (erasures_[i].records.keys.contains(entity.name))
        done_[i].records[entity.name] = (*records)[i];
      done_[i].findings += (*findings)[i];
    }
    return {};
  }

  Result<void> remove_old_versions(const std::string& entity) {
    const auto names = names_of(entity, &PersonRecords::old_keys);
    if (names.names.empty()) return {};
    const auto table = history_table(entity);
    const auto removed = change_counted(
        fmt::format("DELETE FROM \"{}\" WHERE record_key IN (SELECT m.erased_name FROM {} m)",
                    table, kErasedNames),
        fmt::format("\"{}\" t JOIN {} m ON t.record_key = m.erased_name", table, kErasedNames),
        names.bound());
    if (!removed) return base::failure_of(removed);
    for (std::size_t i = 0; i < done_.size(); ++i)
      if (erasures_[i].records.old_keys.contains(entity))
        done_[i].old_versions[entity] = (*removed)[i];
    return {};
  }

  // The numbers of the facts do not change, only whom they are about: they need not be made anew.
  Result<void> rename_in_facts() {
    for (const auto& fact : fact_definitions())
      for (const auto& column : fact.columns)
        if (column.name == "customer_id" || column.name == "person_id")
          if (const auto renamed =
                  change(fmt::format("UPDATE {0} SET \"{1}\" = m.erased_fresh FROM {2} "
                                     "m WHERE \"{1}\" = m.erased_name",
                                     fact.name, column.name, kErasedNames),
                         customers_.bound());
              !renamed)
            return base::failure_of(renamed);
    return {};
  }

  Result<void> empty_aside() {
    const auto values = asides_.bound();
    const auto findings = change_counted(
        fmt::format("UPDATE finding SET \"before\" = NULL, \"after\" = NULL, record_key = NULL "
                    "FROM quarantine q JOIN {} m ON q.person = m.erased_name WHERE q.file_id = "
                    "finding.file_id AND q.row_number = finding.row_number",
                    kErasedNames),
        fmt::format("finding t JOIN quarantine q ON q.file_id = t.file_id AND q.row_number = "
                    "t.row_number JOIN {} m ON q.person = m.erased_name",
                    kErasedNames),
        values);
    if (!findings) return base::failure_of(findings);
    const auto emptied = change_counted(
        fmt::format(
            "UPDATE quarantine SET sealed = NULL, person = NULL, state = CASE state WHEN "
            "'waiting' THEN 'dropped' ELSE state END FROM {} m WHERE person = m.erased_name",
            kErasedNames),
        fmt::format("quarantine t JOIN {} m ON t.person = m.erased_name", kErasedNames), values);
    if (!emptied) return base::failure_of(emptied);
    for (std::size_t i = 0; i < done_.size(); ++i) {
      done_[i].findings += (*findings)[i];
      done_[i].set_aside = (*emptied)[i];
    }
    return {};
  }

  Result<void> rename_in_controls() {
    const auto renamed = [&](std::string_view table, std::string_view column) {
      return std::pair(
          fmt::format("UPDATE {0} SET \"{1}\" = m.erased_fresh FROM {2} m WHERE entity = "
                      "'customer' AND \"{1}\" = m.erased_name",
                      table, column, kErasedNames),
          customers_.bound());
    };
    return run_all(
        {renamed("finding", "record_key"),
         renamed("duplicate", "record_key"),
         renamed("duplicate", "original_key"),
         renamed("same_record", "record_key"),
         renamed("same_record", "group_key"),
         renamed("pair_verdict", "one"),
         renamed("pair_verdict", "other"),
         {fmt::format(
              "UPDATE decided_record SET record_key = m.erased_fresh FROM {} m WHERE record_key = "
              "m.erased_name AND decision_id IN (SELECT id FROM decision WHERE entity = "
              "'customer')",
              kErasedNames),
          customers_.bound()},
         {fmt::format("DELETE FROM consent WHERE customer IN (SELECT m.erased_name FROM {} m)",
                      kErasedNames),
          customers_.bound()}});
  }

  // What comparisons remember of the persons' records and texts.
  Result<void> forget_likeness() {
    for (const auto& [entity, names] :
         {std::pair("customer", &customers_), std::pair("case", &cases_)}) {
      if (names->names.empty()) continue;
      // A pair of two of them is the first one's.
      auto values = names->bound();
      const auto again = names->bound();
      values.insert(values.end(), again.begin(), again.end());
      const auto pairs = change_counted(
          fmt::format(
              "DELETE FROM alike_pair WHERE entity = '{0}' AND (one IN (SELECT m.erased_name "
              "FROM {1} m) OR other IN (SELECT m.erased_name FROM {1} m))",
              entity, kErasedNames),
          fmt::format(
              "(SELECT pair, min(erased_owner) AS erased_owner FROM (SELECT t.rowid AS pair, "
              "erased_owner FROM alike_pair t JOIN {1} m ON t.one = m.erased_name WHERE t.entity "
              "= '{0}' UNION ALL SELECT t.rowid, erased_owner FROM alike_pair t JOIN {1} m ON "
              "t.other = m.erased_name WHERE t.entity = '{0}') GROUP BY pair)",
              entity, kErasedNames),
          values);
      if (!pairs) return base::failure_of(pairs);
      for (std::size_t i = 0; i < done_.size(); ++i) done_[i].pairs += (*pairs)[i];
    }
    // Labels that were given to the texts, and the words of their wishes.
    const auto keys = bound_list(cases_.names);
    for (const auto* table : {"hand_label", "wish"})
      if (const auto gone = change(
              fmt::format("DELETE FROM {} WHERE case_key IN ({})", table, kBoundList), {keys});
          !gone)
        return base::failure_of(gone);
    return forget_sketches();
  }

  // A sketch without a key belongs to nobody and is passed over; its numbers go as well.
  Result<void> forget_sketches() {
    const std::set<std::string, std::less<>> gone(cases_.names.begin(), cases_.names.end());
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

  WriteSide& side_;
  const records::Dictionary& dictionary_;
  const std::vector<PersonErasure>& erasures_;
  ErasedNames customers_, cases_;
  ErasedNames asides_;  // Names of keys that rows set aside are sealed under, among others.
  std::vector<Anonymised> done_;
};

}  // namespace

Result<std::vector<Anonymised>> anonymise(Database& database,
                                          const std::vector<PersonErasure>& erasures,
                                          const ReceiptMaker& receipt) {
  std::vector<Anonymised> done;
  if (erasures.empty()) return done;
  Writer writer(database);
  const auto changed = writer.change([&](WriteSide& side) -> Result<void> {
    Anonymising anonymising(side, database.dictionary(), erasures);
    if (auto ran = anonymising.run(); !ran) return ran;
    done = anonymising.done();
    const auto at = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    for (std::size_t i = 0; i < done.size(); ++i) {
      done[i].at = at;
      const auto text = receipt(erasures[i], done[i]);
      if (!text) return base::failure_of(text);
      const auto kept = side.connection.change("INSERT INTO erasure VALUES (?, ?, ?)",
                                               {at, erasures[i].person_token, *text});
      if (!kept) return base::failure_of(kept);
      auto entry = erasures[i].entry;
      entry.at = at;
      if (auto noted = append_audit(side, entry); !noted) return noted;
    }
    return {};
  });
  if (!changed) return base::failure_of(changed);
  return done;
}

Result<Anonymised> unlink_records(Database& database, const PersonRecords& records,
                                  const std::string& replacement,
                                  const records::AuditEntry& entry) {
  const std::vector<PersonErasure> one = {{records, replacement, {}, {}, entry}};
  Anonymised done;
  Writer writer(database);
  const auto changed = writer.change([&](WriteSide& side) -> Result<void> {
    Anonymising anonymising(side, database.dictionary(), one);
    if (auto emptied = anonymising.empty_all(); !emptied) return emptied;
    if (auto forgotten = forget_sealed_decisions(side); !forgotten) return forgotten;
    done = std::move(anonymising.done().front());
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
