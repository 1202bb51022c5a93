// Key material in memory, and random bytes to make more of it.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace aftercare::privacy {

constexpr std::size_t kKeyBytes = 32;
using KeyBytes = std::array<std::uint8_t, kKeyBytes>;

/// 32 bytes in guarded, locked memory, wiped when freed. For the few long-lived keys.
class Secret {
 public:
  Secret();  // Zeroes. Terminates the process if the system gives no memory.
  Secret(Secret&&) noexcept = default;
  Secret& operator=(Secret&&) noexcept = default;

  std::uint8_t* data() { return bytes_.get(); }
  const std::uint8_t* data() const { return bytes_.get(); }
  std::string_view view() const { return {reinterpret_cast<const char*>(bytes_.get()), kKeyBytes}; }

 private:
  struct Free {
    void operator()(std::uint8_t* bytes) const;
  };
  std::unique_ptr<std::uint8_t, Free> bytes_;
};

/// One of the many data keys: wiped when it goes. Too many to lock in memory.
struct DataKey {
  KeyBytes bytes{};

  DataKey() = default;
  DataKey(const DataKey&) = default;
  DataKey& operator=(const DataKey&) = default;
  ~DataKey();
};

/// Bytes of the system's generator, fetched in bulk per thread (a system call each would cost
/// more than the sealing). A forked child starts with a fresh supply.
void random_bytes(std::uint8_t* to, std::size_t size);

}  // namespace aftercare::privacy
