#include "records/audit_entry.hpp"

#include <algorithm>
#include <array>

namespace aftercare::records {
namespace {

struct NamedAction {
  AuditAction action;
  std::string_view name;
  Label label;
};

const auto& named_actions() {
  using enum AuditAction;
  static const std::array<NamedAction, 20> all = {{
      {login, "login", {"signed in", "登录"}},
      {login_refused, "login_refused", {"sign-in refused", "登录被拒绝"}},
      {logout, "logout", {"signed out", "退出登录"}},
      {reveal, "reveal", {"looked at sealed data", "查看原文"}},
      {export_data, "export", {"exported", "导出数据"}},
      {person_export, "person_export", {"exported a person's data", "导出个人数据"}},
      {statement, "sql", {"ran hand-written SQL", "执行手写 SQL"}},
      {search, "search", {"searched by phone, e-mail or order number", "按电话、邮箱或订单号查找"}},
      {setting, "setting", {"changed settings", "更改设置"}},
      {decision, "decision", {"decided about values or records", "判定取值或记录"}},
      {model, "model", {"changed a model", "更改模型"}},
      {reanalysis, "reanalysis", {"analysed texts again", "重新分析文本"}},
      {user, "user", {"changed users or rights", "更改用户或权限"}},
      {consent, "consent", {"noted a consent", "登记同意或撤回"}},
      {erasure, "erasure", {"erased a person", "抹除个人数据"}},
      {retention, "retention", {"applied retention", "执行保存期限"}},
      {key_rotation, "key_rotation", {"rotated the keys", "轮换密钥"}},
      {backup, "backup", {"backed up", "备份"}},
      {restore, "restore", {"restored", "恢复"}},
      {gap, "gap", {"entries are gone", "条目缺失"}},
  }};
  return all;
}

const NamedAction& named(AuditAction action) {
  return named_actions()[static_cast<std::size_t>(action)];
}

}  // namespace

std::span<const AuditAction> audit_actions() {
  static const auto all = [] {
    std::array<AuditAction, std::tuple_size_v<std::decay_t<decltype(named_actions())>>> list{};
    std::ranges::transform(named_actions(), list.begin(), &NamedAction::action);
    return list;
  }();
  return all;
}

std::string_view to_name(AuditAction action) {
  return named(action).name;
}

std::optional<AuditAction> audit_action(std::string_view name) {
  const auto at = std::ranges::find(named_actions(), name, &NamedAction::name);
  if (at == named_actions().end()) return std::nullopt;
  return at->action;
}

const Label& label_of(AuditAction action) {
  return named(action).label;
}

}  // namespace aftercare::records
