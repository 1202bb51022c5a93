// The language stage on messages: what each names, and what the shop's side promises in it.
//
// Messages are stored, not judged; their case is. Use as batch_analysis.hpp.

#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "language/analyser.hpp"
#include "language/promise.hpp"
#include "records/batch.hpp"
#include "records/span.hpp"

namespace aftercare::language {

/// Fills `entities`, and of what agents say `promises`, `promise` and `promise_due`, adding the
/// columns. `spans` become those of each row's text, in bytes.
/// The values live in the returned arena. REQUIRES: a batch of `message`.
std::shared_ptr<records::Arena> mark_messages(const Analyser& analyser,
                                              const PromiseReader& promises,
                                              records::Batch& messages, Scratch& scratch,
                                              std::vector<std::vector<records::Span>>& spans);

}  // namespace aftercare::language
