// Retention as it is run: by hand, with the main job, or by the server's schedule; never by a clock
// that nobody can believe, and with a signed receipt of what was emptied.

#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "pipeline/retention.hpp"
#include "pipeline/upkeep/retention_past.hpp"

namespace aftercare::pipeline {

/// Fails (usage) if `now` lies further ahead than a clock may between two times that it was
/// believed: of the last time that is on record; before the first, of the newest stored data and
/// of when anything was last noted here (the audit log, a file read in). What lies behind is
/// believed: it empties less.
base::Result<void> believe_clock(const Session& session, records::Moment now);

/// As --as-of takes it.
std::string day_in_zone(const Session& session, records::Moment at);

struct RetentionDone {
  RetentionReport report;
  std::string receipt;  // Signed JSON; kept as the last one's.
};

/// Empties what is over `as_of` a moment that somebody named, or now if the clock is believed. How
/// it went is remembered, a refusal too.
base::Result<RetentionDone> run_retention(const Session& session,
                                          const std::optional<records::Moment>& as_of,
                                          const Actor& who, records::Moment now);

/// Remembers that it was not done and why.
void refuse_retention(RetentionPast& past, const base::Error& why, records::Moment now);

/// One that was missed is made up, once; after a failure it is tried again after a quarter of an
/// hour. A past that lies ahead (the clock was turned back) does not count.
bool retention_is_due(const RetentionPast& past, std::chrono::milliseconds every,
                      records::Moment now);

/// Runs it as the settings say if it is due; nothing if it is not.
base::Result<std::optional<RetentionDone>> run_due_retention(const Session& session,
                                                             records::Moment now);

}  // namespace aftercare::pipeline
