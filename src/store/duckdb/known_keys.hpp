// Which keys may be known already: a filter that saves a look into the table.
//
// A chain of blocked Bloom filters, each twice as big as the one before, at 32 bits a key: a key
// that was added is always found, another one in about 1 of 100,000 cases. What it finds, the
// table decides; so keys of a rolled-back slice do no harm.

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
  using Block = std::array<std::uint64_t, 8>;  // A cache line.
  struct Filter {
    std::vector<Block> blocks;  // A power of two.
    std::size_t room = 0;       // Keys it still takes.
  };
  std::vector<Filter> filters_;
};

}  // namespace aftercare::store
