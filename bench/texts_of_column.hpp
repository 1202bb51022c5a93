// The texts of one column of a file, as the program itself reads it.

#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "intake/reader.hpp"

namespace aftercare::bench {

inline base::Result<std::vector<std::string>> texts_of(const std::string& file,
                                                       const std::string& column) {
  auto reader = intake::open(file);
  if (!reader) return base::failure_of(reader);
  std::vector<std::string> texts;
  for (;;) {
    const auto slice = (*reader)->next();
    if (!slice) return base::failure_of(slice);
    if (!*slice) return texts;
    const auto& batch = (*slice)->batch;
    const auto at = std::ranges::find(batch.columns, column);
    if (at == batch.columns.end())
      return base::failure(fmt::format("no column '{}' in {}", column, file),
                           fmt::format("没有“{}”列：{}", column, file));
    const auto index = static_cast<std::size_t>(at - batch.columns.begin());
    for (std::size_t row = 0; row < batch.rows(); ++row) texts.emplace_back(batch.cell(row, index));
  }
}

}  // namespace aftercare::bench
