// The keys of what is stored, for suggesting what the columns of a new file mean.

#pragma once

#include "pipeline/session.hpp"
#include "records/viewer.hpp"
#include "standard/suggest.hpp"

namespace aftercare::pipeline {

/// Asks the store, each question once; a viewer who may not see all records learns nothing.
/// REQUIRES that the session outlives it.
standard::KnownKeys stored_keys(const Session& session, records::Viewer viewer);

}  // namespace aftercare::pipeline
