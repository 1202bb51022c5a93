#include "text/look_alike_digit.hpp"

namespace aftercare::text {

std::vector<std::string> digit_readings(std::string_view signs, bool dropped) {
  constexpr std::size_t most_letters = 4;
  std::size_t letters = 0;
  for (const char c : signs) letters += digit_like(c) != '\0';
  if (letters > most_letters) return {};
  std::vector<std::string> readings;
  const std::size_t ways = dropped ? std::size_t{1} << letters : 1;
  for (std::size_t way = 0; way < ways; ++way) {
    std::string reading;
    std::size_t letter = 0;
    for (const char c : signs) {
      const char digit = digit_like(c);
      if (digit == '\0')
        reading += c;
      else if ((way >> letter++ & 1) == 0)
        reading += digit;
    }
    readings.push_back(std::move(reading));
  }
  return readings;
}

}  // namespace aftercare::text
