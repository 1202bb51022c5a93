#include "store/duckdb/failure.hpp"

#include <gmock/gmock.h>

namespace aftercare::store {

using testing::HasSubstr;

TEST(FailureTest, NamesTheProcessThatHoldsTheStore) {
  const auto error = explain(
      "IO Error: Could not set lock on file \"/w/aftercare.duckdb\": Conflicting lock is held in "
      "/usr/bin/aftercare (PID 4711). See also https://duckdb.org/docs",
      "/w/aftercare.duckdb");
  EXPECT_EQ(error.message,
            "the store is in use by process 4711: /w/aftercare.duckdb; stop it or wait until it is "
            "done");
  EXPECT_EQ(error.message_zh,
            "数据库正被进程 4711 使用：/w/aftercare.duckdb；请先停止它，或等它结束");
  EXPECT_THAT(explain("IO Error: Could not set lock on file \"f\": unknown", "f").message,
              HasSubstr("in use by another process"));
}

TEST(FailureTest, TellsCausesApart) {
  const std::pair<std::string, std::string> cases[] = {
      {"IO Error: Could not write all bytes to file \"f\": wanted=4096 wrote=0: No space left on "
       "device",
       "the disk is full"},
      {"FATAL Error: Failed to commit: No space left on device", "the disk is full"},
      {"IO Error: The file \"f\" exists, but it is not a valid DuckDB database file!",
       "is no Aftercare store or is damaged"},
      {"IO Error: Corrupt database file: computed checksum 1 does not match stored checksum 2",
       "the store is damaged"},
      {"IO Error: Could not read enough bytes from file \"f\": attempted to read 262144 bytes from "
       "location 2633728",
       "restore a backup ('aftercare restore PLACE --keys DIR -w NEW')"},
      {"IO Error: Cannot open file \"f\": Permission denied", "no permission for the store"},
      {"IO Error: Cannot open file \"f\": No such file or directory", "cannot be opened"},
      {"Out of Memory Error: could not allocate block of size 256.0 KiB", "memory_mb"},
      {"Binder Error: no such column", "the engine failed: Binder Error: no such column"},
      {"INTERNAL Error: attempted to access index 3", "the engine failed: "},
  };
  for (const auto& [said, meant] : cases) {
    const auto error = explain(said, "f");
    EXPECT_THAT(error.message, HasSubstr(meant));
    EXPECT_EQ(error.kind, base::ErrorKind::internal);
    EXPECT_FALSE(error.message_zh.empty());
  }
  EXPECT_THAT(explain_opening("INTERNAL Error: attempted to access index 3", "f").message,
              HasSubstr("the store is damaged: f: "));
}

}  // namespace aftercare::store
