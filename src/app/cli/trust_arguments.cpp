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
    add_find();
    add_export_person();
    add_reveal();
    add_privacy();
    add_consent(*program_.get_subcommand("privacy"));
    add_retain();
    add_keys();
    add_export();
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

  void add_find() {
    auto& words = words_.find;
    auto* sub = program_.add_subcommand(
        "find", say("records with exactly this phone, e-mail or order number",
                    "按完整的电话、邮箱或订单号查找记录"));
    sub->add_option("value", words.value,
                    say("the value; - reads it from the input", "要查找的值；- 表示从输入读取"))
        ->required();
    sub->add_option("--kind", words.kind,
                    say("what it is; by its shape unless told", "值的种类；默认按形式判断"))
        ->check(CLI::IsMember({"any", "phone", "email", "order"}));
    sub->callback([&words, chosen = chosen_] { chosen(words); });
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

  void add_reveal() {
    auto& words = words_.reveal;
    auto* sub = program_.add_subcommand(
        "reveal", say("one case or one customer in clear, as far as you may see it",
                      "查看一个案例或一位客户的原文（在权限之内）"));
    auto* one = sub->add_option("--case", words.case_key, say("the case's number", "案例编号"));
    auto* other =
        sub->add_option("--customer", words.customer, say("the customer's id", "客户编号"));
    one->excludes(other);
    sub->add_option("--reason", words.reason,
                    say("why; noted in the audit log", "理由，记入审计日志"))
        ->required();
    sub->callback([&words, chosen = chosen_] {
      if (words.case_key.empty() && words.customer.empty())
        throw CLI::RequiredError("--case | --customer");
      chosen(words);
    });
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

  void add_consent(CLI::App& privacy) {
    using Action = ConsentArguments::Action;
    auto& words = words_.consent;
    auto* consent = privacy.add_subcommand(
        "consent", say("a customer withdraws consent for a purpose, or gives it",
                       "客户撤回或给予对某目的的同意"));
    consent->require_subcommand(1);
    for (const auto& [name, help, what] :
         {std::tuple{"withdraw", say("from now on it is not done", "此后不再处理"),
                     Action::withdraw},
          std::tuple{"give", say("it may be done again", "重新给予"), Action::give},
          std::tuple{"list", say("what was noted", "列出登记"), Action::list}}) {
      auto* sub = consent->add_subcommand(name, help);
      auto* customer =
          sub->add_option("--customer", words.customer, say("the customer's id", "客户编号"));
      if (what != Action::list) {
        customer->required();
        sub->add_option("--purpose", words.purpose,
                        say("see privacy inventory", "见 privacy inventory"))
            ->required();
        add_reason(sub, words.reason);
      }
      sub->callback([&words, chosen = chosen_, what] {
        words.action = what;
        chosen(words);
      });
    }
  }

  void add_retain() {
    auto& words = words_.retain;
    auto* retain = program_.add_subcommand(
        "retain", say("what the dictionary's periods say is over: shown, or emptied",
                      "按字典的保存期限：列出或清空到期数据"));
    auto* apply = retain->add_flag("--apply", words.apply, say("do it", "执行"));
    auto* as_of = retain->add_option("--as-of", words.as_of, say("as on this day", "以此日为准"));
    retain
        ->add_flag("--last", words.last,
                   say("how the last one went, with its receipt", "最近一次的结果与回执"))
        ->excludes(apply)
        ->excludes(as_of);
    retain->add_option("-o,--out", words.out, say("write the receipt, JSON", "写出回执 JSON"));
    retain->callback([&words, chosen = chosen_] { chosen(words); });
  }

  void add_keys() {
    auto& words = words_.keys;
    auto* keys = program_.add_subcommand("keys", say("the workspace's keys", "工作区密钥"));
    keys->require_subcommand(1);
    auto* rotate = keys->add_subcommand(
        "rotate",
        say("a new wrapping key; goes on where it was cut short", "更换包装密钥；可从中断处继续"));
    rotate
        ->add_option("--to", words.to,
                     say("where the new key comes from: file, passphrase "
                         "(AFTERCARE_NEW_PASSPHRASE) or environment (AFTERCARE_NEW_KEY)",
                         "新密钥的来源：file 文件，passphrase 口令（AFTERCARE_NEW_PASSPHRASE），"
                         "environment 环境变量（AFTERCARE_NEW_KEY）"))
        ->capture_default_str()
        ->check(CLI::IsMember({"file", "passphrase", "environment"}));
    add_reason(rotate, words.reason);
    rotate->callback([&words, chosen = chosen_] { chosen(words); });
  }

  void add_export() {
    auto& words = words_.anonymous_export;
    auto* sub = program_.add_subcommand(
        "export", say("rows for analysts, made anonymous, as CSV; says what risk is left",
                      "为分析师导出匿名化的行（CSV），并说明剩余风险"));
    sub->add_option(
           "NAME", words.name,
           say("cases, orders, returns, or one of your own", "cases、orders、returns 或自定义"))
        ->required();
    sub->add_option("-o,--out", words.out)->required();
    sub->add_option("--k", words.k,
                    say("every row is like so many at least", "每行至少与这么多行相同"))
        ->capture_default_str()
        ->check(CLI::Range(2, 1000));
    sub->add_option("--l", words.l,
                    say("different sensitive values in each group", "每组敏感值至少种数"))
        ->capture_default_str()
        ->check(CLI::Range(1, 100));
    sub->add_option("--left-out", words.most_left_out,
                    say("share of rows that may be left out", "可剔除的行占比"))
        ->capture_default_str()
        ->check(CLI::Range(0.0, 1.0));
    sub->add_option("--from", words.from, say("first day", "起始日"));
    sub->add_option("--to", words.to, say("last day", "结束日"));
    add_reason(sub, words.reason);
    sub->callback([&words, chosen = chosen_] { chosen(words); });
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
