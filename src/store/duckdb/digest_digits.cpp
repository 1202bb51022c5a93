#include "store/duckdb/digest_digits.hpp"

#include <charconv>
#include <cstdint>

namespace aftercare::store {
namespace {

constexpr std::uint64_t highest_bit = std::uint64_t{1} << 63;
constexpr std::size_t digits_of_half = 16;

}  // namespace

std::optional<duckdb_hugeint> held_digest(std::string_view digits) {
  if (digits.size() != 2 * digits_of_half) return std::nullopt;
  std::uint64_t halves[2];
  for (std::size_t i = 0; i < 2; ++i) {
    const auto* const begin = digits.data() + i * digits_of_half;
    const auto* const end = begin + digits_of_half;
    const auto [stop, error] = std::from_chars(begin, end, halves[i], 16);
    if (error != std::errc{} || stop != end) return std::nullopt;
  }
  return duckdb_hugeint{halves[1], static_cast<std::int64_t>(halves[0] ^ highest_bit)};
}

std::string digits_of_digest(const duckdb_hugeint& held) {
  static constexpr std::string_view hex = "0123456789abcdef";
  const std::uint64_t halves[2] = {static_cast<std::uint64_t>(held.upper) ^ highest_bit,
                                   held.lower};
  std::string digits(2 * digits_of_half, '0');
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const auto shift = 60 - 4 * (i % digits_of_half);
    digits[i] = hex[(halves[i / digits_of_half] >> shift) & 15];
  }
  return digits;
}

}  // namespace aftercare::store
