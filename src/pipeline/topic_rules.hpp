// Whether what topics are found by is the same as when stored cases were judged by it last.

#pragma once

#include <string>

#include "base/result.hpp"
#include "pipeline/session.hpp"

namespace aftercare::pipeline {

/// Of the definitions and models that decide a case's topics, shipped and the workspace's: their
/// contents, so that a file touched but not changed is the same. A millisecond or two.
base::Result<std::string> topic_rules_digest(const Session& session);

}  // namespace aftercare::pipeline
