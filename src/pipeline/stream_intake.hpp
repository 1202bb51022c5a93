// Messages of a stream into the store, each exactly once.
//
// A commit holds the rows of some messages and the offsets behind them, in one transaction. After a
// crash reading starts at the stored offsets, so no message is lost and none is stored twice.

#pragma once

#include <memory>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "intake/stream/kafka_consumer.hpp"
#include "pipeline/ingest.hpp"
#include "pipeline/session.hpp"
#include "pipeline/slice_maker.hpp"

namespace aftercare::pipeline {

class StreamIntake {
 public:
  /// Joins the consumer group. REQUIRES: a source of kind kafka that, like the session, outlives
  /// it. Fails (usage) on settings or a password that cannot be used.
  static base::Result<std::unique_ptr<StreamIntake>> open(const Session& session,
                                                          const SourceSetting& source);

  /// Messages that come within the source's wait, at most its batch, kept until stored.
  base::Result<bool> gather();
  /// Stores what was gathered, a file for each partition. REQUIRES: writing() is held. After a
  /// failure the consumer must be opened anew: it has given out what was not stored.
  base::Result<std::vector<IngestedFile>> store(const Stages& stages);
  bool at_end() const { return consumer_->at_end(); }

 private:
  StreamIntake(const Session& session, const SourceSetting& source);

  const Session& session_;
  const SourceSetting& source_;
  const KafkaSetting& setting_;
  std::unique_ptr<intake::KafkaConsumer> consumer_;
  std::vector<intake::KafkaMessage> gathered_;
  bool finished_ = false;  // What a crash left open is completed.
};

/// Reads what is there now, to the end of every partition. REQUIRES: writing() is held.
std::vector<IngestedFile> drain(const Session& session, const Stages& stages,
                                const SourceSetting& source, base::Progress& progress);

}  // namespace aftercare::pipeline
