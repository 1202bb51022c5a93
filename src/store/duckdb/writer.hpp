// Slices into the store: each in one transaction, with its ledger, findings and facts.

#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "records/ledger.hpp"
#include "store/duckdb/database.hpp"
#include "store/duckdb/decisions.hpp"
#include "store/duckdb/judged_again.hpp"
#include "store/duckdb/rule_runs.hpp"
#include "store/duckdb/rule_states.hpp"
#include "store/writer.hpp"

namespace aftercare::store {

/// Several may exist and be used from several threads; their commits follow each other.
/// REQUIRES: the database outlives it and was not opened read-only.
class Writer {
 public:
  explicit Writer(Database& database) : database_(&database) {}

  /// A file never begun has no slices and is not complete.
  base::Result<FileState> file_state(const std::string& file_id) const;

  /// Makes the file known. Of a file known already only its name is renewed, and how it is cut if
  /// it has no slice yet.
  base::Result<void> begin_file(const FileInfo& file);

  /// Stores the slice whole or not at all and returns its ledger. Every reader of this process
  /// sees it at once; it survives a crash when the file's last slice does, or after flush(), or
  /// a few seconds and slices later: file_state() then says where to go on. Fails (internal) if
  /// it is not the next slice of a begun file, or if its rows do not add up; then nothing of it
  /// is stored. If the engine fails, the slices since the last safe one go with it.
  base::Result<records::Ledger> commit(Slice&& slice);

  /// Stores files that came by wire all together or none, in one transaction, with their marks and
  /// receipts; it survives a crash. Returns a ledger for each. Their last slices are left to
  /// commit(). Fails like commit(). REQUIRES: none of them was begun.
  base::Result<std::vector<records::Ledger>> commit_arrivals(const std::vector<Arrival>& arrivals);

  /// Gives the source a new token, known by its digest; the old one is void. Survives a crash.
  base::Result<void> set_token(const std::string& source, const std::string& digest);
  /// Forgets receipts older than so many days.
  base::Result<void> forget_receipts(unsigned days);

  /// Keeps what came of rules over whole tables, and in place of earlier states of the same tables
  /// what they counted: all or none. Survives a crash.
  base::Result<void> keep_rule_runs(const std::vector<RuleRun>& runs,
                                    const std::vector<RuleState>& states);

  /// Makes all committed slices survive a crash.
  base::Result<void> flush();
  /// Does for the committed slices what can be done before the last of their file, of which about
  /// `rows_to_come` more are expected, so that little is left to do behind it. They survive a crash
  /// then, or with the last of them.
  base::Result<void> prepare(std::uint64_t rows_to_come);

  /// Replaces these texts of stored records (text_rewrite.hpp), all or none, survives a crash.
  base::Result<void> rewrite(const records::Batch& batch, const std::vector<std::string>& columns);

  /// Rewrites the engine's file, so that the log holds nothing and the tables no texts that were
  /// replaced. Does nothing while others read.
  void tidy();

  /// Stores the mended row of a quarantined one in its place: the ledger of its slice moves it
  /// from quarantined to stored, updated or duplicates. Returns the ledger of the one row.
  /// Fails (usage) if there is no such waiting row or the batches do not hold exactly one good
  /// main row.
  base::Result<records::Ledger> commit_replay(std::int64_t quarantine_id,
                                              const std::vector<records::Batch>& batches);

  /// Marks a waiting row as not worth mending; it stays counted as quarantined.
  base::Result<void> drop_quarantined(std::int64_t quarantine_id);

  /// Decides what a value means (decisions.hpp), or with an empty code that it is left as it is.
  /// Fails (usage) if that is decided otherwise, the field has no such code or, having no list,
  /// nothing of the kind is proposed for it. `reseal` is needed for personal fields.
  base::Result<ValueDecision> decide(const ValueDecision& decision,
                                     const std::string& by = "command line",
                                     const Reseal& reseal = {});
  /// Sets right what is found about records that were judged again (judged_again.hpp).
  base::Result<void> judge_again(const JudgedAgain& judged);
  /// Takes a decision back: the records are as before it. Fails (usage) if it is not in force, or
  /// if records could not be without the value, because their entity needs it.
  base::Result<ValueDecision> undo_decision(std::int64_t id, const std::string& by = "command line",
                                            const Reseal& reseal = {});

  /// Appends to the audit log; survives a crash. What is done in the store is noted by the same
  /// change() instead (audit_log.hpp).
  base::Result<void> note(const records::AuditEntry& entry);

  /// Whatever this module changes in one commit (write_side.hpp): whole or not at all.
  base::Result<void> change(const std::function<base::Result<void>(WriteSide&)>& change);

 private:
  Database* database_;
};

}  // namespace aftercare::store
