#include "access/policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/share.hpp"
#include "base/yaml_file.hpp"

namespace aftercare::access {
namespace {

namespace fs = std::filesystem;
using records::PiiClass;
using records::Shown;

bool holds(const std::vector<std::string>& list, std::string_view one) {
  return std::ranges::find(list, one) != list.end();
}

std::optional<Shown> shown_named(std::string_view name) {
  for (const auto shown : {Shown::hidden, Shown::token, Shown::masked, Shown::clear})
    if (records::to_name(shown) == name) return shown;
  return std::nullopt;
}

std::optional<PiiClass> class_named(std::string_view name) {
  for (const auto pii : {PiiClass::none, PiiClass::pseudonym, PiiClass::free_text,
                         PiiClass::personal, PiiClass::sensitive})
    if (records::to_name(pii) == name) return pii;
  return std::nullopt;
}

tl::unexpected<base::Error> flaw(const fs::path& file, const YAML::Node& node, std::string en,
                                 std::string zh) {
  const auto at = base::where(file, node);
  return base::failure(fmt::format("{}, at {}", en, at), fmt::format("{}，位于 {}", zh, at));
}

// One file's roles, read one after the other.
class RoleFile {
 public:
  RoleFile(const fs::path& file, const records::Dictionary& dictionary,
           const std::vector<Action>& actions)
      : file_(file), dictionary_(dictionary), actions_(actions) {}

  base::Result<Role> role(const YAML::Node& node) const {
    Role role;
    role.name = base::text_or(node, "name", "");
    const auto label = node.IsMap() ? node["label"] : YAML::Node();
    role.label = {base::text_or(label, "en", role.name), base::text_or(label, "zh", role.name)};
    if (role.name.empty()) return flaw(file_, node, "a role has no name", "角色没有名称");
    const auto rows = base::text_or(node, "rows", "");
    if (rows != "all" && rows != "own")
      return flaw(file_, node, fmt::format("'rows' is neither all nor own: role {}", role.name),
                  fmt::format("rows 应为 all 或 own：角色 {}", role.name));
    role.only_own = rows == "own";
    if (const auto read = read_actions(node["actions"], role); !read) return base::failure_of(read);
    if (const auto read = read_fields(node["fields"], role); !read) return base::failure_of(read);
    return role;
  }

 private:
  base::Result<void> read_actions(const YAML::Node& node, Role& role) const {
    role.every_action = node && node.IsScalar() && node.Scalar() == "all";
    if (role.every_action) return {};
    if (!node || !node.IsSequence())
      return flaw(file_, node, fmt::format("'actions' is no list: role {}", role.name),
                  fmt::format("actions 不是列表：角色 {}", role.name));
    for (const auto& one : node) {
      const auto name = one.IsScalar() ? one.Scalar() : std::string();
      if (std::ranges::find(actions_, name, &Action::name) == actions_.end())
        return flaw(file_, one, fmt::format("no such action: '{}', role {}", name, role.name),
                    fmt::format("没有该操作：“{}”，角色 {}", name, role.name));
      role.actions.push_back(name);
    }
    return {};
  }

  base::Result<void> read_fields(const YAML::Node& node, Role& role) const {
    if (!node || !node.IsMap())
      return flaw(file_, node, fmt::format("'fields' is missing: role {}", role.name),
                  fmt::format("缺少 fields：角色 {}", role.name));
    for (const auto& entry : node) {
      const auto name = entry.first.Scalar();
      const auto shown = shown_named(entry.second.IsScalar() ? entry.second.Scalar() : "");
      if (!shown)
        return flaw(
            file_, entry.second,
            fmt::format("not hidden, token, masked or clear: {}, role {}", name, role.name),
            fmt::format("应为 hidden、token、masked 或 clear：{}，角色 {}", name, role.name));
      if (const auto pii = class_named(name)) {
        role.fields.set(*pii, *shown);
        continue;
      }
      const auto dot = std::min(name.find('.'), name.size());
      const auto* entity = dictionary_.entity(name.substr(0, dot));
      if (dot == name.size() || entity == nullptr || entity->field(name.substr(dot + 1)) == nullptr)
        return flaw(file_, entry.first,
                    fmt::format("neither a class nor a field: '{}', role {}", name, role.name),
                    fmt::format("既不是类别也不是字段：“{}”，角色 {}", name, role.name));
      role.fields.set_field(name, *shown);
    }
    return {};
  }

  const fs::path& file_;
  const records::Dictionary& dictionary_;
  const std::vector<Action>& actions_;
};

}  // namespace

bool Role::may(std::string_view action) const {
  return every_action || holds(actions, action);
}

bool Caller::may(std::string_view action) const {
  return every_action || holds(actions, action);
}

base::Result<void> Caller::check(std::string_view action) const {
  if (may(action)) return {};
  return records::refusal(
      fmt::format("the role {} does not have the action {}", viewer.role, action),
      fmt::format("角色 {} 没有操作 {}", viewer.role, action));
}

Caller Caller::owner() {
  return {records::Viewer::owner(), true, {}, true};
}

base::Result<Policy> Policy::load(const fs::path& workspace,
                                  const records::Dictionary& dictionary) {
  const auto files = base::catalog_files("roles.yaml", workspace);
  if (!files) return base::failure_of(files);
  return load_files(*files, dictionary);
}

base::Result<Policy> Policy::load_files(const std::vector<fs::path>& files,
                                        const records::Dictionary& dictionary) {
  Policy policy;
  for (const auto& file : files) {
    const auto root = base::load_yaml(file);
    if (!root) return base::failure_of(root);
    if (!root->IsMap()) continue;
    for (const auto& node : (*root)["actions"]) {
      const auto name = base::text_or(node, "name", "");
      const auto label = node.IsMap() ? node["label"] : YAML::Node();
      if (!name.empty() && !policy.knows_action(name))
        policy.actions_.push_back(
            {name, {base::text_or(label, "en", name), base::text_or(label, "zh", name)}});
    }
    const RoleFile reader(file, dictionary, policy.actions_);
    for (const auto& node : (*root)["roles"]) {
      auto role = reader.role(node);
      if (!role) return base::failure_of(role);
      const auto at = std::ranges::find(policy.roles_, role->name, &Role::name);
      if (at == policy.roles_.end())
        policy.roles_.push_back(std::move(*role));
      else
        *at = std::move(*role);
    }
  }
  return policy;
}

const Role* Policy::role(std::string_view name) const {
  const auto at = std::ranges::find(roles_, name, &Role::name);
  return at == roles_.end() ? nullptr : &*at;
}

bool Policy::knows_action(std::string_view name) const {
  return std::ranges::find(actions_, name, &Action::name) != actions_.end();
}

base::Result<Caller> Policy::caller(const Person& person, std::string token_key) const {
  const auto* known = role(person.role);
  if (known == nullptr) {
    std::string names;
    for (const auto& one : roles_) names += (names.empty() ? "" : ", ") + one.name;
    return base::failure(fmt::format("no such role: '{}'; there are {}", person.role, names),
                         fmt::format("没有该角色：“{}”；可用 {}", person.role, names));
  }
  Caller caller;
  caller.viewer = {person.name, known->name, known->fields, person.scope, std::move(token_key)};
  if (known->only_own && person.scope.agent.empty()) caller.viewer.scope.none = true;
  caller.every_action = known->every_action;
  caller.actions = known->actions;
  return caller;
}

}  // namespace aftercare::access
