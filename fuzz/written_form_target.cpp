// What phones, tracking numbers, couriers, amounts and addresses are read from.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "text/courier.hpp"
#include "text/phone_text.hpp"
#include "text/region.hpp"
#include "text/unit.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aftercare;
  static const auto couriers = text::Couriers::load({}).value();
  static const auto units = text::Units::load({}).value();
  static const auto regions = text::Regions::load({}).value();
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  // What was read once is read the same again.
  if (const auto phone = text::read_phone(all)) {
    const auto again = text::read_phone(phone->number);
    if (!again || again->number != phone->number) std::abort();
  }
  if (const auto number = couriers.read_number(all)) {
    const auto again = couriers.read_number(*number);
    if (!again || *again != *number) std::abort();
  }
  if (const auto amount = units.read(all)) {
    if (amount->unit == nullptr || !(amount->number >= 0)) std::abort();
    (void)text::number_in(*amount, *amount->unit);
  }
  (void)couriers.named(all);
  (void)regions.place(all);
  return 0;
}
