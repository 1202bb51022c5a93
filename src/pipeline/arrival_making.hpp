// Rows in memory through every stage, whole, to be stored in one commit.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "intake/reader.hpp"
#include "pipeline/file_plan.hpp"
#include "pipeline/ingest.hpp"
#include "pipeline/session.hpp"
#include "pipeline/slice_maker.hpp"
#include "store/writer.hpp"

namespace aftercare::pipeline {

/// An arrival that was made, not yet stored.
struct MadeArrival {
  store::Arrival arrival;
  store::Slice last;  // Says that it is complete; has no rows.
  standard::Mapping mapping;
  IngestedFile file;  // Its ledger and error are filled when it is stored.
};

/// Reads the reader to its end and makes its slices; their keys are durable. Fails where reading
/// or a stage does.
base::Result<MadeArrival> make_arrival(const Session& session, const Stages& stages,
                                       const SourceSetting& source, const PlannedFile& plan,
                                       const std::string& name,
                                       std::unique_ptr<intake::Reader> reader);

/// Stores them together, safe from a crash. Names that they brought are then masked in older
/// texts; where that fails, the error is in its file, and finish_arrivals() repeats it. Fails
/// itself if nothing was stored. REQUIRES: writing() is held.
base::Result<void> store_arrivals(const Session& session, const Stages& stages,
                                  std::vector<MadeArrival>& made);

}  // namespace aftercare::pipeline
