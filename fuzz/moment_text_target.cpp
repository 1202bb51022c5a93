// A text is a moment, a day, or neither; and the same when asked again.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "standard/moment_text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aftercare;
  if (size == 0) return 0;
  static const auto zone = records::Zone::named("America/New_York").value();
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto format = static_cast<standard::DateFormat>(data[0] % 4);
  using standard::DateFormat;
  using standard::MomentReader;
  static MomentReader readers[] = {
      MomentReader(zone), MomentReader(zone, DateFormat::month_day_year),
      MomentReader(zone, DateFormat::day_month_year), MomentReader(zone, DateFormat::excel_serial)};
  const auto moment = readers[data[0] % 4].moment(text);
  (void)readers[data[0] % 4].day(text);
  standard::MomentReader fresh(zone, format);
  if (fresh.moment(text) != moment) std::abort();
  return 0;
}
