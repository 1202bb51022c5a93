// catalog/api.yaml: every endpoint and every command, and the action that it needs. What is not
// listed is refused, so that nothing can be reached without a policy.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/cli/arguments.hpp"
#include "base/result.hpp"
#include "records/dictionary.hpp"

namespace aftercare::app {

inline constexpr std::string_view kPublic = "public";
inline constexpr std::string_view kBySource = "source";
/// Of commands that open no store, or make one: whoever may run programs here may run them.
inline constexpr std::string_view kOfMachine = "machine";

struct Endpoint {
  std::string method;
  std::string path;  // Behind /api/v1/: "uploads/{id}/stop", "case/{key+}".
  std::string action;
  std::string takes;  // Media type of the body if it is no JSON.
  records::Label label;
};

struct ListedCommand {
  std::string name;  // "quarantine show".
  std::string action;
  records::Label instead;  // What whoever may not run it is told to do; empty: nothing.
};

class NeededActions {
 public:
  static base::Result<NeededActions> load();

  const std::vector<Endpoint>& endpoints() const { return endpoints_; }
  const std::vector<ListedCommand>& commands() const { return commands_; }
  /// nullptr: it is not listed. HEAD counts as GET. A part in words wins over a `{name}`.
  const Endpoint* endpoint(std::string_view method, std::string_view name) const;
  /// True if another method is listed for it.
  bool has_path(std::string_view name) const;
  /// nullptr: it is not listed.
  const ListedCommand* listed(const CommandArguments& command) const;

 private:
  std::vector<Endpoint> endpoints_;
  std::vector<ListedCommand> commands_;
};

/// As api.yaml calls it.
std::string command_name(const CommandArguments& command);

}  // namespace aftercare::app
