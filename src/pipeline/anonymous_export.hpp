// Rows for analysts: a fact's rows, made anonymous, with a report of the risk that is left.

#pragma once

#include <filesystem>
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
  std::vector<privacy::QuasiColumn> quasi;
  std::vector<std::size_t> sensitive;
};

/// The shipped plans with the workspace's over them. Fails (usage) with file and line on a column
/// that the fact has not, or that names a record or a person.
base::Result<std::vector<ExportPlan>> export_plans(const std::filesystem::path& workspace);

struct AnonymousRows {
  ExportPlan plan;
  std::vector<std::vector<std::string>> rows;
  privacy::AnonymityReport report;
};

/// Noted in the audit log. Fails (usage) if there is no such plan.
base::Result<AnonymousRows> export_anonymous(const Session& session, const std::string& plan,
                                             const std::optional<records::Day>& from,
                                             const std::optional<records::Day>& to,
                                             const privacy::AnonymityDemand& demand,
                                             const Actor& who);

}  // namespace aftercare::pipeline
