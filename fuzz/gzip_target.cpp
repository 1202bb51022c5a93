// Bytes taken for gzip, or none: read whole and in small pieces alike.

#include <string>

#include "intake/byte_source.hpp"
#include "read_file.hpp"

namespace {

std::string unpacked(const std::string& bytes, std::size_t piece) {
  using namespace aftercare::intake;
  auto source = ByteSource::unpacked(ByteSource::of_store(ByteStore::of_text(bytes)));
  if (!source) return "";
  std::string all;
  while (all.size() < (1 << 20)) {
    const auto before = all.size();
    all.resize(before + piece);
    const auto got = (*source)->read(all.data() + before, piece);
    if (!got) return "failed";
    all.resize(before + *got);
    aftercare::fuzz::require((*source)->consumed() <= bytes.size());
    if (*got < piece) break;
  }
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto whole = unpacked(bytes, 1 << 20);
  const auto pieces = unpacked(bytes, 4096);
  aftercare::fuzz::require(whole == pieces || whole == "failed" || pieces == "failed" ||
                           whole.size() >= (1 << 20) || pieces.size() >= (1 << 20));
  return 0;
}
