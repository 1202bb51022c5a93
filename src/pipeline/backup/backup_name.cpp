#include "pipeline/backup/backup_name.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>

namespace aftercare::pipeline {
namespace {

using Milliseconds = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

constexpr std::size_t kMomentSigns = 19;  // "20261126T075900123Z"

std::optional<int> digits_at(std::string_view name, std::size_t at, std::size_t count) {
  int number = 0;
  for (const char sign : name.substr(at, count)) {
    if (sign < '0' || sign > '9') return std::nullopt;
    number = number * 10 + (sign - '0');
  }
  return number;
}

}  // namespace

std::optional<std::chrono::system_clock::time_point> moment_of_backup(std::string_view name) {
  if (name.size() < kMomentSigns || name[8] != 'T' || name[kMomentSigns - 1] != 'Z') return {};
  const auto year = digits_at(name, 0, 4), month = digits_at(name, 4, 2),
             day = digits_at(name, 6, 2);
  const auto hour = digits_at(name, 9, 2), minute = digits_at(name, 11, 2),
             second = digits_at(name, 13, 2), thousandths = digits_at(name, 15, 3);
  if (!year || !month || !day || !hour || !minute || !second || !thousandths) return {};
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return {};
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second) + std::chrono::milliseconds(*thousandths);
}

std::string backup_name(std::chrono::system_clock::time_point now,
                        const std::vector<std::string>& others) {
  auto at = std::chrono::floor<std::chrono::milliseconds>(now);
  for (const auto& other : others)
    if (const auto moment = moment_of_backup(other))
      at = std::max(at, Milliseconds(std::chrono::floor<std::chrono::milliseconds>(*moment)) +
                            std::chrono::milliseconds(1));
  std::uint32_t random = 0;
  std::ifstream("/dev/urandom", std::ios::binary)
      .read(reinterpret_cast<char*>(&random), sizeof random);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at);
  return fmt::format("{:%Y%m%dT%H%M%S}{:03}Z-{:08x}", seconds, (at - seconds).count(), random);
}

}  // namespace aftercare::pipeline
