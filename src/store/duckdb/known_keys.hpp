// Which keys may be known already: a filter that saves a look into the table.
//
// A chain of tables of 32-bit prints, each half as big again as the one before, at about 45 bits a
// key: a key that was added is always found, another one in about 1 of 100 million cases, since
// every find costs a look into the whole table. What it finds, the table decides; so keys of a
// rolled-back slice do no harm.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace aftercare::store {

class KnownKeys {
 public:
  void add(std::string_view key);
  bool may_contain(std::string_view key) const;
  std::size_t bytes() const;

 private:
  using Block = std::array<std::uint32_t, 16>;  // A cache line, filled from its front; 0: free.
  struct Filter {
    std::vector<Block> blocks;
    std::size_t room = 0;  // Keys it still takes.
  };
  std::vector<Filter> filters_;
};

}  // namespace aftercare::store
