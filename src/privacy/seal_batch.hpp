// Privacy on a whole batch: what leaves here may touch a disk.
//
// For each row: a personal field becomes its mask, with a token beside it to join by; a free
// text becomes its masked form; the originals go, as one JSON object, into the sealed blob under
// the person's key. Other text of a record about a person is scanned for numbers and e-mails too,
// because a source's columns are not always what their names say.

#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "privacy/masked_text.hpp"
#include "privacy/vault.hpp"
#include "records/batch.hpp"
#include "text/region.hpp"

namespace aftercare::privacy {

/// Appends the spans of a text. Called by several threads at once.
using Detect = std::function<void(std::string_view text, std::vector<records::Span>& spans)>;

/// Spans of one text column, one list per row of the batch.
using RowSpans = std::vector<std::vector<records::Span>>;

/// What sealing a batch needs. Shared by the threads that work on it, so all of it is constant
/// or safe between threads.
struct Sealing {
  Vault* vault = nullptr;
  std::map<std::string, RowSpans, std::less<>> spans;  // By free-text column.
  Detect detect;  // For free texts without spans and for other text; may be empty.
  // Appends what is known of the row's customer; may be empty. The row's own personal fields
  // need not be given.
  std::function<void(std::size_t row, std::vector<KnownValue>& known)> known;
  const text::Regions* regions = nullptr;  // Keeps the province of a masked address; may be null.
};

/// Adds <field>_token for each personal field of the batch, person and sealed. Afterwards
/// disjoint rows may be sealed by several threads. Fails (internal) if record_key is missing
/// (quality::identify runs first) or a personal column holds no text.
base::Result<void> prepare_columns(records::Batch& batch);

/// Seals rows [from, to). What it writes lives in `arena`, which must live as long as the batch
/// (put it into batch.keeps). Fails (internal) if a free text has neither spans nor detector:
/// better no record than one in clear. Rows already quarantined are masked but not sealed.
base::Result<void> seal_rows(records::Batch& batch, const Sealing& sealing, std::size_t from,
                             std::size_t to, records::Arena& arena);

/// Masks the values that findings quote: all of personal and free-text fields and of unknown
/// ones, and what `detect` finds in the others. A personal value that people decide about, or did,
/// is called by its mask and a sign (called.hpp). Findings of a vault that does not seal stay.
/// After seal_rows(), which seals what repairs put and replaced.
void protect_findings(records::Batch& batch, const Sealing& sealing);

/// Whose key a row is sealed under: "customer/<id>"; where no customer is known, "case/<id>" for
/// what belongs to a case, else "<entity>/<record_key>".
std::string person_of(const records::Batch& batch, std::size_t row);

/// What a sealed blob holds, by field. Fails (internal) if it is no such object.
base::Result<std::map<std::string, std::string>> originals_of(std::string_view json);

}  // namespace aftercare::privacy
