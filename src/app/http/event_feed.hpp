// Server-sent events: named states, each sent whole when it has changed.

#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "app/http/server.hpp"

namespace aftercare::app {

class EventFeed final : public EventStream {
 public:
  struct Topic {
    std::string name;
    std::function<std::string()> state;  // One line of JSON. Must not wait.
  };

  explicit EventFeed(std::vector<Topic> topics);

  /// All states first; then those that changed; a comment now and then, so that a client that has
  /// gone is noticed.
  std::optional<std::string> next() override;

 private:
  std::vector<Topic> topics_;
  std::vector<std::string> sent_;
  std::chrono::steady_clock::time_point last_;
};

}  // namespace aftercare::app
