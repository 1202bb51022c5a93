#include "simulate/random.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace aftercare::simulate {

Random::Random(std::uint64_t seed, std::uint64_t stream) {
  std::uint64_t at = mixed(seed) ^ mixed(stream + 0x5EED);
  for (auto& word : state_) word = mixed(at++);
}

std::uint64_t Random::next() {
  auto& s = state_;
  const auto result = std::rotl(s[0] + s[3], 23) + s[0];
  const auto shifted = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= shifted;
  s[3] = std::rotl(s[3], 45);
  return result;
}

std::uint32_t Random::count(double mean) {
  if (mean <= 0) return 0;
  if (mean < 0.5) return chance(mean) ? 1 : 0;
  double bell = -6;
  for (int i = 0; i < 12; ++i) bell += unit();
  const double value = mean + std::sqrt(mean) * bell + unit() - 0.5;
  return value < 0.5 ? 0 : static_cast<std::uint32_t>(value + 0.5);
}

std::int64_t Random::quantile(std::span<const std::int64_t> points) {
  const auto steps = static_cast<std::uint64_t>(points.size() - 1) << 16;
  const auto place = ((next() >> 32) * steps) >> 32;
  const auto at = static_cast<std::size_t>(place >> 16);
  const auto part = static_cast<std::int64_t>(place & 0xFFFF);
  return points[at] + (points[at + 1] - points[at]) * part / 65536;
}

std::size_t Weights::pick(Random& random) const {
  const auto drawn = random.below(total());
  const auto found = std::upper_bound(sums_.begin(), sums_.end(), drawn);
  return static_cast<std::size_t>(found - sums_.begin());
}

}  // namespace aftercare::simulate
