// Work on a range of rows, cut into blocks that threads take one after the other.
//
// What a block computes may depend on the block alone, so results are the same whatever the number
// of threads.

#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace aftercare::base {

/// As many threads as the machine has processors, at most 16.
inline unsigned default_workers() {
  return std::clamp(std::thread::hardware_concurrency(), 1U, 16U);
}

/// Calls work(block, from, to) for every block of `size` of the range [0, count). `work` must not
/// throw.
template <typename Work>
void for_blocks(std::size_t count, std::size_t size, unsigned workers, const Work& work) {
  const std::size_t blocks = (count + size - 1) / size;
  std::atomic<std::size_t> next{0};
  const auto run = [&] {
    for (std::size_t block; (block = next.fetch_add(1)) < blocks;)
      work(block, block * size, std::min(count, (block + 1) * size));
  };
  std::vector<std::jthread> threads;
  for (unsigned i = 1; i < std::min<std::size_t>(workers, blocks); ++i) threads.emplace_back(run);
  run();
}

}  // namespace aftercare::base
