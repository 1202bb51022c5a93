// A raw row set aside, sealed whole: it may hold anything about anybody.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "privacy/vault.hpp"

namespace aftercare::privacy {

struct SealedRow {
  std::string person;  // "quarantine/<file_id>/<row>": a key of its own.
  std::string sealed;
};

/// What was set aside: cells under their columns, or the text that could not become cells.
struct RawRow {
  std::vector<std::string> columns;
  std::vector<std::string> cells;
  std::string raw;
};

/// REQUIRES as many cells as columns. Call vault.sync() before the result is committed.
base::Result<SealedRow> seal_cells(Vault& vault, std::string_view file_id, std::uint64_t row,
                                   std::span<const std::string> columns,
                                   std::span<const std::string_view> cells);
base::Result<SealedRow> seal_raw(Vault& vault, std::string_view file_id, std::uint64_t row,
                                 std::string_view raw);

/// Fails as Vault::unseal does, or (internal) if it is no sealed row.
base::Result<RawRow> unseal_row(Vault& vault, std::string_view person, std::string_view sealed);

}  // namespace aftercare::privacy
