#include "pipeline/upkeep/retention_past.hpp"

#include <mutex>

#include "pipeline/upkeep/duty_note.hpp"

namespace aftercare::pipeline {
namespace {

constexpr const char* kRetentionFile = ".last_retention";

}  // namespace

RetentionPast retention_past(const std::filesystem::path& workspace) {
  const auto note = read_duty_note(workspace / kRetentionFile);
  const auto moment = [&note](const char* key) {
    return moment_of_note<records::Moment>(note, key);
  };
  return {moment("done"),
          moment("failed"),
          text_of_note(note, "failure"),
          text_of_note(note, "failure_zh"),
          moment("believed"),
          text_of_note(note, "receipt")};
}

base::Result<void> change_retention_past(const std::filesystem::path& workspace,
                                         const std::function<void(RetentionPast&)>& change) {
  static std::mutex one_at_a_time;
  const std::scoped_lock guard(one_at_a_time);
  auto past = retention_past(workspace);
  change(past);
  nlohmann::json note = {
      {"failure", past.failure}, {"failure_zh", past.failure_zh}, {"receipt", past.receipt}};
  put_moment(note, "done", past.done);
  put_moment(note, "failed", past.failed);
  put_moment(note, "believed", past.believed);
  return write_duty_note(workspace / kRetentionFile, note, "retention", "保存期限执行");
}

}  // namespace aftercare::pipeline
