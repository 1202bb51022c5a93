#include "access/password.hpp"

#include <gtest/gtest.h>

namespace aftercare::access {
namespace {

TEST(PasswordTest, OnlyTheSamePasswordFits) {
  const auto hash = password_hash("correct horse 马");
  ASSERT_TRUE(hash);
  EXPECT_TRUE(hash->starts_with("$argon2id$")) << *hash;
  EXPECT_EQ(hash->find("horse"), hash->npos);
  EXPECT_TRUE(fits("correct horse 马", *hash));
  EXPECT_FALSE(fits("correct horse 马 ", *hash));
  EXPECT_FALSE(fits("Correct horse 马", *hash));
  EXPECT_FALSE(fits("", *hash));
  EXPECT_NE(*password_hash("correct horse 马"), *hash) << "each with its own salt";
}

TEST(PasswordTest, NothingFitsNoHash) {
  EXPECT_FALSE(fits("", ""));
  EXPECT_FALSE(fits("password", "password"));
  EXPECT_FALSE(fits("password", "$argon2id$nonsense"));
}

TEST(PasswordTest, AWeakOneIsRefused) {
  EXPECT_FALSE(check_new_password("123456789", "li"));
  EXPECT_FALSE(check_new_password("zhangweiming", "zhangweiming"));
  EXPECT_FALSE(check_new_password(std::string(1001, 'a'), "li"));
  EXPECT_TRUE(check_new_password("1234567890", "li"));
}

TEST(PasswordTest, SecretsDifferAndTheirDigestsDoNotTellThem) {
  const auto secret = random_secret();
  EXPECT_EQ(secret.size(), 43U);
  EXPECT_NE(secret, random_secret());
  EXPECT_EQ(secret_digest(secret), secret_digest(secret));
  EXPECT_NE(secret_digest(secret), secret);
}

}  // namespace
}  // namespace aftercare::access
