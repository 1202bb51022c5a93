// catalog/metrics.yaml -> metrics (docs/formats/metrics.md).

#pragma once

#include <filesystem>
#include <vector>

#include "base/result.hpp"
#include "metrics/definition.hpp"

namespace aftercare::metrics {

/// Reads the files, later ones over earlier ones by name, checked against facts and dimensions.
/// Fails (usage) with file and line of every flaw.
base::Result<std::vector<Metric>> read_metric_files(const std::vector<std::filesystem::path>& files,
                                                    const std::vector<Fact>& facts,
                                                    const std::vector<Dimension>& dimensions);

}  // namespace aftercare::metrics
