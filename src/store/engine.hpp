// One interface to whatever engine holds the store.

#pragma once

#include "base/result.hpp"
#include "records/viewer.hpp"
#include "store/frame.hpp"
#include "store/query.hpp"

namespace aftercare::store {

/// Answers query trees. Safe to call from several threads.
class Engine {
 public:
  virtual ~Engine() = default;
  virtual base::Result<Frame> run(const Query& query, const records::Viewer& viewer) const = 0;
};

}  // namespace aftercare::store
