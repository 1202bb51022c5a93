#include "app/http/backup_state.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/backup/backup.hpp"
#include "pipeline/backup/backup_past.hpp"
#include "served_workspace.hpp"

namespace aftercare::app {
namespace {

using testing::HasSubstr;

class BackupStateTest : public ServedWorkspace {
 protected:
  nlohmann::ordered_json state(std::chrono::system_clock::time_point now) const {
    return backup_state_json(*session_, now);
  }
  std::chrono::system_clock::time_point noon_ = std::chrono::sys_days(std::chrono::year_month_day(
      std::chrono::year(2026), std::chrono::month(3), std::chrono::day(1)));
};

TEST_F(BackupStateTest, SaysThatThereIsNoneYetAndHowToMakeOne) {
  const auto said = state(noon_);
  EXPECT_EQ(said["state"], "none");
  EXPECT_TRUE(said["made"].is_null());
  EXPECT_THAT(said["advice"]["en"].get<std::string>(), HasSubstr("aftercare backup"));
  EXPECT_THAT(said["advice"]["zh"].get<std::string>(), HasSubstr("aftercare backup"));
}

TEST_F(BackupStateTest, AFailureIsToldInBothLanguagesUntilOneIsMade) {
  const base::Error full{base::ErrorKind::internal, "the disk is full", "磁盘已满"};
  pipeline::note_failed_backup(*session_, {"schedule", {}}, full, noon_);
  auto said = state(noon_);
  EXPECT_EQ(said["state"], "failed");
  EXPECT_EQ(said["failure"]["en"], "the disk is full");
  EXPECT_EQ(said["failure"]["zh"], "磁盘已满");
  EXPECT_THAT(said["failed"].get<std::string>(), HasSubstr("2026-03-01"));
  EXPECT_FALSE(said["advice"].is_null());
  ASSERT_TRUE(pipeline::change_backup_past(session_->workspace().root(), [this](auto& past) {
    past.made = noon_;
    past.failure.clear();
    past.failure_zh.clear();
  }));
  said = state(noon_ + std::chrono::hours(24 * 400));
  EXPECT_EQ(said["state"], "good") << "nobody asked for one at intervals";
  EXPECT_TRUE(said["failure"].is_null());
}

}  // namespace
}  // namespace aftercare::app
