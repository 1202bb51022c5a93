#include "quality/duplicates/string_distance.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "base/utf8.hpp"

namespace aftercare::quality {
namespace {

constexpr std::size_t kMostBigrams = 128;

std::size_t collect_bigrams(std::string_view text, std::array<std::uint64_t, kMostBigrams>& to) {
  std::size_t count = 0;
  char32_t before = 0;
  for (std::size_t at = 0; at < text.size() && count < kMostBigrams;) {
    const char32_t point = base::next_code_point(text, at);
    if (before != 0) to[count++] = std::uint64_t{before} << 32 | point;
    before = point;
  }
  std::sort(to.begin(), to.begin() + static_cast<std::ptrdiff_t>(count));
  return count;
}

}  // namespace

float jaro_winkler(std::string_view one, std::string_view other) {
  one = one.substr(0, 64);
  other = other.substr(0, 64);
  if (one.empty() || other.empty()) return one.empty() && other.empty() ? 1.0F : 0.0F;
  const auto longest = std::max(one.size(), other.size());
  const std::size_t reach = longest / 2 > 0 ? longest / 2 - 1 : 0;
  std::uint64_t taken_one = 0;
  std::uint64_t taken_other = 0;
  for (std::size_t i = 0; i < one.size(); ++i) {
    const std::size_t from = i > reach ? i - reach : 0;
    const std::size_t to = std::min(other.size(), i + reach + 1);
    for (auto j = from; j < to; ++j)
      if (one[i] == other[j] && (taken_other >> j & 1) == 0) {
        taken_one |= std::uint64_t{1} << i;
        taken_other |= std::uint64_t{1} << j;
        break;
      }
  }
  const int matches = std::popcount(taken_one);
  if (matches == 0) return 0;
  int moved = 0;
  for (auto rest_one = taken_one, rest_other = taken_other; rest_one != 0;
       rest_one &= rest_one - 1, rest_other &= rest_other - 1)
    moved += one[static_cast<std::size_t>(std::countr_zero(rest_one))] !=
             other[static_cast<std::size_t>(std::countr_zero(rest_other))];
  const auto common = static_cast<float>(matches);
  const float jaro =
      (common / static_cast<float>(one.size()) + common / static_cast<float>(other.size()) +
       (common - static_cast<float>(moved) / 2) / common) /
      3;
  std::size_t prefix = 0;
  while (prefix < 4 && prefix < one.size() && prefix < other.size() && one[prefix] == other[prefix])
    ++prefix;
  return jaro + static_cast<float>(prefix) * 0.1F * (1 - jaro);
}

bool is_one_edit(std::string_view one, std::string_view other) {
  if (one.size() > other.size()) std::swap(one, other);
  if (other.size() - one.size() > 1 || one == other) return false;
  std::size_t at = 0;
  while (at < one.size() && one[at] == other[at]) ++at;
  if (one.size() < other.size()) return one.substr(at) == other.substr(at + 1);
  if (one.substr(at + 1) == other.substr(at + 1)) return true;
  return at + 1 < one.size() && one[at] == other[at + 1] && one[at + 1] == other[at] &&
         one.substr(at + 2) == other.substr(at + 2);
}

float bigram_dice(std::string_view one, std::string_view other) {
  std::array<std::uint64_t, kMostBigrams> first;
  std::array<std::uint64_t, kMostBigrams> second;
  const auto firsts = collect_bigrams(one, first);
  const auto seconds = collect_bigrams(other, second);
  if (firsts + seconds == 0) return one == other ? 1.0F : 0.0F;
  std::size_t both = 0;
  for (std::size_t i = 0, j = 0; i < firsts && j < seconds;) {
    both += first[i] == second[j];
    const auto a = first[i];
    const auto b = second[j];
    i += a <= b;
    j += b <= a;
  }
  return 2 * static_cast<float>(both) / static_cast<float>(firsts + seconds);
}

}  // namespace aftercare::quality
