// Letting old backups go: those that a rule does not keep, and the chunks that nobody needs then.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "pipeline/audit.hpp"
#include "pipeline/backup/backup_place.hpp"
#include "pipeline/backup/keep_rule.hpp"
#include "pipeline/session.hpp"

namespace aftercare::pipeline {

enum class Pruning : std::uint8_t {
  all,            // What there is to be done.
  noted_already,  // The same, but the audit log has it.
  only_look,      // Nothing is removed.
};

struct Pruned {
  std::vector<std::string> let_go;  // Oldest first.
  std::vector<std::string> kept;
  std::string spared;        // Let go by the rule, kept as the only whole one; mostly empty.
  std::uint64_t chunks = 0;  // That no page needs any more.
};

/// Pages go first and their chunks after them, so what is cut short leaves only chunks that the
/// next call drops. Of those that stay at least one has all parts, and what it does not share with
/// every one that goes was opened: else the newest whole one that the rule lets go is spared. Fails
/// (input) and removes nothing if there is none, or a page that stays does not open. Each backup's
/// end is noted in the audit log before it comes.
base::Result<Pruned> prune(const Session& session, BackupPlace& place, const KeepRule& rule,
                           const Actor& actor, Pruning how = Pruning::all);

}  // namespace aftercare::pipeline
