#include "pipeline/backup/leased_place.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace aftercare::pipeline {
namespace {

constexpr std::int64_t kRenewSeconds = 20;
constexpr std::string_view kLeases = "lease";
constexpr unsigned kTurns = 16;  // A share of what is there travels with every backup.

// Goes on while the machine sleeps, and never back.
std::int64_t seconds_awake_or_not() {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return now.tv_sec;
}

std::string contents_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// When the process began, in ticks since the machine did; empty if there is none.
std::string beginning_of(const std::string& process) {
  const auto stat = contents_of("/proc/" + process + "/stat");
  auto at = stat.rfind(')');  // The name before it may hold anything.
  for (int field = 2; field < 22 && at != stat.npos; ++field) at = stat.find(' ', at + 1);
  if (at == stat.npos) return {};
  return stat.substr(at + 1, stat.find(' ', at + 1) - at - 1);
}

// This start of this machine, as far as processes see each other.
std::string machine() {
  struct stat space {};
  ::stat("/proc/self/ns/pid", &space);
  auto boot = contents_of("/proc/sys/kernel/random/boot_id");
  std::erase(boot, '\n');
  return fmt::format("{}/{}", boot, space.st_ino);
}

std::string own_lease() {
  const auto process = std::to_string(::getpid());
  return fmt::format("{} {} {}", machine(), process, beginning_of(process));
}

// Whether the lease is of a process of this machine that has ended.
bool owner_is_gone(const std::string& lease) {
  const auto first = lease.find(' ');
  const auto second = lease.find(' ', first + 1);
  if (first == lease.npos || second == lease.npos || lease.substr(0, first) != machine())
    return false;
  const auto process = lease.substr(first + 1, second - first - 1);
  if (process.empty() || process.find_first_not_of("0123456789") != process.npos) return false;
  return beginning_of(process) != lease.substr(second + 1);
}

std::string fresh_lease_name() {
  std::uint64_t random = 0;
  std::ifstream("/dev/urandom", std::ios::binary)
      .read(reinterpret_cast<char*>(&random), sizeof random);
  return fmt::format("{}/{:016x}", kLeases, random);
}

class LeasedPlace final : public BackupPlace {
 public:
  explicit LeasedPlace(std::unique_ptr<DistantStore> store) : store_(std::move(store)) {}
  ~LeasedPlace() override {
    if (!lease_.empty()) (void)store_->remove(lease_);
  }
  LeasedPlace(const LeasedPlace&) = delete;
  LeasedPlace& operator=(const LeasedPlace&) = delete;

  base::Result<void> take_lease() {
    if (auto put = renew(); !put) return put;
    const auto leases = store_->list(std::string(kLeases));
    if (!leases) return base::failure_of(leases);
    const auto mine = std::ranges::find(*leases, lease_, &DistantPiece::name);
    if (mine == leases->end()) return lost();
    for (const auto& other : *leases) {
      if (other.name == lease_) continue;
      bool stale = other.written < mine->written - kLeaseSeconds;
      if (!stale) {
        const auto owner = store_->get(other.name);
        stale = owner ? owner_is_gone(*owner) : owner.error().kind == base::ErrorKind::input;
      }
      if (!stale)
        return base::failure(
            fmt::format("another process works on these backups: {}; wait for it", name()),
            fmt::format("另一个进程正在处理这些备份：{}；请等它结束", name()));
      if (auto removed = store_->remove(other.name); !removed) return removed;
    }
    return {};
  }

  base::Result<void> put(const std::string& name, std::string_view bytes) override {
    if (auto held = still_ours(); !held) return held;
    return store_->put(name, bytes);
  }
  base::Result<void> settle() override { return {}; }  // Every piece is durable when it is put.
  base::Result<std::string> get(const std::string& name) const override {
    return store_->get(name);
  }
  base::Result<std::vector<PlacePiece>> list(const std::string& folder) const override {
    const auto pieces = store_->list(folder);
    if (!pieces) return base::failure_of(pieces);
    std::vector<PlacePiece> found;
    for (const auto& piece : *pieces) found.push_back({piece.name, piece.bytes});
    std::ranges::sort(found, {}, &PlacePiece::name);
    return found;
  }
  base::Result<void> remove(const std::string& name) override {
    if (auto held = still_ours(); !held) return held;
    return store_->remove(name);
  }
  unsigned turns() const override { return kTurns; }
  std::string name() const override { return store_->name(); }

 private:
  // The new one is there before the old one goes, so there is none without a lease.
  base::Result<void> renew() {
    auto next = fresh_lease_name();
    if (auto put = store_->put(next, own_lease()); !put) return put;
    std::swap(lease_, next);
    renewed_ = seconds_awake_or_not();
    if (!next.empty()) return store_->remove(next);
    return {};
  }

  base::Result<void> still_ours() {
    if (lease_.empty())
      return base::failure(base::ErrorKind::internal,
                           fmt::format("these backups were opened only to be read: {}", name()),
                           fmt::format("这些备份是只读打开的：{}", name()));
    if (seconds_awake_or_not() - renewed_ < kRenewSeconds) return {};
    const auto there = store_->get(lease_);
    if (!there && there.error().kind == base::ErrorKind::input) return lost();
    if (!there) return base::failure_of(there);
    return renew();
  }

  tl::unexpected<base::Error> lost() const {
    return base::failure(
        base::ErrorKind::internal,
        fmt::format("another process took over these backups while this one stood still: {}; "
                    "start again",
                    name()),
        fmt::format("本进程停顿期间，另一个进程接管了这些备份：{}；请重新开始", name()));
  }

  std::unique_ptr<DistantStore> store_;
  std::string lease_;  // Empty: only for reading.
  std::int64_t renewed_ = 0;
};

}  // namespace

base::Result<std::unique_ptr<BackupPlace>> leased_place(std::unique_ptr<DistantStore> store,
                                                        PlaceUse use) {
  auto place = std::make_unique<LeasedPlace>(std::move(store));
  if (use == PlaceUse::write)
    if (auto taken = place->take_lease(); !taken) return base::failure_of(taken);
  return place;
}

}  // namespace aftercare::pipeline
