#include "store/duckdb/known_keys.hpp"

#include <algorithm>
#include <functional>

namespace aftercare::store {
namespace {

constexpr std::size_t keys_per_block = 11;  // A block that is full goes on in the next.
constexpr std::size_t first_blocks = std::size_t{1} << 12;

std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93ULL;
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93ULL;
  return x ^ (x >> 32);
}

// Where a key is looked for, and what stands there.
struct Print {
  std::uint64_t place;
  std::uint32_t value;
};

Print print_of(std::string_view key) {
  const auto hash = mix(std::hash<std::string_view>{}(key));
  const auto value = static_cast<std::uint32_t>(hash >> 32);
  return {hash, value == 0 ? 1 : value};
}

}  // namespace

void KnownKeys::add(std::string_view key) {
  if (filters_.empty() || filters_.back().room == 0) {
    const auto blocks = filters_.empty() ? first_blocks : filters_.back().blocks.size() * 2;
    filters_.push_back({std::vector<Block>(blocks), blocks * keys_per_block});
  }
  auto& [blocks, room] = filters_.back();
  const auto print = print_of(key);
  for (auto at = print.place;; ++at) {
    auto& block = blocks[at & (blocks.size() - 1)];
    // A key that comes again and again takes no more room.
    const auto place = std::ranges::find_if(
        block, [&print](std::uint32_t value) { return value == 0 || value == print.value; });
    if (place == block.end()) continue;
    if (*place == print.value) return;
    *place = print.value;
    break;
  }
  --room;
}

bool KnownKeys::may_contain(std::string_view key) const {
  const auto print = print_of(key);
  return std::ranges::any_of(filters_, [&print](const Filter& filter) {
    for (auto at = print.place;; ++at) {
      const auto& block = filter.blocks[at & (filter.blocks.size() - 1)];
      unsigned equal = 0;  // Without leaving early: so it is one comparison of the whole line.
      for (const auto value : block) equal += value == print.value;
      if (equal != 0) return true;
      if (block.back() == 0) return false;
    }
  });
}

std::size_t KnownKeys::bytes() const {
  std::size_t sum = 0;
  for (const auto& filter : filters_) sum += filter.blocks.size() * sizeof(Block);
  return sum;
}

}  // namespace aftercare::store
