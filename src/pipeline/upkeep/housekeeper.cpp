#include "pipeline/upkeep/housekeeper.hpp"

#include <fmt/format.h>

#include <ctime>
#include <utility>

namespace aftercare::pipeline {
namespace {

constexpr std::chrono::hours kMostLeap{1};

}  // namespace

Clocks Clocks::now() {
  timespec since_start{};
  ::clock_gettime(CLOCK_BOOTTIME, &since_start);
  const auto running =
      std::chrono::seconds(since_start.tv_sec) + std::chrono::nanoseconds(since_start.tv_nsec);
  return {std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()),
          std::chrono::floor<std::chrono::microseconds>(running)};
}

bool leapt_ahead(const Clocks& before, const Clocks& after) {
  return (after.wall - before.wall) - (after.running - before.running) > kMostLeap;
}

Housekeeper::Housekeeper(const Session& session, Listener listener, std::chrono::milliseconds look,
                         std::function<Clocks()> clocks)
    : session_(session),
      listener_(std::move(listener)),
      clocks_(std::move(clocks)),
      begun_(clocks_()),
      thread_([this, look] { work(look); }) {}

Housekeeper::~Housekeeper() {
  {
    const std::scoped_lock guard(lock_);
    ending_ = true;
  }
  end_.notify_all();
  thread_.join();
}

base::Result<std::optional<RetentionDone>> Housekeeper::look_once() {
  const auto now = clocks_();
  session_.users().end_tokens(now.wall);
  if (session_.workspace().settings().retention.every.count() == 0) return std::nullopt;
  if (leapt_ahead(begun_, now)) {
    const auto leapt = base::failure(
        fmt::format("nothing was emptied: the clock was put forward to {0} while the server ran. "
                    "Set it back, or if it is right, say so once: aftercare retain --apply "
                    "--as-of {0}",
                    day_in_zone(session_, now.wall)),
        fmt::format("未清空任何数据：服务运行期间系统时钟被拨快到 {0}。请校准时钟；若时钟无误，"
                    "请确认一次：aftercare retain --apply --as-of {0}",
                    day_in_zone(session_, now.wall)));
    bool said_right = false;
    const auto kept = change_retention_past(session_.workspace().root(), [&](RetentionPast& past) {
      // Somebody may have said by hand, since, that the new time is right.
      said_right = past.believed && leapt_ahead(begun_, {*past.believed, now.running});
      if (!said_right) refuse_retention(past, leapt.value(), now.wall);
    });
    if (!kept) return base::failure_of(kept);
    if (!said_right) return leapt;
    begun_ = now;
  }
  return run_due_retention(session_, now.wall);
}

void Housekeeper::work(std::chrono::milliseconds look) {
  std::string told;  // Each trouble is told once, until it is over.
  for (;;) {
    const auto done = look_once();
    if (!done) {
      if (std::exchange(told, done.error().message) != told) listener_.failed(done.error());
    } else if (*done) {
      told.clear();
      listener_.done(**done);
    }
    std::unique_lock guard(lock_);
    if (end_.wait_for(guard, look, [this] { return ending_; })) return;
  }
}

}  // namespace aftercare::pipeline
