#include "pipeline/backup/backup_past.hpp"

#include <mutex>

#include "pipeline/upkeep/duty_note.hpp"

namespace aftercare::pipeline {
namespace {

constexpr const char* kPastFile = ".last_backup";

}  // namespace

bool made_within(const BackupPast& past, std::chrono::milliseconds time,
                 WallClock::time_point now) {
  return past.made && now - *past.made <= time && *past.made - now <= time;
}

BackupPast backup_past(const std::filesystem::path& workspace) {
  const auto note = read_duty_note(workspace / kPastFile);
  BackupPast past{moment_of_note<WallClock::time_point>(note, "made"),
                  moment_of_note<WallClock::time_point>(note, "failed"),
                  text_of_note(note, "failure"), text_of_note(note, "failure_zh")};
  past.doubted = truth_of_note(note, "doubted");
  return past;
}

base::Result<void> change_backup_past(const std::filesystem::path& workspace,
                                      const std::function<void(BackupPast&)>& change) {
  static std::mutex one_at_a_time;
  const std::scoped_lock guard(one_at_a_time);
  auto past = backup_past(workspace);
  change(past);
  nlohmann::json note = {{"failure", past.failure}, {"failure_zh", past.failure_zh}};
  if (past.doubted) note["doubted"] = true;
  put_moment(note, "made", past.made);
  put_moment(note, "failed", past.failed);
  return write_duty_note(workspace / kPastFile, note, "the backup", "备份");
}

}  // namespace aftercare::pipeline
