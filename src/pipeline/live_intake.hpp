// Rows that others send while the server runs: collected for a moment, stored in one commit.
//
// Each request is kept as a file of its own, so it has a ledger, and a repeated one is known. What
// comes within a tenth of a second goes into one transaction of the engine, since these are what
// costs. One thread makes and stores the slices of all requests.

#pragma once

#include <condition_variable>
#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "intake/reader.hpp"
#include "pipeline/arrival_making.hpp"
#include "pipeline/ingest.hpp"
#include "pipeline/session.hpp"
#include "pipeline/slice_maker.hpp"
#include "store/duckdb/source_state.hpp"

namespace aftercare::pipeline {

struct PushedRows {
  const SourceSetting* source = nullptr;
  std::string key;  // The sender's name of the request; empty: it will not be repeated.
  std::string body;
  bool lines = false;  // NDJSON; else one JSON object, or an array of them.
};

struct PushAnswer {
  IngestedFile file;
  bool repeated = false;  // The same request was stored before; this is its ledger.
};

struct PushFailure {
  enum class Why : std::uint8_t {
    bad_body,    // No JSON rows.
    no_mapping,  // Nothing says what the rows are.
    key_reused,  // The key was used for another body.
    busy,        // A long ingest holds the store.
    failed,      // The engine or the keys.
  } why = Why::failed;
  base::Error error;
};

class LiveIntake {
 public:
  using Answer = tl::expected<PushAnswer, PushFailure>;

  /// The session must outlive it.
  explicit LiveIntake(const Session& session);
  /// Stores what was handed in.
  ~LiveIntake();
  LiveIntake(const LiveIntake&) = delete;
  LiveIntake& operator=(const LiveIntake&) = delete;

  /// Waits until the rows are stored, all or none of them, safe from a crash. Safe from several
  /// threads.
  Answer take(PushedRows&& rows);

 private:
  struct Job {
    PushedRows rows;
    std::promise<Answer> answer;
  };
  using Jobs = std::vector<std::unique_ptr<Job>>;

  void work();
  Jobs collect();
  void store(Jobs& jobs);
  Answer repeated(const PushedRows& rows, const store::TakenRequest& taken,
                  const std::string& body_digest);
  void store_made(Jobs& jobs, std::vector<MadeArrival>& made);

  const Session& session_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::unique_ptr<Job>> waiting_;
  bool ending_ = false;
  std::unique_ptr<Stages> stages_;  // Made with the first request.
  std::set<std::string> finished_;  // Sources whose interrupted arrivals are completed.
  std::thread thread_;
};

}  // namespace aftercare::pipeline
