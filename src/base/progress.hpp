// Progress of work that may take longer than two seconds.

#pragma once

#include <cstdint>
#include <string_view>

namespace aftercare::base {

/// Whoever shows progress implements this; work reports to it. Calls come from one thread.
class Progress {
 public:
  virtual ~Progress() = default;
  /// A new piece of work begins. `total` 0 means: not known. `unit` is a plural noun ("rows").
  virtual void begin(std::string_view what, std::uint64_t total, std::string_view unit) = 0;
  virtual void update(std::uint64_t done) = 0;
  virtual void end() = 0;
  /// False: whoever waits for the work wants it to stop where it can go on later. From any thread.
  virtual bool wanted() const { return true; }
};

/// Shows nothing.
class NoProgress final : public Progress {
 public:
  void begin(std::string_view, std::uint64_t, std::string_view) override {}
  void update(std::uint64_t) override {}
  void end() override {}
};

}  // namespace aftercare::base
