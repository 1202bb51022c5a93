#include "app/http/backup_state.hpp"

#include <fmt/format.h>

#include <optional>

#include "pipeline/backup/backup_past.hpp"
#include "records/moment.hpp"

namespace aftercare::app {
namespace {

using BackupJson = nlohmann::ordered_json;

// Longer than this many intervals ago is late: one may fail and be made up.
constexpr int kIntervalsUntilLate = 2;

BackupJson moment_or_null(const std::optional<pipeline::WallClock::time_point>& at) {
  if (!at) return nullptr;
  return records::to_iso(
      records::Moment(std::chrono::floor<std::chrono::microseconds>(*at).time_since_epoch()));
}

BackupJson said_both(std::string_view en, std::string_view zh) {
  return {{"zh", zh.empty() ? en : zh}, {"en", en}};
}

}  // namespace

BackupJson backup_state_json(const pipeline::Session& session,
                             std::chrono::system_clock::time_point now) {
  const auto& workspace = session.workspace();
  const auto& setting = workspace.settings().backup;
  const auto past = pipeline::backup_past(workspace.root());
  const bool by_itself = setting.every.count() > 0;
  BackupJson json = {{"state", "good"},
                     {"place", setting.place.empty() ? "backups" : setting.place},
                     {"every_hours", nullptr},
                     {"made", moment_or_null(past.made)},
                     {"failed", moment_or_null(past.failed)},
                     {"failure", nullptr},
                     {"advice", nullptr}};
  if (by_itself)
    json["every_hours"] = std::chrono::duration<double, std::ratio<3600>>(setting.every).count();
  if (!past.failure.empty()) {
    json["state"] = "failed";
    json["failure"] = said_both(past.failure, past.failure_zh);
    json["advice"] = by_itself
                         ? said_both(
                               "Mend that; the server tries again within a quarter of an hour. At "
                               "once: aftercare backup",
                               "请排除原因；服务会在一刻钟内重试。立即备份：aftercare backup")
                         : said_both("Mend that, then run: aftercare backup",
                                     "请排除原因，然后运行：aftercare backup");
  } else if (!past.made) {
    json["state"] = "none";
    json["advice"] = said_both(
        "Make one: aftercare backup. Or let the server do it: 'backup: {every: 24h}' in "
        "aftercare.yaml",
        "请运行 aftercare backup，或在 aftercare.yaml 中设置 backup: {every: 24h} 由服务自动备份");
  } else if (by_itself && !pipeline::made_within(past, setting.every * kIntervalsUntilLate, now)) {
    json["state"] = "late";
    json["advice"] = said_both("None was made in time. Make one: aftercare backup",
                               "未按时备份。请运行：aftercare backup");
  }
  return json;
}

}  // namespace aftercare::app
