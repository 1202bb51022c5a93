// Roles: catalog/roles.yaml -> who may do which action, and what of the store they see.
//
//   auto policy = Policy::load(workspace);
//   auto caller = policy->caller({"li", "agent", {.agent = "A7"}});
//   caller->may("rows.read");   store.run(query, caller->viewer);

#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "records/dictionary.hpp"
#include "records/viewer.hpp"

namespace aftercare::access {

struct Action {
  std::string name;  // "rows.read".
  records::Label label;
};

struct Role {
  std::string name;
  records::Label label;
  bool every_action = false;
  std::vector<std::string> actions;
  records::FieldRights fields;
  bool only_own = false;  // The rows of the agent that the user is.

  bool may(std::string_view action) const;
};

/// Who a user is, as far as rights go.
struct Person {
  std::string name;
  std::string role;
  records::RowScope scope;
};

/// Somebody who has asked for something: what may be done, and the viewer for what is read.
struct Caller {
  records::Viewer viewer;
  bool every_action = false;
  std::vector<std::string> actions;
  bool is_owner = false;  // The terminal, or a one-time link made there.

  bool may(std::string_view action) const;
  /// Fails (a refusal) if the action is not theirs.
  base::Result<void> check(std::string_view action) const;
  static Caller owner();
};

class Policy {
 public:
  /// The shipped roles, overlaid by the workspace's (path may be empty). Fails (usage) with file
  /// and line on an action or a field that nobody knows.
  static base::Result<Policy> load(const std::filesystem::path& workspace,
                                   const records::Dictionary& dictionary);
  static base::Result<Policy> load_files(const std::vector<std::filesystem::path>& files,
                                         const records::Dictionary& dictionary);

  const std::vector<Action>& actions() const { return actions_; }
  const std::vector<Role>& roles() const { return roles_; }
  /// nullptr if unknown.
  const Role* role(std::string_view name) const;
  bool knows_action(std::string_view name) const;

  /// `token_key` makes the signs that stand for values. Fails (usage) on an unknown role.
  base::Result<Caller> caller(const Person& person, std::string token_key) const;

 private:
  std::vector<Action> actions_;
  std::vector<Role> roles_;
};

}  // namespace aftercare::access
