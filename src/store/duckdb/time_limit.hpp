// Stops what a connection does when its time is over, or when nobody waits for it any more.

#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "store/duckdb/connection.hpp"

namespace aftercare::store {

/// REQUIRES: the connection outlives it.
class TimeLimit {
 public:
  TimeLimit(const Connection& connection, std::chrono::milliseconds time,
            std::function<bool()> stop);
  ~TimeLimit();
  TimeLimit(const TimeLimit&) = delete;
  TimeLimit& operator=(const TimeLimit&) = delete;

  bool passed() const { return passed_; }
  bool stopped() const { return stopped_; }

 private:
  void watch(std::chrono::steady_clock::time_point end);

  const Connection& connection_;
  std::function<bool()> stop_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool over_ = false;
  std::atomic<bool> passed_ = false;
  std::atomic<bool> stopped_ = false;
  std::thread thread_;
};

}  // namespace aftercare::store
