#include "simulate/gb18030.hpp"

#include <iconv.h>

#include <algorithm>

#include "base/utf8.hpp"

namespace aftercare::simulate {
namespace {

constexpr char32_t kFirstPlane = 0x10000;

void append_supplementary(std::string& to, char32_t point) {
  auto rest = static_cast<std::uint32_t>(point - kFirstPlane) + 189'000;  // 90 30 81 30
  const auto fourth = rest % 10;
  rest /= 10;
  const auto third = rest % 126;
  rest /= 126;
  const auto second = rest % 10;
  rest /= 10;
  to.push_back(static_cast<char>(0x81 + rest));
  to.push_back(static_cast<char>(0x30 + second));
  to.push_back(static_cast<char>(0x81 + third));
  to.push_back(static_cast<char>(0x30 + fourth));
}

}  // namespace

base::Result<Gb18030> Gb18030::make() {
  iconv_t converter = iconv_open("GB18030", "UTF-8");
  if (converter == reinterpret_cast<iconv_t>(-1))
    return base::failure(base::ErrorKind::internal, "this system cannot write GB18030",
                         "本系统无法写出 GB18030 编码");
  Gb18030 made;
  made.codes_.resize(kFirstPlane);
  std::string utf8;
  for (char32_t point = 0x80; point < kFirstPlane; ++point) {
    if (point >= 0xD800 && point <= 0xDFFF) continue;
    utf8.clear();
    base::append_code_point(utf8, point);
    auto& code = made.codes_[point];
    char* in = utf8.data();
    char* out = code.bytes.data();
    std::size_t in_left = utf8.size();
    std::size_t out_left = code.bytes.size();
    if (iconv(converter, &in, &in_left, &out, &out_left) != static_cast<std::size_t>(-1))
      code.size = static_cast<std::uint8_t>(code.bytes.size() - out_left);
  }
  iconv_close(converter);
  return made;
}

void Gb18030::append(std::string& to, std::string_view utf8) const {
  for (std::size_t at = 0; at < utf8.size();) {
    const auto ascii = at;
    while (at < utf8.size() && static_cast<unsigned char>(utf8[at]) < 0x80) ++at;
    to.append(utf8, ascii, at - ascii);
    if (at == utf8.size()) return;
    const auto point = base::next_code_point(utf8, at);
    if (point >= kFirstPlane) {
      append_supplementary(to, point);
    } else if (const auto& code = codes_[point]; code.size != 0) {
      to.append(code.bytes.data(), code.size);
    } else {
      to.push_back('?');
    }
  }
}

}  // namespace aftercare::simulate
