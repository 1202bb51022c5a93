// What was found about a row: data about data. Never dropped, never printed with a personal value.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace aftercare::records {

enum class FindingKind : std::uint8_t {
  flagged,      // Worth knowing; the record is stored as it is.
  repaired,     // A value was changed: `before` and the record's new value stand side by side.
  proposed,     // A repair too unsure to be made: `after` is what it would put there.
  unresolved,   // A reference to something not yet known; resolves itself when it arrives.
  quarantined,  // The reason why the row was set aside.
};

/// Of a finding that repairs nothing.
inline constexpr double kNoConfidence = -1;

/// What findings call a value that was mended as somebody decided.
inline constexpr std::string_view kDecidedRule = "decided_value";
/// How the name of a personal value ends where people decide about it (privacy::called): RE2.
inline constexpr std::string_view kCalledPersonal = "#[0-9a-f]{10}$";
inline constexpr std::size_t kCalledPersonalDigits = 10;

struct Finding {
  std::uint32_t row = 0;  // Index in the batch.
  FindingKind kind = FindingKind::flagged;
  std::string field;   // Empty: the whole row.
  std::string rule;    // The rule's or repair's name; messages are looked up by it.
  std::string before;  // Old value. Sealed or masked by privacy before it is stored.
  std::string after;   // New value, for repaired and proposed. The same holds.
  /// How likely a repair is right, 0 to 1, where the stage knows better than its rule's usual one.
  double confidence = kNoConfidence;
};

}  // namespace aftercare::records
