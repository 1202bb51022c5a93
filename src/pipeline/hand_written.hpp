// Hand-written SQL of an open workspace: checked, noted in the audit log, then run.

#pragma once

#include <string_view>

#include "base/result.hpp"
#include "pipeline/audit.hpp"
#include "pipeline/session.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/hand_written.hpp"

namespace aftercare::pipeline {

/// At most so many run at once in this process; more are refused, so that they leave room for
/// everybody else.
inline constexpr int kMostStatements = 2;

/// Noted before it is run: "sql/DIGEST" and the statement without its constants and without the
/// names that its writer made up. Both may hold what is personal (a phone in a condition), and the
/// log can never be mended; the digest is keyed, so that it cannot be guessed either, and shows
/// which entries were the same statement. Of one that is refused only the digest is noted, with
/// "refused". Fails as store::check_statement() and run_statement().
base::Result<store::StatementAnswer> run_hand_written(const Session& session,
                                                      const records::Viewer& viewer,
                                                      const Actor& actor,
                                                      std::string_view statement,
                                                      const store::StatementLimits& limits);

}  // namespace aftercare::pipeline
