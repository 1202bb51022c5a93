#include "app/cli/trust_arguments.hpp"

#include <CLI/CLI.hpp>

#include "records/audit_entry.hpp"

namespace aftercare::app {
namespace {

class TrustCommands {
 public:
  TrustCommands(CLI::App& program, TrustWords& words,
                const std::function<void(CommandArguments)>& chosen, bool chinese)
      : program_(program), words_(words), chosen_(chosen), chinese_(chinese) {}

  void add_all() { add_audit(); }

 private:
  const char* say(const char* en, const char* zh) const { return chinese_ ? zh : en; }

  void add_audit() {
    using Action = AuditArguments::Action;
    auto& words = words_.audit;
    auto* audit =
        program_.add_subcommand("audit", say("who did what to whose data", "谁对谁的数据做了什么"));
    audit->require_subcommand(1);
    const auto action = [&](const char* name, const char* help, Action what) {
      auto* sub = audit->add_subcommand(name, help);
      sub->callback([&words, chosen = chosen_, what] {
        words.action = what;
        chosen(words);
      });
      return sub;
    };
    auto* list = action("list", say("the log, newest first", "列出日志，最新的在前"), Action::list);
    std::vector<std::string> names;
    for (const auto one : records::audit_actions()) names.emplace_back(to_name(one));
    list->add_option("--action", words.what, say("only this", "只看该操作"))
        ->check(CLI::IsMember(names));
    list->add_option("--actor", words.actor, say("only by this one", "只看该操作者"));
    list->add_option("--subject", words.subject,
                     say("only about what begins so", "只看以此开头的对象"));
    list->add_option("--from", words.from, say("first day", "起始日"));
    list->add_option("--to", words.to, say("last day", "结束日"));
    list->add_option("--limit", words.limit)
        ->capture_default_str()
        ->check(CLI::Range(1, 1'000'000));
    action("verify",
           say("find the first entry that was edited, removed, moved or cut off",
               "找出第一条被改动、删除、调换或截断的记录"),
           Action::verify)
        ->add_option("--head", words.head,
                     say("COUNT:HASH that was noted down earlier", "此前抄录的 条数:散列"));
  }

  CLI::App& program_;
  TrustWords& words_;
  const std::function<void(CommandArguments)>& chosen_;
  bool chinese_;
};

}  // namespace

void add_trust_commands(CLI::App& program, TrustWords& words,
                        const std::function<void(CommandArguments)>& chosen, bool chinese) {
  TrustCommands(program, words, chosen, chinese).add_all();
}

}  // namespace aftercare::app
