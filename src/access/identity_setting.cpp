#include "access/identity_setting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "base/yaml_file.hpp"

namespace aftercare::access {
namespace {

bool is_sealed_address(const std::string& issuer) {
  return issuer.starts_with("https://") || issuer.starts_with("http://127.0.0.1:") ||
         issuer.starts_with("http://localhost:");
}

}  // namespace

bool may_stand_for(std::string_view address, std::string_view issuer) {
  const bool printable = std::ranges::all_of(address, [](char sign) {
    return sign > ' ' && sign < 0x7F && sign != '"' && sign != '<' && sign != '>' && sign != '\\';
  });
  const bool sealed = address.starts_with("https://");
  // Only a provider on this machine may send to this machine in clear.
  return printable &&
         (sealed || (!issuer.starts_with("https://") && is_sealed_address(std::string(address))));
}

base::Result<IdentitySetting> load_identity(const std::filesystem::path& workspace,
                                            const std::filesystem::path& keys) {
  IdentitySetting setting;
  const auto file = workspace / "identity.yaml";
  if (!std::filesystem::exists(file)) return setting;
  const auto root = base::load_yaml(file);
  if (!root) return base::failure_of(root);
  const auto wrong = [&file](const YAML::Node& node, const std::string& en, const std::string& zh) {
    const auto at = base::where(file, node);
    return base::failure(fmt::format("{}, at {}", en, at), fmt::format("{}，位于 {}", zh, at));
  };
  if (!root->IsMap()) return wrong(*root, "the settings are no map", "设置不是键值结构");
  for (const auto& entry : *root) {
    const auto key = entry.first.Scalar();
    auto* to = key == "issuer"      ? &setting.issuer
               : key == "client_id" ? &setting.client_id
               : key == "label"     ? &setting.label
               : key == "roots"     ? &setting.roots
                                    : nullptr;
    if (to == nullptr || !entry.second.IsScalar())
      return wrong(entry.first, fmt::format("unknown setting, or no text: '{}'", key),
                   fmt::format("未知的设置，或不是文本：“{}”", key));
    *to = entry.second.Scalar();
  }
  if (!is_sealed_address(setting.issuer))
    return wrong((*root)["issuer"], "'issuer' is no https address", "“issuer”不是 https 地址");
  if (setting.client_id.empty()) return wrong(*root, "'client_id' is missing", "缺少“client_id”");
  if (setting.issuer.ends_with('/')) setting.issuer.pop_back();
  std::ifstream secret(keys / "identity.secret");
  std::getline(secret, setting.secret);
  return setting;
}

}  // namespace aftercare::access
