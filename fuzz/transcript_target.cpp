#include "read_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aftercare;
  intake::OpenOptions options;
  options.format = intake::Format::transcript;
  const fuzz::GivenInput file(data, size);
  fuzz::read_twice(file.path(), options);
  return 0;
}
