// The stages in order: raw rows of one slice become what the store commits.
//
//   standard -> quality -> language -> privacy
//
// Several threads make slices at once; only their commit is in order.

#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "pipeline/decided_values.hpp"
#include "pipeline/session.hpp"
#include "privacy/known_persons.hpp"
#include "privacy/processing.hpp"
#include "privacy/seal_batch.hpp"
#include "records/moment.hpp"
#include "standard/mapper.hpp"
#include "store/writer.hpp"
#include "text/recogniser_set.hpp"

namespace aftercare::language {
class PromiseReader;
}

namespace aftercare::pipeline {

/// A slice as intake and the group cutter left it.
struct RawSlice {
  std::uint32_t number = 0;
  bool last = false;
  records::RawBatch batch;
  std::vector<records::RejectedRow> rejected;
  std::uint64_t headers = 0;
  std::uint64_t blanks = 0;
  std::uint64_t records = 0;
  std::uint64_t bytes_consumed = 0;
  double repair_threshold = 0;  // A repair less sure is proposed, not made.
  std::string position;         // Of the source behind its last row (intake::Reader); mostly empty.
};

/// What every file of one ingest shares. Safe between threads.
class Stages {
 public:
  static base::Result<std::unique_ptr<Stages>> make(const Session& session,
                                                    std::optional<records::Moment> as_of);
  ~Stages();

  /// Fails if the keys or the language resources fail; what is wrong with rows is in the slice.
  base::Result<store::Slice> process(const standard::Mapper& mapper, const std::string& file_id,
                                     RawSlice&& raw) const;

  /// Language and privacy alone, on records that are read again: `customers` says whose each row
  /// is. REQUIRES: record_key.
  base::Result<void> mask(records::Batch& batch,
                          const std::vector<std::string_view>& customers) const;

  /// Language alone, on texts that are masked already.
  base::Result<void> understand(records::Batch& batch) const;

  /// A text without the personal data that its looks give away; for people to look at.
  std::string masked(std::string_view text) const;

  /// A file's name, which may hold whom it is about: "recording_13800138000.wav".
  std::string masked_name(std::string_view name) const;

  /// What is known of customers. Safe between threads.
  privacy::KnownPersons& known() const { return *known_; }
  /// The time has moved on: later moments are in the future. Not while slices are made.
  void set_as_of(records::Moment as_of) { as_of_ = as_of; }
  /// Customers were written: what is known of them is read anew.
  void forget_customers() const { known_->clear(); }

 private:
  Stages(const Session& session, std::optional<records::Moment> as_of,
         text::RecogniserSet recognisers, DecidedValues decided, privacy::Processing processing);

  void detect(std::string_view text, std::vector<records::Span>& spans) const;

  // The language stage; what it finds of persons goes on to privacy.
  base::Result<void> understand(records::Batch& batch, privacy::Sealing& sealing) const;

  // Loaded when the first messages come.
  base::Result<const language::PromiseReader*> promise_reader() const;

  const Session& session_;
  std::optional<records::Moment> as_of_;
  text::RecogniserSet recognisers_;
  DecidedValues decided_;
  privacy::Processing processing_;
  std::vector<records::SpanKind> kinds_;  // Of the recognisers, by index.
  std::unique_ptr<privacy::KnownPersons> known_;
  mutable std::mutex loading_;
  mutable std::unique_ptr<const language::PromiseReader> promises_;
};

}  // namespace aftercare::pipeline
