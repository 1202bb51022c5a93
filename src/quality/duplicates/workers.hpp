// The threads that linkage and deduplication share work between: base/workers.hpp.

#pragma once

#include "base/workers.hpp"

namespace aftercare::quality {

using base::default_workers;
using base::for_blocks;

}  // namespace aftercare::quality
