// Numbers as people write them, and as workbooks do.

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "intake/xlsx/number_format.hpp"
#include "standard/number_text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aftercare;
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  (void)standard::parse_money(all);
  (void)standard::parse_integer(all);
  (void)standard::parse_boolean(all);
  (void)standard::parse_real(all);
  if (const auto rating = standard::parse_real(all, 5.0); rating && std::isnan(*rating))
    std::abort();
  const auto cut = std::min(all.find('|'), all.size());
  const auto format = intake::format_of_code(all.substr(0, cut));
  const auto raw = all.substr(std::min(cut + 1, all.size()));
  (void)intake::number_text(raw, format, size % 2 == 0);
  (void)intake::number_text(raw, intake::format_of_builtin(static_cast<unsigned>(size)), false);
  return 0;
}
