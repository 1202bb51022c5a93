// One interface to whatever engine holds the store.

#pragma once

#include "base/result.hpp"
#include "records/viewer.hpp"
#include "store/coded_frame.hpp"
#include "store/frame.hpp"
#include "store/query.hpp"

namespace aftercare::store {

/// Answers query trees. Safe to call from several threads.
class Engine {
 public:
  virtual ~Engine() = default;
  virtual base::Result<Frame> run(const Query& query, const records::Viewer& viewer) const = 0;
  /// The same rows for millions of them. A column whose values the viewer may not see is refused:
  /// rows are told apart by them. REQUIRES: the query neither groups nor aggregates.
  virtual base::Result<CodedFrame> run_coded(const Query& query,
                                             const records::Viewer& viewer) const;
};

}  // namespace aftercare::store
