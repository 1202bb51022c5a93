#include "store/duckdb/known_keys.hpp"

#include <algorithm>
#include <functional>

namespace aftercare::store {
namespace {

constexpr std::size_t keys_per_block = 16;
constexpr std::size_t first_blocks = std::size_t{1} << 12;
constexpr int bits_per_key = 9;

std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93ULL;
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93ULL;
  return x ^ (x >> 32);
}

// Calls visit(word, bit mask) for the key's bits within a block until it returns false.
template <typename Visit>
bool each_bit(std::uint64_t hash, Visit visit) {
  std::uint64_t bits = mix(hash ^ 0x9e3779b97f4a7c15ULL);
  for (int i = 0; i < bits_per_key; ++i) {
    if (i == 7) bits = mix(hash ^ 0x2545f4914f6cdd1dULL);
    if (!visit((bits >> 6) & 7, std::uint64_t{1} << (bits & 63))) return false;
    bits >>= 9;
  }
  return true;
}

}  // namespace

void KnownKeys::add(std::string_view key) {
  if (filters_.empty() || filters_.back().room == 0) {
    const auto blocks = filters_.empty() ? first_blocks : filters_.back().blocks.size() * 2;
    filters_.push_back({std::vector<Block>(blocks), blocks * keys_per_block});
  }
  auto& filter = filters_.back();
  const auto hash = mix(std::hash<std::string_view>{}(key));
  auto& block = filter.blocks[hash & (filter.blocks.size() - 1)];
  each_bit(hash, [&block](std::size_t word, std::uint64_t bit) {
    block[word] |= bit;
    return true;
  });
  --filter.room;
}

bool KnownKeys::may_contain(std::string_view key) const {
  const auto hash = mix(std::hash<std::string_view>{}(key));
  return std::ranges::any_of(filters_, [hash](const Filter& filter) {
    const auto& block = filter.blocks[hash & (filter.blocks.size() - 1)];
    return each_bit(
        hash, [&block](std::size_t word, std::uint64_t bit) { return (block[word] & bit) != 0; });
  });
}

std::size_t KnownKeys::bytes() const {
  std::size_t sum = 0;
  for (const auto& filter : filters_) sum += filter.blocks.size() * sizeof(Block);
  return sum;
}

}  // namespace aftercare::store
