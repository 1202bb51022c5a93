// users: who may use the workspace, as whom, and with which tokens.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "access/user_book.hpp"
#include "app/cli/commands.hpp"
#include "app/cli/table_text.hpp"

namespace aftercare::app {
namespace {

using UserAction = UsersArguments::Action;
using UsersJson = nlohmann::ordered_json;

std::string rows_in_words(const records::RowScope& scope, const Console& console) {
  std::vector<std::string> parts;
  const auto add = [&](std::string_view what, const std::vector<std::string>& names) {
    if (!names.empty()) parts.push_back(fmt::format("{} {}", what, fmt::join(names, ",")));
  };
  add(console.say("shops", "店铺"), scope.shops);
  add(console.say("teams", "班组"), scope.teams);
  add(console.say("regions", "地区"), scope.regions);
  if (!scope.agent.empty()) add(console.say("agent", "客服"), {scope.agent});
  return parts.empty() ? std::string(console.say("all", "全部"))
                       : fmt::format("{}", fmt::join(parts, "; "));
}

UsersJson rows_json(const records::RowScope& scope) {
  return {{"shops", scope.shops},
          {"teams", scope.teams},
          {"regions", scope.regions},
          {"agent", scope.agent}};
}

int list_users(const access::UserBook& book, const Console& console) {
  const auto tokens = book.tokens();
  if (console.json()) {
    UsersJson json = {{"users", UsersJson::array()}, {"tokens", UsersJson::array()}};
    for (const auto& user : book.users())
      json["users"].push_back({{"name", user.name},
                               {"role", user.role},
                               {"rows", rows_json(user.scope)},
                               {"disabled", user.disabled},
                               {"second_factor", !user.code_secret.empty()},
                               {"subject", user.subject}});
    for (const auto& token : tokens)
      json["tokens"].push_back({{"user", token.user},
                                {"label", token.label},
                                {"actions", token.actions},
                                {"expires", records::to_iso(token.expires)}});
    console.line(json.dump());
    return kDone;
  }
  const auto users = book.users();
  if (users.empty()) {
    console.line(console.say(
        "No users. Whoever holds this terminal is the administrator. Add one: aftercare users add "
        "NAME --role ROLE",
        "还没有用户。持有本终端者即管理员。新增：aftercare users add 名称 --role 角色"));
    return kDone;
  }
  const auto word = [&](const char* en, const char* zh) {
    return std::string(console.say(en, zh));
  };
  TextTable table{{word("user", "用户"), word("role", "角色"), word("rows", "数据范围"),
                   word("second factor", "两步验证"), word("state", "状态")},
                  {},
                  {}};
  for (const auto& user : users)
    table.rows.push_back({user.name, user.role, rows_in_words(user.scope, console),
                          user.code_secret.empty() ? "" : "✓",
                          user.disabled ? word("disabled", "已停用") : word("active", "有效")});
  console.print(to_text(table));
  if (tokens.empty()) return kDone;
  TextTable of_tokens{{word("token", "令牌"), word("user", "用户"), word("actions", "操作"),
                       word("until", "有效至")},
                      {},
                      {}};
  for (const auto& token : tokens)
    of_tokens.rows.push_back({token.label, token.user,
                              token.actions.empty()
                                  ? word("all of the user's", "用户的全部操作")
                                  : fmt::format("{}", fmt::join(token.actions, ",")),
                              records::to_iso(token.expires).substr(0, 10)});
  console.print(to_text(of_tokens));
  return kDone;
}

// Everything but list and token: what is to be changed.
access::UserChange change_of(const UsersArguments& arguments, const std::string& secret) {
  access::UserChange change;
  if (!arguments.role.empty()) change.role = arguments.role;
  if (!secret.empty()) change.password = secret;
  if (!arguments.subject.empty()) change.subject = arguments.subject;
  if (arguments.action == UserAction::disable) change.disabled = true;
  if (arguments.action == UserAction::enable) change.disabled = false;
  if (arguments.action == UserAction::add || arguments.action == UserAction::rows)
    change.scope = records::RowScope{arguments.shops, arguments.teams, arguments.regions,
                                     arguments.agent, false};
  return change;
}

base::Result<int> said(const base::Result<void>& done, const UsersArguments& arguments,
                       const Console& console) {
  if (!done) return base::failure_of(done);
  if (console.json())
    console.line(UsersJson{{"user", arguments.name}, {"done", true}}.dump());
  else
    console.line(fmt::format(fmt::runtime(console.say("Done: {}", "已完成：{}")), arguments.name));
  return kDone;
}

base::Result<int> tell_once(const base::Result<std::string>& secret, const char* key,
                            std::string_view about, const Console& console) {
  if (!secret) return base::failure_of(secret);
  if (console.json()) {
    console.line(UsersJson{{key, *secret}}.dump());
  } else {
    console.note(about);
    console.line(*secret);
  }
  return kDone;
}

}  // namespace

bool needs_password(const UsersArguments& arguments) {
  return arguments.action == UserAction::password ||
         (arguments.action == UserAction::add && arguments.subject.empty());
}

base::Result<int> run_users(const UsersArguments& arguments, const pipeline::Session& session,
                            const Place& place) {
  auto& book = session.users();
  const auto& console = place.console;
  const auto by = place.actor().name;
  switch (arguments.action) {
    case UserAction::list:
      return list_users(book, console);
    case UserAction::add:
      return said(book.add(arguments.name, change_of(arguments, place.secret), by), arguments,
                  console);
    case UserAction::code:
      if (arguments.off)
        return said(book.new_code(arguments.name, true, "", by).map([](const auto&) {}), arguments,
                    console);
      return tell_once(
          book.new_code(arguments.name, false,
                        session.workspace().settings().name.empty()
                            ? "Aftercare"
                            : session.workspace().settings().name,
                        by),
          "address",
          console.say("For the authenticator app, told once:", "供验证器应用使用，只显示一次："),
          console);
    case UserAction::token:
      return tell_once(book.new_token({arguments.name, arguments.label, arguments.actions,
                                       static_cast<int>(arguments.days)},
                                      by),
                       "token", console.say("The token, told once:", "令牌，只显示一次："),
                       console);
    case UserAction::revoke:
      return said(book.drop_tokens(arguments.name, arguments.label, by), arguments, console);
    case UserAction::password:
    case UserAction::role:
    case UserAction::rows:
    case UserAction::disable:
    case UserAction::enable:
      break;
  }
  return said(book.change(arguments.name, change_of(arguments, place.secret), by), arguments,
              console);
}

}  // namespace aftercare::app
