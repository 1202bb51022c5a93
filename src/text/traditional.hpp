// Traditional Chinese to Simplified, by OpenCC (t2s), only where a text needs it.

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace aftercare::base {
struct PreparedDefinition;
}

namespace aftercare::text {

/// Immutable and safe between threads once loaded.
class Simplifier {
 public:
  /// Fails (internal) if OpenCC's files are missing.
  static base::Result<std::unique_ptr<Simplifier>> load();
  /// What load() takes at once where the build has laid it down.
  static base::Result<base::PreparedDefinition> prepare();
  ~Simplifier();

  /// True for a character that Simplified Chinese writes otherwise.
  bool is_traditional(char32_t point) const;
  bool has_traditional(std::string_view text) const;

  /// The text in Simplified Chinese; unchanged if nothing in it is traditional.
  std::string simplify(std::string_view text) const;
  /// The same over code points, one for one: positions keep their meaning.
  void simplify(std::vector<char32_t>& points) const;

 private:
  Simplifier();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace aftercare::text
