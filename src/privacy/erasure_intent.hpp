// An erasure that was begun: all that is needed to finish it after a crash.
//
// It is written to keys.sqlite before the first key is destroyed, because afterwards nobody can
// tell any more what belonged to the person.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace aftercare::privacy {

struct ErasureIntent {
  std::int64_t number = 0;  // Given when it is written.
  std::string customer;     // The id; forgotten when the erasure is done.
  std::string replacement;  // The random id that stands for it in what stays.
  std::string actor;
  std::string reason;
  // Names of keys to be destroyed ("customer/7", "case/3", "quarantine/FILE/ROW") and of what
  // shall not come again ("order/12"). None of them gets a key again.
  std::vector<std::string> names;
};

}  // namespace aftercare::privacy
