#include "read_file.hpp"

// The first byte chooses what is given; the rest is the file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aftercare;
  if (size == 0) return 0;
  intake::OpenOptions options;
  options.longest_record = 4096;
  options.longest_field = 256;
  if (data[0] & 1) options.format = intake::Format::csv;
  if (data[0] & 2) options.has_header = (data[0] & 4) != 0;
  if (data[0] & 8) options.encoding = base::Encoding::gb18030;
  const fuzz::GivenInput file(data + 1, size - 1);
  fuzz::read_twice(file.path(), options);
  return 0;
}
