// What the server does by the clock besides backups: retention as the settings say, and tokens
// whose end has come are void for good.

#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/result.hpp"
#include "pipeline/session.hpp"
#include "pipeline/upkeep/retention_run.hpp"

namespace aftercare::pipeline {

/// The clock of the wall beside one that nobody can set.
struct Clocks {
  records::Moment wall;
  std::chrono::microseconds running{0};  // Since the machine started, sleep included.
  static Clocks now();
};

/// Whether the wall's clock was put forward between two looks.
bool leapt_ahead(const Clocks& before, const Clocks& after);

/// Looks every so often on a thread of its own, from its making to its end.
class Housekeeper {
 public:
  struct Listener {
    std::function<void(const RetentionDone&)> done;
    std::function<void(const base::Error&)> failed;
  };
  /// The session must outlive it.
  Housekeeper(const Session& session, Listener listener,
              std::chrono::milliseconds look = std::chrono::seconds(30),
              std::function<Clocks()> clocks = &Clocks::now);
  /// Ends it; what is being emptied is emptied.
  ~Housekeeper();
  Housekeeper(const Housekeeper&) = delete;
  Housekeeper& operator=(const Housekeeper&) = delete;

 private:
  void work(std::chrono::milliseconds look);
  base::Result<std::optional<RetentionDone>> look_once();

  const Session& session_;
  const Listener listener_;
  const std::function<Clocks()> clocks_;
  Clocks begun_;
  std::mutex lock_;
  std::condition_variable end_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace aftercare::pipeline
