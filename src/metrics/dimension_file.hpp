// catalog/dimensions.yaml -> facts and dimensions (docs/formats/metrics.md).

#pragma once

#include <vector>

#include "base/result.hpp"
#include "metrics/definition.hpp"
#include "metrics/model.hpp"
#include "records/dictionary.hpp"

namespace aftercare::metrics {

struct FactsAndDimensions {
  std::vector<Fact> facts;
  std::vector<Dimension> dimensions;
};

/// Reads the files' dimensions, later ones over earlier ones by name; values come from the
/// dictionary and the files' topics, provinces and parts where a dimension says so. Fails (usage)
/// with file and line of every flaw.
base::Result<FactsAndDimensions> read_dimension_files(const ModelFiles& files,
                                                      const records::Dictionary& dictionary);

}  // namespace aftercare::metrics
