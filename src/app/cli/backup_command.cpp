// backup and restore: the data of a workspace, safe elsewhere, and back.

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/cli/asked_passphrase.hpp"
#include "app/cli/commands.hpp"
#include "app/cli/table_text.hpp"
#include "pipeline/backup/backup.hpp"
#include "pipeline/backup/open_place.hpp"
#include "pipeline/backup/prune.hpp"

namespace aftercare::app {
namespace {

using BackupJson = nlohmann::ordered_json;
using BackupAction = BackupArguments::Action;

std::string in_megabytes(std::uint64_t bytes) {
  return fmt::format("{:.1f}", static_cast<double>(bytes) / 1e6);
}

BackupJson to_summary(const pipeline::PageHead& head) {
  return {{"name", head.name},
          {"made_at", head.made_at},
          {"bytes", head.bytes},
          {"files", head.files},
          {"rows", head.rows}};
}

class BackupCommand {
 public:
  BackupCommand(const BackupArguments& arguments, const pipeline::Session& session,
                const Place& place)
      : arguments_(arguments), session_(session), place_(place), console_(place.console) {}

  base::Result<int> run() const {
    if (arguments_.action == BackupAction::keys) return keys();
    const auto backups = open();
    if (!backups) return base::failure_of(backups);
    switch (arguments_.action) {
      case BackupAction::list:
        return list(**backups);
      case BackupAction::verify:
        return verify(**backups);
      case BackupAction::prune:
        return prune(**backups);
      default:
        return make(**backups);
    }
  }

 private:
  // The place that was named, else that of the settings, else the workspace's own folder.
  base::Result<std::unique_ptr<pipeline::BackupPlace>> open() const {
    const auto& workspace = session_.workspace();
    const auto& setting = workspace.settings().backup;
    const auto address =
        !arguments_.place.empty() ? pipeline::place_address(arguments_.place, place_.folder)
        : !setting.place.empty()  ? pipeline::place_address(setting.place, workspace.root())
                                  : pipeline::place_address("backups", workspace.root());
    if (!address) return base::failure_of(address);
    const bool writes =
        arguments_.action == BackupAction::make || arguments_.action == BackupAction::prune;
    const auto use = writes ? pipeline::PlaceUse::write : pipeline::PlaceUse::read;
    return pipeline::open_backup_place(*address, setting, workspace.root(), use);
  }

  // As the words say, else as the settings do.
  pipeline::KeepRule rule() const {
    const pipeline::KeepRule words{arguments_.keep_last, arguments_.keep_daily,
                                   arguments_.keep_weekly, arguments_.keep_monthly};
    return words.keeps_all() ? session_.workspace().settings().backup.keep : words;
  }

  base::Result<int> prune(pipeline::BackupPlace& backups) const {
    const auto keep = rule();
    if (keep.keeps_all() && !arguments_.dry_run)
      console_.note(console_.say("No rule says what to keep: every backup stays.",
                                 "没有保留规则：保留所有备份。"));
    const auto done =
        pipeline::prune(session_, backups, keep, place_.actor(),
                        arguments_.dry_run ? pipeline::Pruning::only_look : pipeline::Pruning::all);
    if (!done) return base::failure_of(done);
    if (console_.json()) {
      console_.line(BackupJson{{"dry_run", arguments_.dry_run},
                               {"let_go", done->let_go},
                               {"kept", done->kept},
                               {"spared", done->spared},
                               {"chunks", done->chunks}}
                        .dump());
      return kDone;
    }
    for (const auto& name : done->let_go) console_.line(name);
    console_.line(fmt::format(
        fmt::runtime(
            arguments_.dry_run
                ? console_.say("{} would be let go, {} would stay; {} chunks are not needed",
                               "将删除 {} 份，保留 {} 份；{} 个数据块不再需要")
                : console_.say("{} were let go, {} stay; {} chunks removed",
                               "已删除 {} 份，保留 {} 份；已删除 {} 个数据块")),
        done->let_go.size(), done->kept.size(), done->chunks));
    if (!done->spared.empty())
      console_.line(fmt::format(
          fmt::runtime(console_.say("{} stays although the rule lets it go: none of the others is "
                                    "whole",
                                    "{} 按规则应删除，但其余备份均不完好，因此保留")),
          done->spared));
    return kDone;
  }

  base::Result<int> make(pipeline::BackupPlace& backups) const {
    ConsoleProgress progress(console_);
    const auto made = pipeline::make_backup(session_, backups, rule(), place_.actor(), progress);
    if (!made) return base::failure_of(made);
    if (console_.json()) {
      auto json = to_summary(head_of(made->page));
      json["new_bytes"] = made->new_bytes;
      json["mended"] = made->mended;
      json["let_go"] = made->let_go;
      console_.line(json.dump());
      return kDone;
    }
    console_.line(fmt::format(
        fmt::runtime(console_.say("{}: {} MB, {} rows, {} MB of it new; every part was read back",
                                  "{}：{} MB，{} 行，其中新增 {} MB；每一部分均已读回核对")),
        made->page.name, in_megabytes(made->page.bytes()), made->page.rows(),
        in_megabytes(made->new_bytes)));
    if (made->mended > 0)
      console_.line(fmt::format(
          fmt::runtime(console_.say("{} parts that older backups share were damaged there and were "
                                    "written again",
                                    "{} 个与旧备份共用的部分在备份处已损坏，现已重新写入")),
          made->mended));
    if (!made->let_go.empty())
      console_.line(
          fmt::format(fmt::runtime(console_.say("{} older ones were let go", "已删除 {} 份旧备份")),
                      made->let_go.size()));
    console_.note(
        console_.say("It opens only with the keys: 'aftercare backup keys DIR' copies them, "
                     "to be kept apart.",
                     "备份须有密钥才能打开：用 aftercare backup keys DIR 复制密钥，并分开保存。"));
    return kDone;
  }

  base::Result<int> list(const pipeline::BackupPlace& backups) const {
    const auto heads = pipeline::backups_at(backups, session_.vault().backup_key());
    if (!heads) return base::failure_of(heads);
    if (console_.json()) {
      auto all = BackupJson::array();
      for (const auto& head : *heads) all.push_back(to_summary(head));
      console_.line(BackupJson{{"backups", all}}.dump());
      return kDone;
    }
    if (heads->empty()) {
      console_.line(fmt::format(fmt::runtime(console_.say("no backups yet: {}", "还没有备份：{}")),
                                backups.name()));
      return kDone;
    }
    TextTable table{{std::string(console_.say("name", "名称")),
                     std::string(console_.say("made at (UTC)", "制作时间（UTC）")), "MB",
                     std::string(console_.say("rows", "行数"))},
                    {},
                    {false, false, true, true}};
    for (const auto& head : *heads)
      table.rows.push_back(
          {head.name, head.made_at, in_megabytes(head.bytes), fmt::format("{}", head.rows)});
    console_.print(to_text(table));
    return kDone;
  }

  base::Result<int> verify(pipeline::BackupPlace& backups) const {
    const auto names = arguments_.name.empty()
                           ? pipeline::page_names(backups)
                           : base::Result<std::vector<std::string>>({arguments_.name});
    if (!names) return base::failure_of(names);
    ConsoleProgress progress(console_);
    if (auto checked = pipeline::verify_backups(session_, backups, *names, progress); !checked)
      return base::failure_of(checked);
    if (console_.json())
      console_.line(BackupJson{{"whole", names->size()}}.dump());
    else
      console_.line(fmt::format(fmt::runtime(console_.say("{} backups are whole", "{} 份备份完好")),
                                names->size()));
    return kDone;
  }

  base::Result<int> keys() const {
    const auto folder = place_.absolute(arguments_.keys);
    if (auto copied = pipeline::copy_keys(
            session_, folder, place_.actor(),
            arguments_.days > 0 ? arguments_.days
                                : session_.workspace().settings().backup.keep_key_copies_days);
        !copied)
      return base::failure_of(copied);
    if (console_.json())
      console_.line(BackupJson{{"keys", folder.string()}}.dump());
    else
      console_.line(fmt::format(
          fmt::runtime(console_.say(
              "the keys are in {}: with them every backup of this workspace opens. Keep them "
              "apart, "
              "and make a new copy after new customers came; destroy old copies",
              "密钥已复制到 "
              "{}：凭它可打开本工作区的所有备份。请分开保存；有新客户后重新复制，并销毁旧"
              "副本")),
          folder.string()));
    return kDone;
  }

  const BackupArguments& arguments_;
  const pipeline::Session& session_;
  const Place& place_;
  const Console& console_;
};

}  // namespace

base::Result<int> run_backup(const BackupArguments& arguments, const pipeline::Session& session,
                             const Place& place) {
  return BackupCommand(arguments, session, place).run();
}

base::Result<int> run_restore(const RestoreArguments& arguments,
                              const std::filesystem::path& workspace, const Place& place) {
  const auto& console = place.console;
  const auto address = pipeline::place_address(arguments.place, place.folder);
  if (!address) return base::failure_of(address);
  if (auto asked = ask_passphrase(place.absolute(arguments.keys), console); !asked)
    return base::failure_of(asked);
  // There are no settings yet: what a bucket needs is in the environment.
  const auto backups =
      pipeline::open_backup_place(*address, {}, place.folder, pipeline::PlaceUse::read);
  if (!backups) return base::failure_of(backups);
  ConsoleProgress progress(console);
  const auto restored =
      pipeline::restore_backup(**backups, arguments.name, place.absolute(arguments.keys), workspace,
                               pipeline::command_line_actor(), progress);
  if (!restored) return base::failure_of(restored);
  if (console.json()) {
    auto json = to_summary(head_of(restored->page));
    json["erased_again"] = restored->erased_again;
    console.line(json.dump());
    return kDone;
  }
  console.line(fmt::format(
      fmt::runtime(console.say("{} is restored: {} rows, the same in every table as when it was "
                               "backed up",
                               "已恢复 {}：{} 行，每张表都与备份时一致")),
      restored->page.name, restored->rows));
  if (restored->erased_again > 0)
    console.line(fmt::format(
        fmt::runtime(console.say("{} customers in it who were erased since are erased again",
                                 "其中此后已被抹除的 {} 位客户已再次抹除")),
        restored->erased_again));
  return kDone;
}

}  // namespace aftercare::app
