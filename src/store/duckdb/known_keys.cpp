#include "store/duckdb/known_keys.hpp"

#include <algorithm>
#include <functional>

namespace aftercare::store {
namespace {

constexpr std::size_t keys_per_block = 13;  // A block that is full goes on in the next.
constexpr std::size_t first_blocks = std::size_t{1} << 12;
// Of a table to the one before: every find looks into each, and the last is half empty.
constexpr double growth = 1.5;

std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93ULL;
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93ULL;
  return x ^ (x >> 32);
}

// Where a key is looked for, and what stands there.
struct Print {
  std::uint32_t place;
  std::uint32_t value;

  std::size_t in(std::size_t blocks) const { return std::uint64_t{place} * blocks >> 32; }
};

std::size_t behind(std::size_t at, std::size_t blocks) {
  return at + 1 == blocks ? 0 : at + 1;
}

Print print_of(std::string_view key) {
  const auto hash = mix(std::hash<std::string_view>{}(key));
  const auto value = static_cast<std::uint32_t>(hash >> 32);
  return {static_cast<std::uint32_t>(hash), value == 0 ? 1 : value};
}

}  // namespace

void KnownKeys::add(std::string_view key) {
  if (filters_.empty() || filters_.back().room == 0) {
    const auto before = static_cast<double>(filters_.empty() ? 0 : filters_.back().blocks.size());
    const auto blocks = std::max(first_blocks, static_cast<std::size_t>(before * growth));
    filters_.push_back({std::vector<Block>(blocks), blocks * keys_per_block});
  }
  auto& [blocks, room] = filters_.back();
  const auto print = print_of(key);
  for (auto at = print.in(blocks.size());; at = behind(at, blocks.size())) {
    auto& block = blocks[at];
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
    const auto& blocks = filter.blocks;
    for (auto at = print.in(blocks.size());; at = behind(at, blocks.size())) {
      const auto& block = blocks[at];
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
