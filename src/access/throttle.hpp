// Slows down guessing: after some failures a key (a user's name, an address) has to wait, longer
// after each. Bounded memory: when full, the key that has been quiet longest is forgotten.

#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>

namespace aftercare::access {

/// Safe between threads. Kept in memory only.
class Throttle {
 public:
  using Clock = std::chrono::steady_clock;
  struct Options {
    unsigned free_failures = 5;  // So many cost nothing.
    std::chrono::seconds first_wait{2};
    std::chrono::seconds longest_wait{900};
    std::chrono::seconds forgotten_after{3600};
    std::size_t most_keys = 10'000;
  };
  Throttle() : Throttle(Options{}) {}
  explicit Throttle(const Options& options) : options_(options) {}

  /// How long the key has still to wait; zero: it may try.
  std::chrono::seconds wait(const std::string& key, Clock::time_point now = Clock::now()) const;
  void failed(const std::string& key, Clock::time_point now = Clock::now());
  void succeeded(const std::string& key);
  std::size_t keys() const;

 private:
  struct Failures {
    unsigned count = 0;
    Clock::time_point last;
    Clock::time_point until;
  };
  void make_room(Clock::time_point now);

  Options options_;
  mutable std::mutex mutex_;
  std::map<std::string, Failures> failures_;
};

}  // namespace aftercare::access
