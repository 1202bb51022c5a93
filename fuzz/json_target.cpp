#include "read_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aftercare;
  if (size == 0) return 0;
  intake::OpenOptions options;
  options.longest_record = 4096;
  if (data[0] & 1) options.format = data[0] & 2 ? intake::Format::json : intake::Format::jsonl;
  const fuzz::GivenInput file(data + 1, size - 1);
  fuzz::read_twice(file.path(), options);
  return 0;
}
