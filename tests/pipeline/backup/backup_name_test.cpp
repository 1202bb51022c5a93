#include "pipeline/backup/backup_name.hpp"

#include <gtest/gtest.h>

namespace aftercare::pipeline {
namespace {

using std::chrono::system_clock;

system_clock::time_point noon() {
  return std::chrono::sys_days(std::chrono::year(2026) / 3 / 14) + std::chrono::hours(12) +
         std::chrono::milliseconds(45);
}

TEST(BackupNameTest, TellsWhenItWasMade) {
  const auto name = backup_name(noon(), {});
  EXPECT_TRUE(name.starts_with("20260314T120000045Z-")) << name;
  EXPECT_EQ(name.size(), 28U);
  EXPECT_EQ(moment_of_backup(name), noon());
}

TEST(BackupNameTest, IsBehindAllOthersWhateverTheClockSays) {
  const std::vector<std::string> others = {"20260401T080000999Z-ffffffff",
                                           "20260101T000000000Z-00000000", "notes",
                                           "99999999T999999999Z-00000000"};
  const auto name = backup_name(noon(), others);
  EXPECT_TRUE(name.starts_with("20260401T080001000Z-")) << name;
  EXPECT_GT(name, others[0]);
  EXPECT_TRUE(backup_name(noon(), {others[1]}).starts_with("20260314T120000045Z-"));
}

TEST(BackupNameTest, OfAnotherKindTellsNothing) {
  for (const auto* name : {"", "20260314T120000045", "20261314T120000045Z-1",
                           "20260230T120000045Z-1", "20260314T250000045Z-1", "2026-03-14T12:00:00Z",
                           "2026031xT120000045Z-1", "20260314T12-000045Z-1"})
    EXPECT_FALSE(moment_of_backup(name)) << name;
}

}  // namespace
}  // namespace aftercare::pipeline
