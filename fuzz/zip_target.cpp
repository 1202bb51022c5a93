// A zip archive: listed, every part of it opened and read.

#include "intake/part.hpp"
#include "read_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aftercare;
  const fuzz::GivenInput file(data, size);
  const auto parts = intake::parts(file.path());
  if (!parts) return 0;
  std::size_t opened = 0;
  for (const auto& part : *parts) {
    if (++opened > 16) break;
    fuzz::read_all(part.path, {}, {100, 4096});
    (void)intake::digest_of_part(part.path, "a key of 16 bytes");
    (void)intake::name_of_part(part.path);
    (void)intake::source_of_part(part.path);
  }
  return 0;
}
