// A large table of few different values: each column as its values and, of every row, which one.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/frame.hpp"

namespace aftercare::store {

struct CodedFrame {
  struct Column {
    std::string name;
    std::vector<Cell> values;  // In the order in which they first appear; null is one of them.
    std::vector<std::uint32_t> of;
  };
  std::vector<Column> columns;
  std::size_t rows = 0;
};

CodedFrame coded(const Frame& frame);

}  // namespace aftercare::store
