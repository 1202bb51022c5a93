// How long it takes to explain a gap between two groups of many rows, up to three conditions deep.
//
// drivers_speed [ROWS [DIMENSIONS]]: a line of JSON for each kind of number.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <random>
#include <string>

#include "insight/drivers/drivers.hpp"

namespace {

using namespace aftercare::insight;

/// Values of the dimensions of a shop: few that are frequent, many that are rare.
constexpr std::uint32_t kinds[] = {14, 200, 800, 31, 6, 7, 8, 12, 24, 5, 340, 40};

LabelledRows rows_of(std::size_t n, std::size_t dimensions) {
  std::mt19937 random(7);
  LabelledRows rows;
  for (std::size_t d = 0; d < dimensions; ++d) {
    auto& dimension = rows.dimensions.emplace_back();
    const auto values = kinds[d % std::size(kinds)];
    dimension.name = fmt::format("d{}", d);
    for (std::uint32_t v = 0; v < values; ++v) dimension.values.push_back(fmt::format("v{}", v));
    dimension.of.reserve(n);
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (auto& dimension : rows.dimensions) {
      const double u = static_cast<double>(random()) / 4294967296.0;
      dimension.of.push_back(
          static_cast<std::uint32_t>(u * u * static_cast<double>(dimension.values.size())));
    }
    rows.groups.push_back(random() % 2);
  }
  return rows;
}

double chance_at(const LabelledRows& rows, std::size_t i) {
  const auto at = [&](std::size_t d, std::uint32_t value) {
    return rows.dimensions.size() > d && rows.dimensions[d].of[i] == value;
  };
  if (rows.groups[i] == 0) return 0.1;
  if (at(3, 2) && at(4, 1)) return 0.25;  // One carrier in one province,
  if (at(1, 0)) return 0.16;              // and one product.
  return at(5, 3) ? 0.12 : 0.1;
}

void run(const char* what, const LabelledRows& rows, Measure measure) {
  const auto begun = std::chrono::steady_clock::now();
  DriverSettings settings;
  settings.measure = measure;
  const auto drivers = drivers_of(rows, settings);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  std::string first;
  if (!drivers->segments.empty())
    for (const auto& [dimension, value] : drivers->segments.front().conditions)
      first += fmt::format("d{}=v{} ", dimension, value);
  fmt::print(
      "{{\"what\":\"{}\",\"rows\":{},\"dimensions\":{},\"seconds\":{:.3f},\"looked_at\":{},"
      "\"found\":{},\"first\":\"{}\"}}\n",
      what, rows.size(), rows.dimensions.size(), took.count(), drivers->looked_at,
      drivers->segments.size(), first);
}

}  // namespace

int main(int words, char** word) {
  const auto n = words > 1 ? std::strtoul(word[1], nullptr, 10) : 1'000'000UL;
  auto rows = rows_of(n, words > 2 ? std::strtoul(word[2], nullptr, 10) : 12UL);
  std::mt19937 random(8);
  const auto share = [&random] { return static_cast<double>(random()) / 4294967296.0; };
  run("count", rows, Measure::count);
  for (std::size_t i = 0; i < n; ++i) rows.sums.push_back(share() < chance_at(rows, i) ? 1 : 0);
  run("rate", rows, Measure::mean);
  for (std::size_t i = 0; i < n; ++i) rows.sums[i] = 1 + std::floor(share() * 5) - rows.sums[i];
  run("mean", rows, Measure::mean);
}
