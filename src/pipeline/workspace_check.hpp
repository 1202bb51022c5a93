// Whether a workspace is whole: store, ledger, keys and audit log against each other, and what to
// do where it is not.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "pipeline/session.hpp"
#include "records/dictionary.hpp"

namespace aftercare::pipeline {

struct WorkspaceFault {
  enum class Part { ledger, store, keys, audit, files, disk, backup, retention, analysis };
  Part part = Part::ledger;
  records::Label what;
  records::Label mend;  // The command or step that mends it.
};

struct WorkspaceCheck {
  std::uint64_t files = 0;
  std::uint64_t rows = 0;
  std::uint64_t persons = 0;  // Whose sealed data was looked at.
  std::uint64_t audit_entries = 0;
  std::uint64_t waiting = 0;  // Rows in quarantine.
  std::vector<WorkspaceFault> faults;
};

/// Looks at everything and changes nothing.
base::Result<WorkspaceCheck> check_workspace(const Session& session, base::Progress& progress);

/// What is no damage but wants doing: files half read, folders open to others, a disk nearly full,
/// no backup of late, retention refused, texts that an older analysis judged.
base::Result<std::vector<WorkspaceFault>> advise(const Session& session);

const records::Label& label_of(WorkspaceFault::Part part);
std::string_view to_name(WorkspaceFault::Part part);

}  // namespace aftercare::pipeline
