// Any bytes, in any encoding, become UTF-8, and the same UTF-8 however they are cut.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/decoder.hpp"
#include "base/double_encoding.hpp"
#include "base/encoding.hpp"
#include "base/utf8.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

std::string decoded_in_pieces(aftercare::base::Encoding encoding, std::string_view bytes,
                              std::size_t piece) {
  aftercare::base::Decoder decoder(encoding);
  std::string text, left;
  std::vector<std::size_t> replaced;
  for (std::size_t at = 0; at <= bytes.size(); at += piece) {
    const bool last = at + piece > bytes.size();
    left += bytes.substr(at, piece);
    std::string room(aftercare::base::Decoder::room_for(left.size()), '\0');
    const auto step = decoder.decode(left, last, room.data(), replaced);
    require(step.used <= left.size() && step.written <= room.size());
    text += room.substr(0, step.written);
    left.erase(0, step.used);
    if (last) require(left.empty());
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aftercare::base;
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  (void)detect_encoding(bytes);
  const auto encoding = static_cast<Encoding>(data[0] % 6);
  const auto whole = decoded_in_pieces(encoding, bytes, bytes.size() + 1);
  require(is_utf8(whole));
  require(decoded_in_pieces(encoding, bytes, 1 + data[0] / 6 % 5) == whole);
  if (const auto mended = repair_double_encoded(whole)) require(is_utf8(*mended));
  return 0;
}
