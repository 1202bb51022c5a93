// What became of every row of an ingest.

#pragma once

#include <cstdint>

namespace aftercare::records {

/// The promise: rows == stored + updated + duplicates + quarantined. Headers and blank
/// lines are counted apart and are not rows.
struct Ledger {
  std::uint64_t rows = 0;
  std::uint64_t stored = 0;
  std::uint64_t updated = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t quarantined = 0;
  std::uint64_t headers = 0;
  std::uint64_t blanks = 0;
  std::uint64_t repaired = 0;  // Of the stored and updated: rows with a repaired value.

  bool balanced() const { return rows == stored + updated + duplicates + quarantined; }
  Ledger& operator+=(const Ledger& other) {
    rows += other.rows, stored += other.stored, updated += other.updated;
    duplicates += other.duplicates, quarantined += other.quarantined;
    headers += other.headers, blanks += other.blanks, repaired += other.repaired;
    return *this;
  }
  bool operator==(const Ledger&) const = default;
};

}  // namespace aftercare::records
