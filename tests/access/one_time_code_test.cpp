#include "access/one_time_code.hpp"

#include <gtest/gtest.h>

namespace aftercare::access {
namespace {

const std::string kSecret = "12345678901234567890";

// RFC 4226, appendix D.
TEST(OneTimeCodeTest, CountsAsRfc4226Does) {
  const char* codes[] = {"755224", "287082", "359152", "969429", "338314",
                         "254676", "287922", "162583", "399871", "520489"};
  for (std::uint64_t i = 0; i < 10; ++i) EXPECT_EQ(counter_code(kSecret, i), codes[i]);
}

// RFC 6238, appendix B: eight digits, three hashes with secrets as long as the hash.
TEST(OneTimeCodeTest, TellsTheTimeAsRfc6238Does) {
  const std::string secret256 = "12345678901234567890123456789012";
  const std::string secret512 = "1234567890123456789012345678901234567890123456789012345678901234";
  struct Row {
    std::uint64_t time;
    const char* sha1;
    const char* sha256;
    const char* sha512;
  };
  const Row rows[] = {{59, "94287082", "46119246", "90693936"},
                      {1111111109, "07081804", "68084774", "25091201"},
                      {1111111111, "14050471", "67062674", "99943326"},
                      {1234567890, "89005924", "91819424", "93441116"},
                      {2000000000, "69279037", "90698825", "38618901"},
                      {20000000000, "65353130", "77737706", "47863826"}};
  for (const auto& row : rows) {
    EXPECT_EQ(counter_code(kSecret, row.time / 30, 8, CodeHash::sha1), row.sha1);
    EXPECT_EQ(counter_code(secret256, row.time / 30, 8, CodeHash::sha256), row.sha256);
    EXPECT_EQ(counter_code(secret512, row.time / 30, 8, CodeHash::sha512), row.sha512);
  }
}

TEST(OneTimeCodeTest, ACodeOfTheNeighbouringStepFitsOnce) {
  const std::int64_t now = 1'234'567'890;
  const auto code_at = [&](std::int64_t step) {
    return counter_code(kSecret, static_cast<std::uint64_t>(step));
  };
  const auto step = now / 30;
  EXPECT_EQ(fitting_step(kSecret, code_at(step), now, {}), step);
  EXPECT_EQ(fitting_step(kSecret, code_at(step - 1), now, {}), step - 1);
  EXPECT_EQ(fitting_step(kSecret, code_at(step + 1), now, {}), step + 1);
  EXPECT_FALSE(fitting_step(kSecret, code_at(step - 2), now, {})) << "too old";
  EXPECT_FALSE(fitting_step(kSecret, code_at(step), now, {step})) << "used already";
  EXPECT_FALSE(fitting_step(kSecret, "", now, {}));
  EXPECT_FALSE(fitting_step(kSecret, code_at(step) + "0", now, {}));
}

TEST(OneTimeCodeTest, AClockTurnedBackKeepsNobodyOutAndBringsNoCodeBack) {
  const std::int64_t right = 1'234'567'890;
  const auto step = right / 30;
  const auto code_at = [](std::int64_t of) {
    return counter_code(kSecret, static_cast<std::uint64_t>(of));
  };
  // The clock was a day ahead when somebody signed in.
  EXPECT_EQ(fitting_step(kSecret, code_at(step), right, {step + 2880}), step);
  // A code that was used before the clock went back is still used, and so are the older ones.
  EXPECT_FALSE(fitting_step(kSecret, code_at(step), right, {step, step + 2880}));
  EXPECT_FALSE(fitting_step(kSecret, code_at(step - 1), right, {step, step + 2880}));
  EXPECT_FALSE(fitting_step(kSecret, code_at(step), right, {step - 5, step + 1}));
  EXPECT_EQ(fitting_step(kSecret, code_at(step + 1), right, {step - 5, step, step + 2}), step + 1);
}

// RFC 4648, section 10, without padding.
TEST(OneTimeCodeTest, SecretsAreWrittenAsAppsReadThem) {
  EXPECT_EQ(to_base32(""), "");
  EXPECT_EQ(to_base32("f"), "MY");
  EXPECT_EQ(to_base32("fo"), "MZXQ");
  EXPECT_EQ(to_base32("foo"), "MZXW6");
  EXPECT_EQ(to_base32("foob"), "MZXW6YQ");
  EXPECT_EQ(to_base32("fooba"), "MZXW6YTB");
  EXPECT_EQ(to_base32("foobar"), "MZXW6YTBOI");
  EXPECT_EQ(new_code_secret().size(), 20U);
  EXPECT_NE(new_code_secret(), new_code_secret());
  EXPECT_EQ(
      code_address("foobar", "li wei", "示例"),
      "otpauth://totp/%E7%A4%BA%E4%BE%8B:li%20wei?secret=MZXW6YTBOI&issuer=%E7%A4%BA%E4%BE%8B");
}

}  // namespace
}  // namespace aftercare::access
