// What was found about a row: data about data. Never dropped, never printed with a personal value.

#pragma once

#include <cstdint>
#include <string>

namespace aftercare::records {

enum class FindingKind : std::uint8_t {
  flagged,      // Worth knowing; the record is stored as it is.
  repaired,     // A value was changed: `before` and the record's new value stand side by side.
  unresolved,   // A reference to something not yet known; resolves itself when it arrives.
  quarantined,  // The reason why the row was set aside.
};

struct Finding {
  std::uint32_t row = 0;  // Index in the batch.
  FindingKind kind = FindingKind::flagged;
  std::string field;   // Empty: the whole row.
  std::string rule;    // The rule's or repair's name; messages are looked up by it.
  std::string before;  // Old value. Sealed or masked by privacy before it is stored.
  std::string after;   // New value, for repaired. The same holds.
};

}  // namespace aftercare::records
