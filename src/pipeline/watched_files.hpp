// Settings, definitions and models are files that anybody may edit: the log says that they changed.

#pragma once

#include "base/result.hpp"
#include "pipeline/session.hpp"

namespace aftercare::pipeline {

/// Compares aftercare.yaml, catalog/ and models/ with what they were when the workspace was last
/// opened, and notes each file that is new, changed or gone. Nothing is noted the first time. Who
/// edited it is not known; the actor is "found at opening".
base::Result<void> note_changed_files(const Session& session);

}  // namespace aftercare::pipeline
