// Who reads the store. Every read takes one, so that rights have one place.

#pragma once

#include <string>

namespace aftercare::records {

enum class Role { manager, owner };

struct Viewer {
  Role role = Role::manager;
  std::string name;  // For the audit; no personal value.
  static Viewer owner() { return {Role::owner, "command line"}; }
};

}  // namespace aftercare::records
