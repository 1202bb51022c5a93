// Slices from the conveyor into the store, in order.

#pragma once

#include <string>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "pipeline/conveyor.hpp"
#include "pipeline/session.hpp"
#include "pipeline/slice_maker.hpp"
#include "records/ledger.hpp"
#include "standard/mapping.hpp"

namespace aftercare::pipeline {

/// Threads that make slices, by the settings and the machine.
unsigned threads_of(const Settings& settings);

/// Commits the slices of a begun file and adds them to `ledger`. The last one, which has no rows,
/// says that the file is complete. Fails where reading, making or storing fails, or when the
/// progress wants it no more; what was stored before stays.
base::Result<void> store_slices(const Session& session, const Stages& stages,
                                const standard::Mapping& mapping, Conveyor& conveyor,
                                const std::string& file_id, records::Ledger& ledger,
                                base::Progress& progress);

}  // namespace aftercare::pipeline
