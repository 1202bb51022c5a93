#include "access/throttle.hpp"

#include <algorithm>

namespace aftercare::access {

std::chrono::seconds Throttle::wait(const std::string& key, Clock::time_point now) const {
  const std::lock_guard lock(mutex_);
  const auto at = failures_.find(key);
  if (at == failures_.end() || at->second.until <= now) return std::chrono::seconds(0);
  return std::chrono::ceil<std::chrono::seconds>(at->second.until - now);
}

void Throttle::failed(const std::string& key, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  if (!failures_.contains(key) && failures_.size() >= options_.most_keys) make_room(now);
  auto& failures = failures_[key];
  if (failures.count > 0 && now - failures.last > options_.forgotten_after) failures.count = 0;
  ++failures.count;
  failures.last = now;
  if (failures.count < options_.free_failures) return;
  const auto doublings = std::min(failures.count - options_.free_failures, 20U);
  failures.until =
      now + std::min(options_.longest_wait, options_.first_wait * (std::int64_t{1} << doublings));
}

void Throttle::succeeded(const std::string& key) {
  const std::lock_guard lock(mutex_);
  failures_.erase(key);
}

std::size_t Throttle::keys() const {
  const std::lock_guard lock(mutex_);
  return failures_.size();
}

void Throttle::make_room(Clock::time_point now) {
  std::erase_if(failures_, [&](const auto& entry) {
    return now - entry.second.last > options_.forgotten_after;
  });
  if (failures_.size() < options_.most_keys) return;
  failures_.erase(
      std::ranges::min_element(failures_, {}, [](const auto& entry) { return entry.second.last; }));
}

}  // namespace aftercare::access
