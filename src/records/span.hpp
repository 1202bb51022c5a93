// A stretch of a text that means something: where language and privacy meet.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace aftercare::records {

enum class SpanKind : std::uint8_t {
  order_number,
  tracking_number,
  product,
  brand,
  component,
  amount,
  quantity,
  date,
  model,  // A model or SKU by its letters and digits.
  place,
  // From here on personal: privacy masks them.
  phone,
  email,
  id_card,
  bank_card,
  passport,
  plate,
  person_name,
  address,
  account,
};

constexpr bool is_personal(SpanKind kind) {
  return kind >= SpanKind::phone;
}

/// Snake case, as in files and on the command line.
std::string_view to_name(SpanKind kind);

struct Span {
  std::uint32_t begin = 0;  // Byte offsets into the text as given.
  std::uint32_t end = 0;
  SpanKind kind = SpanKind::order_number;
  float score = 1.0F;  // 0..1, how sure.
};

}  // namespace aftercare::records
