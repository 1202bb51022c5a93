// The flow that cases should take: catalog/flows.yaml, or a file of the user's in the same form.

#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace aftercare::insight {

struct DeclaredStep {
  std::string code;
  base::Message label;
  std::vector<std::string> names;  // As sources write it, beside code and labels.
  std::string by;                  // Who does it: customer, shop, courier ...; may be empty.
  bool required = false;           // No finished case lacks it.
  bool begins = false, ends = false;
  std::vector<std::size_t> next;  // Steps that may follow it.
};

struct DeclaredLimit {
  std::size_t from = 0, to = 0;
  double most_s = 0;  // From the first `from` to the first `to` behind it.
};

struct DeclaredFlow {
  std::string name;
  base::Message label;
  std::vector<DeclaredStep> steps;
  std::vector<DeclaredLimit> limits;
  std::map<std::string, base::Message> parties;  // What those are called that do the steps.

  /// By code, label or another name, small and capital letters alike.
  std::optional<std::size_t> step(std::string_view called) const;
};

/// Of a file. Fails (usage) with file and line on a flow without steps or without a beginning, on a
/// step that is named but not there, and on a limit that is no time.
base::Result<std::vector<DeclaredFlow>> read_flows(const std::filesystem::path& file);

/// A file's first flow if `name` is a file, else the one of the catalog (the workspace's wins,
/// flows and parties alike). Fails (usage) on a name that there is not, with those there are.
base::Result<DeclaredFlow> declared_flow(const std::string& name,
                                         const std::filesystem::path& workspace);

}  // namespace aftercare::insight
