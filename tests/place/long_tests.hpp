// Whether the tests that take minutes are wanted: scripts/test --long.

#pragma once

#include <cstdlib>
#include <string_view>

namespace aftercare::place {

inline bool long_tests() {
  const char* asked = std::getenv("AFTERCARE_LONG_TESTS");
  return asked != nullptr && std::string_view(asked) == "yes";
}

}  // namespace aftercare::place
