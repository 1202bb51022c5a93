#include "read_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aftercare;
  if (size == 0) return 0;
  intake::OpenOptions options;
  options.format = data[0] & 1 ? intake::Format::mbox : intake::Format::eml;
  if (data[0] & 2) options.own_addresses = {"shop.example"};
  if (data[0] & 4) options.largest_mail = 4096;
  const fuzz::GivenInput file(data + 1, size - 1);
  fuzz::read_twice(file.path(), options);
  return 0;
}
