#include "store/duckdb/time_limit.hpp"

#include <duckdb.h>

namespace aftercare::store {
namespace {

constexpr std::chrono::milliseconds kLook{50};

}  // namespace

TimeLimit::TimeLimit(const Connection& connection, std::chrono::milliseconds time,
                     std::function<bool()> stop)
    : connection_(connection),
      stop_(std::move(stop)),
      thread_([this, end = std::chrono::steady_clock::now() + time] { watch(end); }) {}

TimeLimit::~TimeLimit() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  ended_.notify_all();
  thread_.join();
}

// An interrupt may come before what it is meant for has begun, so it is said again.
void TimeLimit::watch(std::chrono::steady_clock::time_point end) {
  std::unique_lock lock(mutex_);
  while (!ended_.wait_for(lock, kLook, [this] { return over_; })) {
    if (std::chrono::steady_clock::now() >= end) passed_ = true;
    if (!passed_ && stop_ && stop_()) stopped_ = true;
    if (passed_ || stopped_) duckdb_interrupt(connection_.handle());
  }
}

}  // namespace aftercare::store
