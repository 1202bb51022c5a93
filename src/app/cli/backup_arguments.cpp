#include "app/cli/backup_arguments.hpp"

#include <CLI/CLI.hpp>

namespace aftercare::app {

void add_backup_commands(CLI::App& program, BackupWords& words,
                         const std::function<void(CommandArguments)>& chosen, bool chinese) {
  using Action = BackupArguments::Action;
  const auto say = [chinese](const char* en, const char* zh) { return chinese ? zh : en; };
  auto& asked = words.backup;
  auto* backup = program.add_subcommand(
      "backup", say("back up the data, encrypted; without the keys", "加密备份数据（不含密钥）"));
  backup->require_subcommand(0, 1);
  backup->add_option("--to", asked.place,
                     say("where: a folder, s3://BUCKET/PREFIX or ssh://USER@HOST/FOLDER (default: "
                         "as aftercare.yaml says, else backups of the workspace)",
                         "位置：文件夹、s3://存储桶/前缀 或 ssh://用户@主机/文件夹（默认按 "
                         "aftercare.yaml，否则为工作区的 backups）"));
  backup->add_option("--keep-last", asked.keep_last,
                     say("let go all but the newest so many", "只保留最新的若干份"));
  backup->add_option("--keep-daily", asked.keep_daily,
                     say("and one of each of so many days", "另保留最近若干天每天一份"));
  backup->add_option("--keep-weekly", asked.keep_weekly,
                     say("and one of each of so many weeks", "另保留最近若干周每周一份"));
  backup->add_option("--keep-monthly", asked.keep_monthly,
                     say("and one of each of so many months", "另保留最近若干月每月一份"));
  const auto action = [&](const char* name, const char* help, Action what) {
    auto* sub = backup->add_subcommand(name, help);
    sub->fallthrough();
    sub->callback([&asked, what] { asked.action = what; });
    return sub;
  };
  action("list", say("show the backups", "列出备份"), Action::list);
  action("verify", say("open every part of them", "逐一打开并核对"), Action::verify)
      ->add_option("NAME", asked.name, say("only this one", "只核对这一份"));
  action("prune",
         say("let go what the rule (--keep-..., or that of aftercare.yaml) does not keep",
             "按规则（--keep-…，或 aftercare.yaml 中的设置）删除旧备份"),
         Action::prune)
      ->add_flag("--dry-run", asked.dry_run, say("only say which", "只列出，不删除"));
  auto* keys = action("keys",
                      say("copy the keys to a new folder, to be kept apart from the backups",
                          "把密钥复制到新文件夹，须与备份分开保存"),
                      Action::keys);
  keys->add_option("DIR", asked.keys)->required();
  keys->add_option("--days", asked.days,
                   say("so many days the copy is meant to exist (default: as aftercare.yaml says)",
                       "副本计划保留的天数（默认按 aftercare.yaml）"));
  backup->callback([&asked, chosen] { chosen(asked); });

  auto& again = words.restore;
  auto* restore = program.add_subcommand(
      "restore", say("make a workspace (-w) out of a backup", "从备份恢复出工作区（-w）"));
  restore
      ->add_option("PLACE", again.place,
                   say("where the backups are: a folder, s3://... or ssh://...",
                       "备份所在位置：文件夹、s3://… 或 ssh://…"))
      ->required();
  restore->add_option("NAME", again.name, say("which (default: the newest)", "哪一份（默认最新）"));
  restore
      ->add_option("--keys", again.keys,
                   say("folder with the copy of the keys", "存放密钥副本的文件夹"))
      ->required();
  restore->callback([&again, chosen] { chosen(again); });

  auto& check = words.check;
  const auto add_check = [&](const char* name, const char* help, bool advice) {
    program.add_subcommand(name, help)->callback([&check, chosen, advice] {
      check.advice = advice;
      chosen(check);
    });
  };
  add_check("verify",
            say("check store, ledger, keys and audit log against each other",
                "核对数据库、台账、密钥与审计日志是否一致"),
            false);
  add_check("doctor", say("what is wrong, and the command that mends it", "有什么问题，如何解决"),
            true);
}

}  // namespace aftercare::app
