// The language stage over a batch: fills the derived columns of cases, row range by row range.
//
//   prepare_columns(cases);                                       // Once, one thread.
//   std::vector<RowSpans> spans(cases.rows());
//   auto kept = analyse_rows(analyser, cases, from, to, scratch, spans);   // Per worker.
//   cases.keeps.push_back(kept);                                  // Once all are done.

#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "language/analyser.hpp"
#include "records/batch.hpp"
#include "records/span.hpp"

namespace aftercare::language {

/// What was found in a row's two texts, in bytes of the values as they stand in the batch.
struct RowSpans {
  std::vector<records::Span> title;
  std::vector<records::Span> text;
};

/// Adds the columns that analyse_rows fills. REQUIRES: a batch of `case`.
void prepare_columns(records::Batch& cases);

/// Analyses title and text of the rows [from, to). Writes only those rows, so workers may share a
/// prepared batch; the values written live in the returned arena. A kind the source gave stays;
/// quarantined rows are passed over. REQUIRES: prepare_columns; spans.size() == cases.rows().
std::shared_ptr<records::Arena> analyse_rows(const Analyser& analyser, records::Batch& cases,
                                             std::size_t from, std::size_t to, Scratch& scratch,
                                             std::vector<RowSpans>& spans);

}  // namespace aftercare::language
