// Files through every stage into the store.
//
// A file is cut into slices; each is committed whole, with its ledger, in order. A file that
// was interrupted is read again from its start and what is committed already is passed over,
// so the end is the same as if nothing had happened.

#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "pipeline/file_plan.hpp"
#include "pipeline/session.hpp"
#include "quality/rules/file_rule_run.hpp"
#include "records/ledger.hpp"
#include "records/moment.hpp"

namespace aftercare::pipeline {

struct IngestedFile {
  std::string file_id;  // Of the ledger; empty if it was not read at all.
  std::string name;
  std::string source;
  std::string entity;
  std::string mapping;
  std::string encoding;
  std::string format;
  double confidence = 1;
  bool suggested = false;
  std::vector<std::string> unused_columns;  // The mapping does not read them: not stored.
  bool already = false;                     // Known and complete: nothing was read.
  records::Ledger ledger;                   // Of this file, over all its slices.
  std::optional<base::Error> error;         // Why it ended early or was not read at all.
};

/// A part of a file that was not read, and why.
struct LeftOut {
  std::string name;
  base::Message reason;
};

struct IngestReport {
  std::vector<IngestedFile> files;  // Parts of a file one by one.
  std::vector<LeftOut> left_out;
  /// Rules over whole tables, judged again when rows were stored.
  std::vector<quality::RuleResult> rules;
  records::Ledger total;    // Sum over the files that were read now.
  double seconds = 0;       // Without loading of language resources.
  double load_seconds = 0;  // Of these.
};

/// Reads what is new of the files. A file that fails is reported and the others go on; fails
/// itself only when nothing could be started. `as_of`: moments after it are in the future.
base::Result<IngestReport> ingest(const Session& session,
                                  const std::vector<std::filesystem::path>& paths,
                                  const IngestOptions& options,
                                  std::optional<records::Moment> as_of, base::Progress& progress);

/// What is new in the declared sources, or in the one called `only`: files with their source's name
/// and mapping, rows of databases since the last time. A source that fails is reported and the
/// others go on. Fails (usage) if no source is called so.
base::Result<IngestReport> ingest_sources(const Session& session, const std::string& only,
                                          std::optional<records::Moment> as_of,
                                          base::Progress& progress);

/// Files of a watched folder, each put away as its setting says when all of it is stored.
base::Result<IngestReport> ingest_watched(const Session& session, const SourceSetting& source,
                                          const std::vector<std::filesystem::path>& files,
                                          std::optional<records::Moment> as_of,
                                          base::Progress& progress);

/// What is said of a planned file before it is read.
IngestedFile described(const PlannedFile& file);

}  // namespace aftercare::pipeline
