// What rules counted is read or refused; what is read is written and read again as the same.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "quality/rules/counted_table.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aftercare::quality;
  const auto groups = groups_in({reinterpret_cast<const char*>(data), size});
  if (!groups) return 0;
  const auto again = groups_in(text_of(*groups));
  if (!again || *again != *groups) std::abort();
  return 0;
}
