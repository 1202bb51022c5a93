#include "language/date_words.hpp"

namespace aftercare::language {

std::optional<int> DateWords::take_number() {
  int value = 0;
  std::size_t at = 0;
  while (at < rest_.size() && at < 8 && rest_[at] >= '0' && rest_[at] <= '9')
    value = value * 10 + (rest_[at++] - '0');
  if (at > 0) {
    rest_.remove_prefix(at);
    skip_spaces();
    return value;
  }
  static constexpr std::pair<std::string_view, int> english[] = {
      {"a couple of", 2}, {"couple of", 2}, {"one", 1},     {"two", 2},   {"three", 3},
      {"four", 4},        {"five", 5},      {"six", 6},     {"seven", 7}, {"eight", 8},
      {"nine", 9},        {"ten", 10},      {"twelve", 12}, {"an ", 1},   {"a ", 1}};
  if (const auto number = take_one(english)) return number;
  static constexpr std::pair<std::string_view, int> digits[] = {
      {"一", 1}, {"二", 2}, {"两", 2}, {"三", 3}, {"四", 4},
      {"五", 5}, {"六", 6}, {"七", 7}, {"八", 8}, {"九", 9}};
  const auto tens = take_one(digits);
  if (!take("十")) return tens;
  const auto ones = take_one(digits);
  return tens.value_or(1) * 10 + ones.value_or(0);
}

}  // namespace aftercare::language
