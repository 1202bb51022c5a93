#include "pipeline/amount.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace aftercare::pipeline {
namespace {

constexpr std::uint64_t kMostSeconds = 366ULL * 24 * 3600;

}  // namespace

std::optional<Amount> amount_of(std::string_view text) {
  static const std::map<std::string_view, std::uint64_t> units = {
      {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 0 || digits > 12) return std::nullopt;
  Amount amount;
  amount.number = std::stoull(std::string(text.substr(0, digits)));
  if (digits == text.size()) return amount;
  const auto unit = units.find(text.substr(digits));
  if (unit == units.end() || amount.number * unit->second > kMostSeconds * 1000)
    return std::nullopt;
  amount.milliseconds = amount.number * unit->second;
  amount.is_time = true;
  return amount;
}

}  // namespace aftercare::pipeline
