#include "pipeline/workspace_check.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>

#include "pipeline/audit.hpp"
#include "pipeline/backup/backup_past.hpp"
#include "pipeline/older_analysis.hpp"
#include "pipeline/upkeep/retention_past.hpp"
#include "store/duckdb/store_check.hpp"

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;
using Part = WorkspaceFault::Part;

constexpr std::chrono::days kUnset{7};  // Where no interval is set.

const records::Label kFromBackup{
    "put the workspace back with 'aftercare restore', or tell the developers of it: nothing that "
    "Aftercare does leads to this",
    "请用 aftercare restore 从备份恢复，或告知开发者：Aftercare 的正常操作不会导致这种情况"};

WorkspaceFault fault_of(const store::StoreFault& fault) {
  using Kind = store::StoreFault::Kind;
  const auto& [kind, name, told, found] = fault;
  const auto say = [&, &name = name, told = told, found = found](Part part, const char* en,
                                                                 const char* zh) {
    return WorkspaceFault{part,
                          {fmt::format(fmt::runtime(en), name, told, found),
                           fmt::format(fmt::runtime(zh), name, told, found)},
                          kFromBackup};
  };
  switch (kind) {
    case Kind::slices:
      return say(Part::ledger, "a file's slices do not add up: {}: {} told, {} found",
                 "文件的分片不符：{}：应为 {}，实为 {}");
    case Kind::balance:
      return say(Part::ledger, "rows do not add up: {}: {} rows, {} accounted for",
                 "行数不平：{}：共 {} 行，去向合计 {} 行");
    case Kind::records:
      return say(Part::store, "records are missing or too many: {}: {} in the ledger, {} stored",
                 "记录缺失或多出：{}：台账 {} 条，库中 {} 条");
    case Kind::duplicates:
      return say(Part::store, "duplicates are missing or too many: {}: {} in the ledger, {} found",
                 "重复记录缺失或多出：{}：台账 {} 条，库中 {} 条");
    case Kind::quarantined:
      return say(Part::store, "quarantined rows are missing or too many: {}: {} told, {} found",
                 "隔离行缺失或多出：{}：台账 {} 行，库中 {} 行");
    case Kind::facts:
      break;
  }
  return say(Part::store, "the facts do not fit the records: {}: {} records, {} facts",
             "事实表与记录不符：{}：记录 {} 条，事实 {} 条");
}

bool open_to_others(const fs::path& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0 && (found.st_mode & 077) != 0;
}

}  // namespace

base::Result<WorkspaceCheck> check_workspace(const Session& session, base::Progress& progress) {
  const auto viewer = records::Viewer::owner();
  progress.begin("verify", 0, "steps");
  const auto stored = store::check_store(session.store(), viewer);
  if (!stored) return base::failure_of(stored);
  WorkspaceCheck check{stored->files, stored->rows, 0, 0, stored->waiting, {}};
  for (const auto& fault : stored->faults) check.faults.push_back(fault_of(fault));

  std::uint64_t without = 0;
  base::Result<void> looked;
  auto walked = store::each_sealed_person(session.store(), viewer, [&](std::string_view person) {
    if (!looked) return;
    const auto known = session.vault().knows(person);
    if (!known) {
      looked = base::failure_of(known);
      return;
    }
    ++check.persons;
    without += *known ? 0 : 1;
  });
  if (walked) walked = looked;
  if (!walked) return base::failure_of(walked);
  if (without > 0)
    check.faults.push_back(
        {Part::keys,
         {fmt::format("sealed data without a key: of {} persons; it opens never again, unless an "
                      "older copy of the keys has them",
                      without),
          fmt::format("封存数据没有密钥：涉及 {} 人；除非较早的密钥副本中还有，否则无法再打开",
                      without)},
         {"put keys/ back from the newest copy ('aftercare backup keys')",
          "用最新的密钥副本（aftercare backup keys）恢复 keys/"}});

  const auto audit = check_audit(session);
  if (!audit) return base::failure_of(audit);
  check.audit_entries = static_cast<std::uint64_t>(audit->end.entries);
  if (audit->broken)
    check.faults.push_back(
        {Part::audit,
         {fmt::format("the audit log is not whole, at entry {}", audit->broken->number),
          fmt::format("审计日志不完整，位于第 {} 条", audit->broken->number)},
         {"'aftercare audit verify' says what was done to it; ask who could write to the "
          "workspace's folder",
          "aftercare audit verify 会说明发生了什么；请查明谁能写入工作区文件夹"}});
  progress.end();
  return check;
}

base::Result<std::vector<WorkspaceFault>> advise(const Session& session) {
  const auto& workspace = session.workspace();
  std::vector<WorkspaceFault> advice;
  const auto stored = store::check_store(session.store(), records::Viewer::owner());
  if (!stored) return base::failure_of(stored);
  for (const auto& name : stored->half_read)
    advice.push_back({Part::files,
                      {fmt::format("a file was not read to its end: {}", name),
                       fmt::format("文件尚未读完：{}", name)},
                      {"run 'aftercare ingest' on it again: it goes on where it stopped",
                       "对它重新运行 aftercare ingest：会从中断处继续"}});
  for (const auto& path : {workspace.root(), workspace.keys(), workspace.keys() / "workspace.key",
                           workspace.keys() / "keys.sqlite", workspace.database()})
    if (open_to_others(path))
      advice.push_back({Part::files,
                        {fmt::format("others of this machine may read: {}", path.string()),
                         fmt::format("本机其他用户可以读取：{}", path.string())},
                        {fmt::format("chmod go-rwx '{}'", path.string()),
                         fmt::format("chmod go-rwx '{}'", path.string())}});
  std::error_code none;
  const auto space = fs::space(workspace.root(), none);
  const auto store_bytes = fs::file_size(workspace.database(), none);
  constexpr std::uintmax_t least = 1'000'000'000;
  if (!none && space.available < std::max<std::uintmax_t>(least, store_bytes))
    advice.push_back({Part::disk,
                      {fmt::format("the disk is nearly full: {} MB left, the store has {} MB",
                                   space.available / 1'000'000, store_bytes / 1'000'000),
                       fmt::format("磁盘将满：剩余 {} MB，数据库 {} MB",
                                   space.available / 1'000'000, store_bytes / 1'000'000)},
                      {"make room, or move the workspace to a bigger disk",
                       "请腾出空间，或把工作区移到更大的磁盘"}});
  const auto older = older_analysis(session);
  if (!older) return base::failure_of(older);
  for (const auto& one : *older) {
    if (one.again == 0) continue;
    const auto& label = session.dictionary().entity(one.entity)->label;
    advice.push_back(
        {Part::analysis,
         {fmt::format("an older analysis judged {} records of '{}'", one.again, label.en),
          fmt::format("“{}”有 {} 条记录由旧版分析判定", label.zh, one.again)},
         {"'aftercare run', or 'aftercare text reanalyze', analyses them again",
          "运行 aftercare run 或 aftercare text reanalyze 重新分析"}});
  }
  const auto past = backup_past(session.workspace().root());
  if (!past.failure.empty())
    advice.push_back(
        {Part::backup,
         {"the last backup failed: " + past.failure,
          "最近一次备份失败：" + (past.failure_zh.empty() ? past.failure : past.failure_zh)},
         {"mend that, then run 'aftercare backup'", "排除原因后运行 aftercare backup"}});
  const auto kept = retention_past(session.workspace().root());
  if (!kept.failure.empty())
    advice.push_back(
        {Part::retention,
         {"what is too old was not emptied: " + kept.failure,
          "到期数据未清空：" + (kept.failure_zh.empty() ? kept.failure : kept.failure_zh)},
         {"mend that, then run 'aftercare retain --apply'",
          "排除原因后运行 aftercare retain --apply"}});
  // Of a set interval one may be missed: the machine slept, the next one makes it up.
  const auto every = session.workspace().settings().backup.every;
  const auto allowed = every.count() > 0 ? 2 * every : std::chrono::milliseconds(kUnset);
  if (stored->rows > 0 && !made_within(past, allowed, WallClock::now())) {
    const auto hours = std::chrono::duration_cast<std::chrono::hours>(allowed).count();
    advice.push_back(
        {Part::backup,
         hours % 24 == 0 && hours > 0
             ? records::Label{fmt::format("no backup was made in the last {} days", hours / 24),
                              fmt::format("最近 {} 天没有做过备份", hours / 24)}
             : records::Label{fmt::format("no backup was made in the last {} hours", hours),
                              fmt::format("最近 {} 小时没有做过备份", hours)},
         every.count() > 0
             ? records::Label{"leave 'aftercare serve' running, or run 'aftercare backup'",
                              "让 aftercare serve 保持运行，或运行 aftercare backup"}
             : records::Label{"aftercare backup --to DIR, and 'aftercare backup keys' for the keys",
                              "aftercare backup --to 文件夹；密钥用 aftercare backup keys"}});
  }
  return advice;
}

const records::Label& label_of(Part part) {
  static const records::Label labels[] = {
      {"ledger", "台账"},    {"store", "数据库"},       {"keys", "密钥"},
      {"audit", "审计日志"}, {"files", "文件"},         {"disk", "磁盘"},
      {"backup", "备份"},    {"retention", "保存期限"}, {"analysis", "文本分析"}};
  return labels[static_cast<std::size_t>(part)];
}

std::string_view to_name(Part part) {
  return label_of(part).en;
}

}  // namespace aftercare::pipeline
