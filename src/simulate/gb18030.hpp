// UTF-8 to GB18030 through a table asked of the system once: as fast as copying.

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace aftercare::simulate {

/// Immutable once made; shared by every file of one run.
class Gb18030 {
 public:
  /// Fails (internal) if the system's iconv does not know GB18030.
  static base::Result<Gb18030> make();

  /// REQUIRES well-formed UTF-8. Every code point has its GB18030 form.
  void append(std::string& to, std::string_view utf8) const;

 private:
  struct Code {
    std::uint8_t size = 0;
    std::array<char, 4> bytes{};
  };
  std::vector<Code> codes_;  // One per code point of the first plane.
};

}  // namespace aftercare::simulate
