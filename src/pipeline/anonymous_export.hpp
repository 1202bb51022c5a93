// Rows for analysts: a fact's rows, made anonymous, with a report of the risk that is left. They go
// out one by one: of how many there are, memory does not depend.

#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "pipeline/audit.hpp"
#include "pipeline/session.hpp"
#include "privacy/anonymity.hpp"

namespace aftercare::pipeline {

/// As catalog/anonymous_exports.yaml has it.
struct ExportPlan {
  std::string name;
  records::Label label;
  std::string fact;
  std::string day;                   // Column that a period is of; empty: none.
  std::vector<std::string> columns;  // Quasi, sensitive, others, in this order.
  std::vector<records::QuasiColumn> quasi;
  std::vector<std::size_t> sensitive;
};

/// The shipped plans with the workspace's over them. Fails (usage) with file and line on a column
/// that the fact has not, or that names a record or a person.
base::Result<std::vector<ExportPlan>> export_plans(const std::filesystem::path& workspace);

struct AnonymousExport {
  ExportPlan plan;
  privacy::AnonymityReport report;
};

/// Called with each row, its cells as the plan's columns.
using TakeAnonymous = std::function<base::Result<void>(const std::vector<std::string>& row)>;

/// Hands the rows out, sorted; noted in the audit log before the first. Fails (usage) if there is
/// no such plan.
base::Result<AnonymousExport> export_anonymous(const Session& session, const std::string& plan,
                                               const std::optional<records::Day>& from,
                                               const std::optional<records::Day>& to,
                                               const privacy::AnonymityDemand& demand,
                                               const Actor& who, const TakeAnonymous& take);

}  // namespace aftercare::pipeline
