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

  void add_all() {
    add_audit();
    add_erase();
    add_export_person();
    add_privacy();
  }

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

  void add_customer(CLI::App* sub, std::string& customer) {
    sub->add_option("--customer", customer, say("the customer's id", "客户编号"))->required();
  }
  void add_reason(CLI::App* sub, std::string& reason) {
    sub->add_option("--reason", reason, say("why; noted in the audit log", "理由，记入审计日志"));
  }

  void add_erase() {
    auto& words = words_.erase;
    auto* erase = program_.add_subcommand(
        "erase", say("erase a customer: destroy the key, make the rows anonymous, print a receipt",
                     "抹除客户：销毁密钥，匿名其数据行，给出回执"));
    add_customer(erase, words.customer);
    add_reason(erase, words.reason);
    erase->add_flag("--accounts", words.accounts,
                    say("the same person's other accounts too", "同一个人的其他账号一并抹除"));
    erase->add_flag("--dry-run", words.dry_run,
                    say("only show what would be erased", "只显示将被抹除的内容"));
    erase->add_option("-o,--out", words.out, say("write the receipt, JSON", "写出回执 JSON"));
    erase->callback([&words, chosen = chosen_] { chosen(words); });
  }

  void add_export_person() {
    auto& words = words_.export_person;
    auto* sub = program_.add_subcommand("export-person",
                                        say("all that is stored of a customer, JSON and a page",
                                            "导出某客户的全部数据：JSON 与网页"));
    add_customer(sub, words.customer);
    add_reason(sub, words.reason);
    sub->add_option("-o,--out", words.out,
                    say("files to write: this name with .json and .html",
                        "写出的文件名（扩展名为 .json 与 .html）"));
    sub->callback([&words, chosen = chosen_] { chosen(words); });
  }

  void add_privacy() {
    using Action = PrivacyArguments::Action;
    auto& words = words_.privacy;
    auto* privacy = program_.add_subcommand(
        "privacy", say("what personal data there is and why; receipts of erasures",
                       "有哪些个人信息及其用途；抹除回执"));
    privacy->require_subcommand(1);
    const auto action = [&](CLI::App& parent, const char* name, const char* help, Action what) {
      auto* sub = parent.add_subcommand(name, help);
      sub->callback([&words, chosen = chosen_, what] {
        words.action = what;
        chosen(words);
      });
      return sub;
    };
    action(*privacy, "inventory",
           say("every field: class, purpose, ground, retention, where, who sees it",
               "每个字段：类别、目的、依据、期限、存放、可见范围"),
           Action::inventory)
        ->add_option("-o,--out", words.out,
                     say("the record of processing as a page", "写出处理记录网页"));
    auto* receipt = privacy->add_subcommand("receipt", say("receipts of erasures", "抹除回执"));
    receipt->require_subcommand(1);
    auto* verify =
        action(*receipt, "verify", say("is it as it was signed?", "验证回执签名"), Action::verify);
    verify->add_option("FILE", words.file)->required();
    verify->add_option("--key", words.key,
                       say("the public key; without it the workspace's", "公钥；不给则用工作区的"));
    verify->add_option("--customer", words.customer,
                       say("whom it must be about", "须为该客户的回执"));
    add_customer(action(*receipt, "show", say("print one again", "重新显示"), Action::show),
                 words.customer);
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
