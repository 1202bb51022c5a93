// What is new in a database, taken into the store.

#pragma once

#include <cstddef>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "pipeline/ingest.hpp"
#include "pipeline/session.hpp"
#include "pipeline/slice_maker.hpp"
#include "records/raw_batch.hpp"

namespace aftercare::pipeline {

/// Reads rows from the source's last stored watermark on (all, without one). The watermark is
/// stored with the rows it belongs to. If the server vanishes midway, what is stored stays, the
/// error is in the result, and the next pull goes on from there. REQUIRES: a source of a database;
/// writing() is held.
IngestedFile pull(const Session& session, const Stages& stages, const SourceSetting& source,
                  base::Progress& progress);

/// The first rows, whatever was read before; at most `most`. Nothing is stored, no watermark moves.
/// Fails (usage) if the source is no database, else as opening and reading do.
base::Result<records::RawBatch> first_rows(const Session& session, const SourceSetting& source,
                                           std::size_t most);

}  // namespace aftercare::pipeline
