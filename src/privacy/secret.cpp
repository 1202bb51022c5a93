#include "privacy/secret.hpp"

#include <pthread.h>
#include <sodium.h>

#include <atomic>
#include <cstdlib>
#include <cstring>

namespace aftercare::privacy {
namespace {

std::atomic<unsigned> fork_count{0};

// A supply of random bytes; each byte is handed out once and wiped at once.
class RandomSupply {
 public:
  RandomSupply() {
    static const int registered = pthread_atfork(nullptr, nullptr, [] { ++fork_count; });
    (void)registered;
  }
  ~RandomSupply() { sodium_memzero(bytes_.data(), bytes_.size()); }

  void take(std::uint8_t* to, std::size_t size) {
    if (size > bytes_.size()) return randombytes_buf(to, size);
    if (const auto forks = fork_count.load(std::memory_order_relaxed);
        forks != forks_ || bytes_.size() - used_ < size) {
      // The kernel gives the seed; stretching it is several times as fast as asking for all.
      std::array<std::uint8_t, randombytes_SEEDBYTES> seed;
      randombytes_buf(seed.data(), seed.size());
      randombytes_buf_deterministic(bytes_.data(), bytes_.size(), seed.data());
      sodium_memzero(seed.data(), seed.size());
      used_ = 0;
      forks_ = forks;
    }
    std::memcpy(to, bytes_.data() + used_, size);
    sodium_memzero(bytes_.data() + used_, size);
    used_ += size;
  }

 private:
  std::array<std::uint8_t, 16384> bytes_{};
  std::size_t used_ = sizeof bytes_;
  unsigned forks_ = 0;
};

}  // namespace

Secret::Secret() {
  if (sodium_init() < 0) std::abort();
  bytes_.reset(static_cast<std::uint8_t*>(sodium_malloc(kKeyBytes)));
  if (!bytes_) std::abort();
  sodium_memzero(bytes_.get(), kKeyBytes);
}

void Secret::Free::operator()(std::uint8_t* bytes) const {
  sodium_free(bytes);
}

DataKey::~DataKey() {
  sodium_memzero(bytes.data(), bytes.size());
}

void random_bytes(std::uint8_t* to, std::size_t size) {
  thread_local RandomSupply supply;
  supply.take(to, size);
}

}  // namespace aftercare::privacy
