// An input as a file that lies in memory.

#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace aftercare::fuzz {

class GivenInput {
 public:
  GivenInput(const void* bytes, std::size_t size) : handle_(::memfd_create("input", MFD_CLOEXEC)) {
    if (::write(handle_, bytes, size) != static_cast<ssize_t>(size)) std::abort();
  }
  ~GivenInput() { ::close(handle_); }
  GivenInput(const GivenInput&) = delete;
  GivenInput& operator=(const GivenInput&) = delete;

  std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(handle_); }

 private:
  const int handle_;
};

}  // namespace aftercare::fuzz
