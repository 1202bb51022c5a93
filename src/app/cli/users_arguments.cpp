#include "app/cli/users_arguments.hpp"

#include <CLI/CLI.hpp>
#include <string>

namespace aftercare::app {
namespace {

class UsersCommands {
 public:
  UsersCommands(CLI::App& program, UsersWords& words,
                const std::function<void(CommandArguments)>& chosen, bool chinese)
      : program_(program), words_(words), chosen_(chosen), chinese_(chinese) {}

  void add_all() { add_users(); }

 private:
  const char* say(const char* en, const char* zh) const { return chinese_ ? zh : en; }

  void add_users() {
    using Action = UsersArguments::Action;
    auto* users =
        program_.add_subcommand("users", say("who may use the workspace", "谁可以使用工作区"));
    users->require_subcommand(1);
    const auto sub = [this, users](const char* name, const char* help, Action action) {
      auto* one = users->add_subcommand(name, help);
      one->callback([&words = words_, chosen = chosen_, action] {
        words.users.action = action;
        chosen(words.users);
      });
      if (action != Action::list) one->add_option("NAME", words_.users.name)->required();
      return one;
    };
    const auto rows = [this](CLI::App& one) {
      one.add_option("--shop", words_.users.shops, say("only these shops", "仅限这些店铺"));
      one.add_option("--team", words_.users.teams, say("only these teams", "仅限这些班组"));
      one.add_option("--region", words_.users.regions, say("only these provinces", "仅限这些省份"));
      one.add_option("--agent", words_.users.agent,
                     say("the agent that the user is", "该用户对应的客服"));
    };
    sub("list", say("show them", "列出"), Action::list);
    auto* add =
        sub("add", say("a new user; asks for the password", "新增用户；随后输入密码"), Action::add);
    add->add_option("--role", words_.users.role,
                    say("see catalog/roles.yaml", "见 catalog/roles.yaml"))
        ->required();
    rows(*add);
    add->add_option("--subject", words_.users.subject,
                    say("who it is at the provider of identities; no password then",
                        "在身份提供方的标识；此时无需密码"));
    sub("password", say("a new password; asks for it", "修改密码；随后输入"), Action::password);
    sub("role", say("another role", "修改角色"), Action::role)
        ->add_option("ROLE", words_.users.role)
        ->required();
    rows(*sub("rows", say("which rows the user sees; none named: all", "可见的数据；不写则全部"),
              Action::rows));
    sub("disable", say("no entry any more", "停用"), Action::disable);
    sub("enable", say("entry again", "启用"), Action::enable);
    sub("code", say("a second factor: an authenticator app", "两步验证：验证器应用"), Action::code)
        ->add_flag("--off", words_.users.off, say("none any more", "取消"));
    auto* token =
        sub("token", say("a token for programs; told once", "供程序使用的令牌，只显示一次"),
            Action::token);
    token->add_option("--label", words_.users.label, say("what it is for", "用途"))->required();
    token->add_option("--action", words_.users.actions, say("only these actions", "仅限这些操作"));
    token->add_option("--days", words_.users.days, say("how long it lasts", "有效天数"))
        ->capture_default_str();
    sub("revoke", say("a token is void", "作废令牌"), Action::revoke)
        ->add_option("--label", words_.users.label, say("which; none: all", "哪一个；不写则全部"));
  }

  CLI::App& program_;
  UsersWords& words_;
  std::function<void(CommandArguments)> chosen_;
  bool chinese_;
};

}  // namespace

void add_users_commands(CLI::App& program, UsersWords& words,
                        const std::function<void(CommandArguments)>& chosen, bool chinese) {
  UsersCommands(program, words, chosen, chinese).add_all();
}

}  // namespace aftercare::app
