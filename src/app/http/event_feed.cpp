#include "app/http/event_feed.hpp"

#include <fmt/format.h>

namespace aftercare::app {
namespace {

constexpr std::chrono::seconds kSign{15};

}  // namespace

EventFeed::EventFeed(std::vector<Topic> topics)
    : topics_(std::move(topics)), sent_(topics_.size()), last_(std::chrono::steady_clock::now()) {}

std::optional<std::string> EventFeed::next() {
  std::string events;
  for (std::size_t i = 0; i < topics_.size(); ++i) {
    auto state = topics_[i].state();
    if (state == sent_[i]) continue;
    events += fmt::format("event: {}\ndata: {}\n\n", topics_[i].name, state);
    sent_[i] = std::move(state);
  }
  const auto now = std::chrono::steady_clock::now();
  if (events.empty() && now - last_ >= kSign) events = ": still here\n\n";
  if (!events.empty()) last_ = now;
  return events;
}

}  // namespace aftercare::app
