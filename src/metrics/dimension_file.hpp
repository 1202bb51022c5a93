// catalog/dimensions.yaml -> facts and dimensions (docs/formats/metrics.md).

#pragma once

#include <filesystem>
#include <vector>

#include "base/result.hpp"
#include "metrics/definition.hpp"
#include "records/dictionary.hpp"

namespace aftercare::metrics {

struct FactsAndDimensions {
  std::vector<Fact> facts;
  std::vector<Dimension> dimensions;
};

/// Reads the files, later ones over earlier ones by name; values come from the dictionary, the
/// topic files and the provinces where a dimension says so. Fails (usage) with file and line of
/// every flaw.
base::Result<FactsAndDimensions> read_dimension_files(
    const std::vector<std::filesystem::path>& files,
    const std::vector<std::filesystem::path>& topic_files,
    const std::vector<DimensionValue>& provinces, const records::Dictionary& dictionary);

}  // namespace aftercare::metrics
