// Amounts with a unit: what "500ml", "0.5 L" and "500 毫升" have in common.

#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace aftercare::text {

struct Unit {
  std::size_t kind = 0;  // Units of one kind can stand for each other.
  std::string code;
  double factor = 1;  // How many of the kind's first unit.
};

struct Amount {
  double number = 0;
  const Unit* unit = nullptr;
  std::string_view gap;   // Between number and unit, as written.
  std::string_view word;  // The unit, as written.
};

/// Immutable once loaded; safe between threads.
class Units {
 public:
  /// Reads catalog/units.yaml and the workspace's overlay (path may be empty).
  /// Fails (usage) with file and line on an entry that is not one.
  static base::Result<Units> load(const std::filesystem::path& workspace);

  /// What a word means; null if it is no unit.
  const Unit* named(std::string_view word) const;

  /// Digits, perhaps a point, and a unit: nothing before, nothing behind, no sign. Views the text.
  std::optional<Amount> read(std::string_view text) const;

 private:
  std::vector<Unit> units_;
  std::map<std::string, std::size_t, std::less<>> words_;
};

/// The number in another unit of the same kind, as plain digits without needless zeros. Empty if
/// six decimals do not hold it.
std::string number_in(const Amount& amount, const Unit& unit);

}  // namespace aftercare::text
